"""The Taylor series of a formula's nodes in balls: at a point, or at all points of a ball at once.

Where the point is a ball, the coefficient of order n holds the n-th coefficients at all its points,
and with them the remainder of every series that is cut before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import acb, arb, arb_series, fmpq, fmpq_poly

from nncore.formulas.ball_arithmetic import ball_function, constant_fraction
from nncore.formulas.tree import Binary, Call, Constant, Negative, Node, contains_x
from nncore.references.effort import spend
from nncore.references.ends import Point
from nncore.references.polynomials import polynomial

Ball = Any
Series = Any


class TaylorSeries:
    r"""The series of :math:`f(c + \sigma u)` in u.

    Parameters
    ----------
    center : flint.arb
        c.
    direction : int
        :math:`\sigma`, 1 or -1.
    order : int
        The last power of u.
    point : Point or None
        c, where it is a point of which more is known than a ball: coefficients that are exactly 0
        are then seen.
    """

    def __init__(self, center: Ball, direction: int, order: int, point: Point | None = None):
        self._x = arb_series([center, arb(direction)], prec=order + 1)
        self._direction, self._n_terms = direction, order + 1
        self._point = point
        self._known: dict[Node, Series | None] = {}

    def of(self, node: Node) -> Series | None:
        """Return the series of a node, or None where it is not surely analytic."""
        if node not in self._known:
            series = self._expanded(node)
            if series is not None and not all(c.is_finite() for c in series.coeffs()):
                series = None
            if series is not None and self._point and node in self._point.zeros:
                series = self._series([arb(0), *series.coeffs()[1:]])
            self._known[node] = series
        return self._known[node]

    def _series(self, coefficients: list[Ball]) -> Series:
        return arb_series(coefficients, prec=self._n_terms)

    def _expanded(self, node: Node) -> Series | None:
        spend()
        if (coefficients := polynomial(node)) is not None:
            return self._of_polynomial(coefficients)
        if not contains_x(node):
            return self._series([ball_function(node)(acb(0), False).real])
        match node:
            case Negative(operand):
                return _applied(lambda u: -u, self.of(operand))
            case Binary("**", Constant("e"), exponent):
                return _applied(_FUNCTIONS["exp"], self.of(exponent))
            case Binary("**", base, exponent):
                return self._power(base, exponent)
            case Binary(symbol, left, right):
                return _applied(_OPERATIONS[symbol], self.of(left), self.of(right))
            case Call(name, argument) if name in _FUNCTIONS:
                return _applied(_FUNCTIONS[name], self.of(argument))
        return None

    def _power(self, base: Node, exponent: Node) -> Series | None:
        number = constant_fraction(exponent)
        if number is not None:
            return _applied(lambda u: _power(u, number), self.of(base))
        logarithm = _applied(_FUNCTIONS["log"], self.of(base))
        product = _applied(_OPERATIONS["*"], self.of(exponent), logarithm)
        return _applied(_FUNCTIONS["exp"], product)

    def _of_polynomial(self, coefficients: Any) -> Series:
        if self._point is not None and isinstance(self._point.number, Fraction):
            center = fmpq(self._point.number.numerator, self._point.number.denominator)
            shifted = coefficients(fmpq_poly([center, self._direction]))
            return self._series([arb(shifted[k]) for k in range(self._n_terms)])
        series = self._series([arb(0)])
        for k in range(coefficients.degree(), -1, -1):
            series = series * self._x + arb(coefficients[k])
        if self._point is None or self._point.minimal_polynomial is None:
            return series
        n_zeros = _multiplicity(coefficients, fmpq_poly(list(self._point.minimal_polynomial)))
        return self._series([arb(0)] * n_zeros + series.coeffs()[n_zeros:])


def _multiplicity(polynomial: Any, factor: Any) -> int:
    count = 0
    while not polynomial.is_zero() and (polynomial % factor).is_zero():
        polynomial, count = polynomial // factor, count + 1
    return count


def _applied(function: Callable[..., Series | None], *operands: Series | None) -> Series | None:
    return None if any(operand is None for operand in operands) else function(*operands)


def _divided(u: Series, v: Series) -> Series | None:
    return None if v[0].contains(0) else u / v


_OPERATIONS: dict[str, Callable[[Series, Series], Series | None]] = {
    "+": lambda u, v: u + v,
    "-": lambda u, v: u - v,
    "*": lambda u, v: u * v,
    "/": _divided,
}


def _power(u: Series, power: Fraction) -> Series | None:
    if power.denominator == 1 and power >= 0:
        return u ** int(power)
    if u[0] > 0 or (power.denominator == 1 and u[0] < 0):
        return u ** fmpq(power.numerator, power.denominator)
    return None


def _where_positive(function: Callable[[Series], Series]) -> Callable[[Series], Series | None]:
    return lambda u: function(u) if u[0] > 0 else None


def _with_sign(u: Series, function: Callable[[Series, int], Series]) -> Series | None:
    if u[0] > 0:
        return function(u, 1)
    return function(u, -1) if u[0] < 0 else None


def _inside(function: Callable[[Series], Series]) -> Callable[[Series], Series | None]:
    return lambda u: function(u) if abs(u[0]) < 1 else None


def _bessel(order: int) -> Callable[[Series], Series]:
    r"""Return :math:`J_n` of a series, from :math:`2 J_n' = J_{n-1} - J_{n+1}`."""

    def function(u: Series) -> Series:
        result, power, difference = arb_series([0], prec=u.prec), u * 0 + 1, u - u[0]
        for k in range(u.prec):
            shifted = (
                (-1) ** i * math.comb(k, i) * u[0].bessel_j(order - k + 2 * i) for i in range(k + 1)
            )
            result = result + power * (sum(shifted, arb(0)) / (2**k * math.factorial(k)))
            power = power * difference
        return result

    return function


def _hyperbolic_tangent(u: Series) -> Series:
    decayed = (u * -2).exp()
    return (1 - decayed) / (1 + decayed)


_FUNCTIONS: dict[str, Callable[[Series], Series | None]] = {
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: _divided(u.sin(), u.cos()),
    "exp": lambda u: u.exp(),
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "gamma": lambda u: None if u[0].contains_integer() and not u[0] > 0 else u.gamma(),
    "asinh": lambda u: (u + (u * u + 1).sqrt()).log(),
    "acosh": lambda u: (u + (u * u - 1).sqrt()).log() if u[0] > 1 else None,
    "sinc": lambda u: _divided(u.sin(), u),
    **{"j0": _bessel(0), "j1": _bessel(1)},
    "sinh": lambda u: (u.exp() - (-u).exp()) / 2,
    "cosh": lambda u: (u.exp() + (-u).exp()) / 2,
    "tanh": _hyperbolic_tangent,
    "asin": _inside(lambda u: u.asin()),
    "acos": _inside(lambda u: u.acos()),
    "atan": lambda u: u.atan(),
    "log": _where_positive(lambda u: u.log()),
    "log10": _where_positive(lambda u: u.log() / arb.const_log10()),
    "sqrt": _where_positive(lambda u: u.sqrt()),
    "abs": lambda u: _with_sign(u, lambda v, sign: v * sign),
    "sign": lambda u: _with_sign(u, lambda v, sign: v * 0 + sign),
}
