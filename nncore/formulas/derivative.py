"""The derivative of a formula, as a formula."""

from __future__ import annotations

from collections.abc import Callable

from nncore.formulas.tree import Binary, Call, Negative, Node, Number, Variable, contains_x

_ONE, _TWO = Number(1), Number(2)


def derivative(tree: Node) -> Node | None:
    """Return the derivative with respect to x, or None where a part has none that is known here.

    Parameters
    ----------
    tree : Node
        A formula; it is differentiable wherever its parts are.
    """
    if not contains_x(tree):
        return Number(0)
    match tree:
        case Variable():
            return _ONE
        case Negative(operand):
            inner = derivative(operand)
            return None if inner is None else Negative(inner)
        case Binary(symbol, left, right):
            return _of_binary(symbol, left, right)
        case Call(name, argument) if name in _FUNCTIONS:
            inner = derivative(argument)
            return None if inner is None else product(_FUNCTIONS[name](argument), inner)
    return None


def product(left: Node, right: Node) -> Node:
    """Return a product without factors of 0 and 1."""
    if Number(0) in (left, right):
        return Number(0)
    if left == _ONE:
        return right
    return left if right == _ONE else Binary("*", left, right)


def total(left: Node, right: Node) -> Node:
    """Return a sum without summands of 0."""
    if left == Number(0):
        return right
    return left if right == Number(0) else Binary("+", left, right)


def _of_binary(symbol: str, left: Node, right: Node) -> Node | None:
    first, second = derivative(left), derivative(right)
    if first is None or second is None:
        return None
    match symbol:
        case "+":
            return total(first, second)
        case "-":
            return total(first, Negative(second))
        case "*":
            return total(product(first, right), product(left, second))
        case "/":
            quotient = Binary("/", product(left, second), Binary("**", right, _TWO))
            return total(_divided(first, right), Negative(quotient))
    return _of_power(left, right, first, second)


def _divided(left: Node, right: Node) -> Node:
    return left if left == Number(0) else Binary("/", left, right)


def _of_power(base: Node, exponent: Node, first: Node, second: Node) -> Node:
    tree = Binary("**", base, exponent)
    if not contains_x(exponent):
        less = Binary("**", base, Binary("-", exponent, _ONE))
        return product(product(exponent, less), first)
    growth = product(second, Call("log", base))
    return product(tree, total(growth, _divided(product(exponent, first), base)))


def _square(node: Node) -> Node:
    return Binary("**", node, _TWO)


def _one_over(node: Node) -> Node:
    return Binary("/", _ONE, node)


_FUNCTIONS: dict[str, Callable[[Node], Node]] = {
    "exp": lambda u: Call("exp", u),
    "expm1": lambda u: Call("exp", u),
    "log": _one_over,
    "log1p": lambda u: _one_over(Binary("+", _ONE, u)),
    "sqrt": lambda u: _one_over(Binary("*", _TWO, Call("sqrt", u))),
    "sin": lambda u: Call("cos", u),
    "cos": lambda u: Negative(Call("sin", u)),
    "tan": lambda u: Binary("+", _ONE, _square(Call("tan", u))),
    "sinh": lambda u: Call("cosh", u),
    "cosh": lambda u: Call("sinh", u),
    "tanh": lambda u: Binary("-", _ONE, _square(Call("tanh", u))),
    "atan": lambda u: _one_over(Binary("+", _ONE, _square(u))),
}
