"""A formula in mpmath, and its integral at 50 digits: an oracle that this project did not write.

Literals are the decimals that are typed. The double exponential rule integrates between the break
points twice, the second time with every piece cut once more, so that all nodes are others; how far
the two agree is the error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from mpmath import mp, mpf

from nncore.formulas.tree import Evaluator, Node

DIGITS = 50
TRUSTED = 1e-13  # relative difference of the two integrals
_GOLDEN = mpf("0.3819660112501051")
_DEGREE = 7  # of the rule: it has about 6 * 2^degree nodes

Function = Callable[[Any], Any]


class Oracle(NamedTuple):
    """An integral, and how far two computations of it differ."""

    value: Any
    error: Any


class NotReal(ArithmeticError):
    """A value that is not a real number."""


def integral_in_mpmath(tree: Node, points: Sequence[float]) -> Oracle | None:
    """Return an integral, or None where mpmath does not find it.

    Parameters
    ----------
    tree : Node
        The formula.
    points : sequence of float
        The limits, and between them whatever cuts the interval, in increasing order.
    """
    f = function_in_mpmath(tree)
    with mp.workdps(DIGITS):
        ends = [mpf(repr(x)) for x in points]
        cut = [ends[0]]
        for left, right in pairwise(ends):
            cut += [_between(left, right), right]
        try:
            first, second = (_integral(f, x) for x in (ends, cut))
            size = _integral(lambda x: abs(f(x)), cut)
        except (ArithmeticError, ValueError, TypeError):
            return None
        error = abs(first - second)
        return Oracle(second, error) if error <= TRUSTED * size else None


def function_in_mpmath(tree: Node) -> Function:
    """Return a formula as a function of a real number at mpmath's precision.

    The function raises `NotReal`, or mpmath's own error, where the formula has no real value.
    """
    f = _MpmathEvaluator().evaluate(tree)

    def real(x: Any) -> Any:
        value = f(x)
        if not isinstance(value, mpf) or mp.isnan(value):
            raise NotReal(f"not real at {x}")
        return value

    return real


def _integral(f: Function, points: Sequence[Any]) -> Any:
    return sum(_on_piece(f, left, right) for left, right in pairwise(points))


def _on_piece(f: Function, left: Any, right: Any) -> Any:
    """Integrate what is of the size of 1: mpmath stops where its error is small, whatever f is."""
    length = right - left
    if mp.isinf(length):
        return mp.quad(f, [left, right], maxdegree=_DEGREE)
    scale = max(abs(f(left + length * k / 16)) for k in range(1, 16, 2)) or mpf(1)
    return (
        length * scale * mp.quad(lambda t: f(left + length * t) / scale, [0, 1], maxdegree=_DEGREE)
    )


def _between(left: Any, right: Any) -> Any:
    if mp.isinf(left):
        return mpf(0) if mp.isinf(right) else right - 1
    return left + 1 if mp.isinf(right) else left + _GOLDEN * (right - left)


def _cube_root(x: Any) -> Any:
    return mp.sign(x) * mp.cbrt(abs(x))


_FUNCTIONS: dict[str, Function] = {
    **{name: getattr(mp, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan")},
    **{name: getattr(mp, name) for name in ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh")},
    **{name: getattr(mp, name) for name in ("exp", "log", "log10", "log1p", "expm1", "sqrt")},
    **{name: getattr(mp, name) for name in ("sign", "floor", "ceil", "erf", "erfc", "gamma")},
    **{"sinc": mp.sinc, "abs": abs, "log2": lambda x: mp.log(x, 2), "cbrt": _cube_root},
    **{"j0": mp.j0, "j1": mp.j1},
}


class _MpmathEvaluator(Evaluator[Function]):
    """Every part of a formula as a function of x."""

    def number(self, value: int | float) -> Function:
        return lambda x: mpf(repr(value))

    def variable(self, name: str) -> Function:
        return lambda x: x

    def constant(self, name: str) -> Function:
        return lambda x: +getattr(mp, name)

    def negative(self, operand: Function) -> Function:
        return lambda x: -operand(x)

    def sum(self, left: Function, right: Function) -> Function:
        return lambda x: left(x) + right(x)

    def product(self, left: Function, right: Function) -> Function:
        return lambda x: left(x) * right(x)

    def quotient(self, left: Function, right: Function) -> Function:
        return lambda x: left(x) / right(x)

    def power(self, base: Function, exponent: Function) -> Function:
        return lambda x: base(x) ** exponent(x)

    def call(self, function: str, argument: Function) -> Function:
        f = _FUNCTIONS[function]
        return lambda x: f(argument(x))

    def choice(self, test: Function, positive: Function, otherwise: Function) -> Function:
        return lambda x: positive(x) if test(x) > 0 else otherwise(x)
