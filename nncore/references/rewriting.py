"""A formula in the functions that the analysis of singular points knows."""

from __future__ import annotations

from nncore.formulas.tree import Binary, Call, Choice, Negative, Node, Number

_ONE, _TWO, _THIRD = Number(1), Number(2), Binary("/", Number(1), Number(3))


def rewritten(tree: Node) -> Node:
    """Return an equal tree, with cbrt, ceil and the variants of exp and log in terms of others.

    Parameters
    ----------
    tree : Node
        A formula.
    """
    match tree:
        case Negative(operand):
            return Negative(rewritten(operand))
        case Binary(symbol, left, right):
            return Binary(symbol, rewritten(left), rewritten(right))
        case Call(name, argument):
            return _call(name, rewritten(argument))
        case Choice(test, positive, otherwise):
            return Choice(rewritten(test), rewritten(positive), rewritten(otherwise))
    return tree


def _call(name: str, argument: Node) -> Node:
    match name:
        case "cbrt":
            root = Binary("**", Call("abs", argument), _THIRD)
            return Binary("*", Call("sign", argument), root)
        case "ceil":
            return Negative(Call("floor", Negative(argument)))
        case "log2":
            return Binary("/", Call("log", argument), Call("log", _TWO))
        case "log1p":
            return Call("log", Binary("+", _ONE, argument))
        case "expm1":
            return Binary("-", Call("exp", argument), _ONE)
        case "atanh":
            quotient = Binary("/", Binary("+", _ONE, argument), Binary("-", _ONE, argument))
            return Binary("/", Call("log", quotient), _TWO)
    return Call(name, argument)
