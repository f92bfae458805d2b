r"""A formula in several variables as a sum of products of formulas in one variable each.

.. math:: f(x_1, \dots, x_n) = \sum_m c_m \prod_i f_{mi}(x_i)

The integral over a box is then made of integrals in one dimension. Sums, products, quotients by a
product and whole powers are multiplied out; the exponential of a sum is a product, and the cosine
of one is two. A formula such as :math:`e^{-x_1 x_2}` has no such form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from nncore.formulas.numpy_function import to_number
from nncore.formulas.tree import (
    Binary,
    Call,
    Constant,
    Negative,
    Node,
    Number,
    variable_names,
)

MAX_PRODUCTS = 128
_MAX_POWER = 8

#: Variable -> the factor in it; "" -> a constant factor.
Product = Mapping[str, Node]

CONSTANT = ""


class _NotSeparable(Exception):
    """The formula has no such form, or a longer one than is worth it."""


def separated(tree: Node) -> list[Product] | None:
    """Return the products of which a formula is the sum, or None if it has no such form.

    The sum is the formula wherever that is real and finite.

    Parameters
    ----------
    tree : Node
        From `nncore.formulas.whitelist.build_tree`.
    """
    try:
        return _products(tree)
    except _NotSeparable:
        return None


def _products(tree: Node) -> list[Product]:
    names = variable_names(tree)
    if len(names) < 2:
        return [{next(iter(names), CONSTANT): tree}]
    match tree:
        case Negative(operand):
            return _times([{CONSTANT: Negative(Number(1))}], _products(operand))
        case Binary("+", left, right):
            return _bounded([*_products(left), *_products(right)])
        case Binary("-", left, right):
            return _bounded([*_products(left), *_products(Negative(right))])
        case Binary("*", left, right):
            return _times(_products(left), _products(right))
        case Binary("/", left, right):
            return _times(_products(left), [_reciprocal(_products(right))])
        case Binary("**", base, exponent) if not variable_names(exponent):
            return _power(_products(base), to_number(exponent))
    return _of_a_sum(tree)


def _of_a_sum(tree: Node) -> list[Product]:
    """Return the products that an exponential or a wave of a sum is."""
    match tree:
        case Call("exp", argument) | Binary("**", Constant("e"), argument):
            return [{name: Call("exp", term) for name, term in _terms(argument).items()}]
        case Binary("**", Number() as base, exponent) if base.value > 0:
            terms = _terms(exponent)
            return [{name: Binary("**", base, term) for name, term in terms.items()}]
        case Call("cos" | "sin" as function, argument):
            terms = _terms(argument)
            waves = [(Call("cos", term), Call("sin", term), name) for name, term in terms.items()]
            return _wave(function, waves)
    raise _NotSeparable


def _wave(function: str, waves: Sequence[tuple[Node, Node, str]]) -> list[Product]:
    """Return the cosine or the sine of a sum, whose terms have these cosines and sines."""
    (cosine, sine, name), *rest = waves
    if not rest:
        return [{name: cosine if function == "cos" else sine}]
    if function == "cos":
        minus = {CONSTANT: Negative(Number(1))}
        first = _times([{name: cosine}], _wave("cos", rest))
        return [*first, *_times([minus], _times([{name: sine}], _wave("sin", rest)))]
    first = _times([{name: sine}], _wave("cos", rest))
    return _bounded([*first, *_times([{name: cosine}], _wave("sin", rest))])


def _terms(tree: Node) -> dict[str, Node]:
    """Return a sum of formulas in one variable each: variable -> its part of the sum."""
    sums: dict[str, Node] = {}
    for product in _products(tree):
        names = [name for name in product if name != CONSTANT]
        if len(names) > 1:
            raise _NotSeparable
        name = names[0] if names else CONSTANT
        term = reduce(lambda left, right: Binary("*", left, right), product.values())
        sums[name] = Binary("+", sums[name], term) if name in sums else term
    return sums


def _times(left: Iterable[Product], right: list[Product]) -> list[Product]:
    return _bounded([_merged(first, second) for first in left for second in right])


def _merged(left: Product, right: Product) -> Product:
    both = {**left}
    for name, factor in right.items():
        both[name] = Binary("*", both[name], factor) if name in both else factor
    return both


def _reciprocal(products: list[Product]) -> Product:
    if len(products) > 1:
        raise _NotSeparable
    return {name: Binary("/", Number(1), factor) for name, factor in products[0].items()}


def _power(products: list[Product], exponent: float) -> list[Product]:
    if exponent != int(exponent):  # a product of two negative numbers has a root, they have none
        raise _NotSeparable
    if len(products) == 1:
        power = Number(abs(int(exponent)))
        whole = {name: Binary("**", factor, power) for name, factor in products[0].items()}
        return [whole if exponent >= 0 else _reciprocal([whole])]
    if not 1 <= exponent <= _MAX_POWER:
        raise _NotSeparable
    return reduce(_times, [products] * int(exponent))


def _bounded(products: list[Product]) -> list[Product]:
    if len(products) > MAX_PRODUCTS:
        raise _NotSeparable
    return products
