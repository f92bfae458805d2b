"""The node of a function that was typed: its own, or one made of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nncore.formulas.tree import Binary, Call, Choice, Node, Number
from nncore.formulas.vocabulary import ELEMENTARY, RECIPROCALS, SYNONYMS, FormulaError
from nncore.messages import marked

_ONE = marked("`{name}` takes one argument, as in `{name}(x)`.")
_TWO = marked("`{name}` takes two arguments, as in `{name}(1, x)`.")

_ORDERS = {Number(0): "j0", Number(1): "j1"}


@dataclass(frozen=True)
class Condition:
    """What is asked in ``where(x < 1, ...)``: whether a test is positive, or whether it is not."""

    test: Node
    is_positive: bool


Conditions = tuple[Condition, ...]  # all of them
Argument = Node | Conditions


def condition(symbol: str, left: Node, right: Node) -> Condition:
    """Return the condition of two nodes joined by ``< <= >`` or ``>=``."""
    test = Binary("-", right, left) if symbol in ("<", ">=") else Binary("-", left, right)
    return Condition(test, is_positive=symbol in ("<", ">"))


def function_node(name: str, arguments: Sequence[Argument]) -> Node:
    """Return the node of a function.

    Parameters
    ----------
    name : str
        One of `nncore.formulas.vocabulary.FUNCTIONS`.
    arguments : sequence of Node or of conditions
        In their order.

    Raises
    ------
    FormulaError
        If the function does not take such arguments.
    """
    name = SYNONYMS.get(name, name)
    if name in ("where", "piecewise"):
        return _piecewise(name, arguments)
    nodes = [argument for argument in arguments if not isinstance(argument, tuple)]
    if len(nodes) < len(arguments):
        raise FormulaError(
            "`{name}` takes no condition; write `where(x < 1, x, 2)` for one.", name=name
        )
    if name in ("max", "min"):
        return _extreme(name, nodes)
    if name in ("pow", "besselj"):
        _check_number(name, nodes, 2)
        return Binary("**", *nodes) if name == "pow" else _bessel(*nodes)
    _check_number(name, nodes, 1)
    return _of_one(name, nodes[0])


def _of_one(name: str, argument: Node) -> Node:
    if name in RECIPROCALS:
        return Binary("/", Number(1), Call(RECIPROCALS[name], argument))
    if name == "heaviside":
        return Binary("/", Binary("+", Number(1), Call("sign", argument)), Number(2))
    assert name in ELEMENTARY
    return Call(name, argument)


def _extreme(name: str, nodes: Sequence[Node]) -> Node:
    if len(nodes) < 2:
        raise FormulaError(
            "`{name}` takes at least two arguments, as in `{name}(x, 1)`.", name=name
        )
    result = nodes[0]
    for node in nodes[1:]:
        pair = (result, node) if name == "max" else (node, result)
        result = Choice(Binary("-", *pair), result, node)
    return result


def _piecewise(name: str, arguments: Sequence[Argument]) -> Node:
    if name == "where":
        if len(arguments) != 3:
            raise FormulaError("`where` takes three arguments, as in `where(x < 1, x, 2)`.")
        arguments = (arguments[1], arguments[0], arguments[2])
    *pairs, result = arguments
    values, conditions = pairs[::2], pairs[1::2]
    are_values = not any(isinstance(value, tuple) for value in (*values, result))
    are_conditions = all(isinstance(value, tuple) for value in conditions)
    if len(pairs) % 2 or not pairs or not are_values or not are_conditions:
        raise FormulaError(
            "`where` and `piecewise` need a condition with < or > beside each value and a last "
            "value for everywhere else, as in `where(x < 1, x, 2)` and "
            "`piecewise(x, x < 1, 2, x < 3, 0)`."
        )
    for value, tests in zip(reversed(values), reversed(conditions), strict=True):
        result = _chosen(tests, value, result)  # type: ignore[arg-type]
    return result  # type: ignore[return-value]


def _chosen(conditions: Conditions, value: Node, otherwise: Node) -> Node:
    for one in reversed(conditions):
        pair = (value, otherwise) if one.is_positive else (otherwise, value)
        value = Choice(one.test, *pair)
    return value


def _bessel(order: Node, argument: Node) -> Node:
    if order not in _ORDERS:
        raise FormulaError("`besselj` takes the orders 0 and 1, as in `besselj(0, x)`.")
    return Call(_ORDERS[order], argument)


def _check_number(name: str, nodes: Sequence[Node], n: int) -> None:
    if len(nodes) != n:
        raise FormulaError(_ONE if n == 1 else _TWO, name=name)
