r"""The derivatives of a formula at given points, by arithmetic on truncated Taylor series.

Every node of the tree becomes the series :math:`u(x + t) = \sum_m u_m t^m` at all the points at
once, :math:`m = 0, \dots, d`, by the rules that the operations have for series, such as
:math:`(uv)_m = \sum_j u_j v_{m-j}`. This is differentiation without truncation error, as symbolic
differentiation is, but its cost is bounded: :math:`d^2` operations for each node of the tree,
where the symbolic derivative of order d may have more terms than memory can hold.

The functions have :math:`y' = G\,u'` with G a function of y or of u (:math:`G = y` for the
exponential), so that :math:`y_m` follows from :math:`m\,y_m = \sum_{j=1}^{m} j\,u_j G_{m-j}`.

References
----------
A. Griewank, A. Walther, Evaluating Derivatives: Principles and Techniques of Algorithmic
Differentiation, SIAM, 2008, chapter 13, https://doi.org/10.1137/1.9780898717761
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from nncore.arrays import FloatArray
from nncore.formulas.tree import Evaluator, Node

# A series has the shape (order + 1, n_points); a constant is a scalar, whose derivatives vanish
# even where the function would have none: abs(0), sqrt(0).
Value = Any

_CONSTANTS = {"pi": np.float64(math.pi), "e": np.float64(math.e)}


def taylor_coefficients(tree: Node, x: ArrayLike, order: int) -> FloatArray:
    r"""Return :math:`f^{(m)}(x) / m!` for :math:`m = 0, \dots` up to an order.

    At a kink or a jump of ``abs`` or ``sign`` these are the limits from the right. They are nan or
    infinite where the formula has no derivative, or where the rules meet 0/0 or an overflow.

    Parameters
    ----------
    tree : Node
        From `nncore.formulas.whitelist.build_tree`.
    x : array_like
        Points.
    order : int
        At least 0.

    Returns
    -------
    ndarray
        Shape ``(order + 1, *x.shape)``.
    """
    points = np.asarray(x, dtype=float)
    variable = np.zeros((order + 1, points.size))
    variable[0] = points.ravel()
    variable[1:2] = 1.0
    with np.errstate(all="ignore"):
        series = _as_series(_TaylorEvaluator(variable).evaluate(tree), variable)
    return series.reshape(order + 1, *points.shape)


class _TaylorEvaluator(Evaluator[Value]):
    def __init__(self, variable: FloatArray) -> None:
        self._variable = variable

    def number(self, value: int | float) -> Value:
        return np.float64(value)

    def variable(self) -> Value:
        return self._variable

    def constant(self, name: str) -> Value:
        return _CONSTANTS[name]

    def negative(self, operand: Value) -> Value:
        return -operand

    def sum(self, left: Value, right: Value) -> Value:
        return _sum(left, right)

    def product(self, left: Value, right: Value) -> Value:
        return _product(left, right)

    def quotient(self, left: Value, right: Value) -> Value:
        return _quotient(left, right)

    def power(self, base: Value, exponent: Value) -> Value:
        return _power(base, exponent)

    def call(self, function: str, argument: Value) -> Value:
        rule = _FUNCTIONS[function]
        if np.ndim(argument):
            return rule(argument)
        return rule(np.full((1, 1), argument))[0, 0]

    def choice(self, test: Value, positive: Value, otherwise: Value) -> Value:
        if not any(map(np.ndim, (test, positive, otherwise))):
            return positive if test > 0 else otherwise
        parts = [_as_series(part, self._variable) for part in (test, positive, otherwise)]
        chosen = np.where(_sign(parts[0])[0] > 0, *parts[1:])
        return np.where(np.isnan(parts[0][0]), np.nan, chosen)


def _as_series(value: Value, like: FloatArray) -> FloatArray:
    return value if np.ndim(value) else _constant_series(value, like)


def _constant_series(first: ArrayLike, like: FloatArray) -> FloatArray:
    series = np.zeros_like(like)
    series[0] = first
    return series


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    """Return two series, or two constants."""
    if np.ndim(left) == np.ndim(right):
        return left, right
    like = left if np.ndim(left) else right
    return _as_series(left, like), _as_series(right, like)


def _sum(left: Value, right: Value) -> Value:
    left, right = _alike(left, right)
    return left + right


def _difference(left: Value, right: Value) -> Value:
    return _sum(left, -right)


def _product(left: Value, right: Value) -> Value:
    if not (np.ndim(left) and np.ndim(right)):
        return left * right
    product = np.empty_like(left)
    for m in range(len(left)):
        product[m] = np.sum(left[: m + 1] * right[m::-1], axis=0)
    return product


def _quotient(left: Value, right: Value) -> Value:
    if not np.ndim(right):
        return left / right
    left, right = _alike(left, right)
    quotient = np.empty_like(left)
    for m in range(len(left)):
        known = np.sum(quotient[:m] * right[m:0:-1], axis=0)
        quotient[m] = (left[m] - known) / right[0]
    return quotient


def _power(base: Value, exponent: Value) -> Value:
    if not np.ndim(exponent):
        if not np.ndim(base):
            return np.power(base, exponent)
        if exponent == int(exponent):
            whole = _whole_power(base, abs(int(exponent)))
            return whole if exponent >= 0 else _quotient(np.float64(1.0), whole)
        return _real_power(base, exponent)
    logarithm = _log(base) if np.ndim(base) else np.log(base)
    first = np.power(base[0] if np.ndim(base) else base, exponent[0])
    return _exponential(_slope(_product(exponent, logarithm)), first)


def _whole_power(base: FloatArray, exponent: int) -> FloatArray:
    """Multiply by squaring, which unlike the rule for real powers does not divide by the base."""
    result = _as_series(np.float64(1.0), base)
    while exponent:
        if exponent % 2:
            result = _product(result, base)
        exponent //= 2
        base = _product(base, base) if exponent else base
    return result


def _real_power(base: FloatArray, exponent: float) -> FloatArray:
    r"""Solve :math:`u\,y' = p\,u'\,y` for :math:`y = u^p`."""
    power = np.empty_like(base)
    power[0] = np.power(base[0], exponent)
    j = np.arange(len(base))[:, np.newaxis]
    for m in range(1, len(base)):
        factors = (exponent + 1.0) * j[1 : m + 1] / m - 1.0
        known = np.sum(factors * base[1 : m + 1] * power[m - 1 :: -1], axis=0)
        power[m] = known / base[0]
    # Of u = t^n (...) the power begins with t^(np): it has as many derivatives, and they are 0.
    n_zeros = np.where(np.any(base != 0, axis=0), np.argmax(base != 0, axis=0), len(base))
    at_zero = np.where(j[1:] < exponent * n_zeros, 0.0, np.nan)
    power[1:] = np.where(base[0] == 0, at_zero, power[1:])
    return power


def _slope(series: FloatArray) -> FloatArray:
    """Return the series of the derivative, one term shorter."""
    return series[1:] * np.arange(1, len(series))[:, np.newaxis]


def _integral(slope: FloatArray, first: FloatArray) -> FloatArray:
    terms = slope / np.arange(1, len(slope) + 1)[:, np.newaxis]
    return np.concatenate([first[np.newaxis], terms])


def _exponential(rate: FloatArray, first: FloatArray) -> FloatArray:
    """Solve y' = rate * y."""
    series = np.empty((len(rate) + 1, *first.shape))
    series[0] = first
    for m in range(1, len(series)):
        series[m] = np.sum(rate[:m] * series[m - 1 :: -1], axis=0) / m
    return series


def _exp(u: FloatArray) -> FloatArray:
    return _exponential(_slope(u), np.exp(u[0]))


def _log(u: FloatArray) -> FloatArray:
    return _integral(_quotient(_slope(u), u[:-1]), np.log(u[0]))


def _waves(
    u: FloatArray, sine: FloatArray, cosine: FloatArray, sign: float
) -> tuple[FloatArray, FloatArray]:
    """Solve s' = c u', c' = sign * s u': for -1 sine and cosine, for 1 the hyperbolic ones."""
    slope, s, c = _slope(u), np.empty_like(u), np.empty_like(u)
    s[0], c[0] = sine, cosine
    for m in range(1, len(u)):
        s[m] = np.sum(slope[:m] * c[m - 1 :: -1], axis=0) / m
        c[m] = np.sum(slope[:m] * s[m - 1 :: -1], axis=0) * (sign / m)
    return s, c


def _sin(u: FloatArray) -> FloatArray:
    return _waves(u, np.sin(u[0]), np.cos(u[0]), -1.0)[0]


def _cos(u: FloatArray) -> FloatArray:
    return _waves(u, np.sin(u[0]), np.cos(u[0]), -1.0)[1]


def _tan(u: FloatArray) -> FloatArray:
    return _quotient(*_waves(u, np.sin(u[0]), np.cos(u[0]), -1.0))


def _sinh(u: FloatArray) -> FloatArray:
    return _waves(u, np.sinh(u[0]), np.cosh(u[0]), 1.0)[0]


def _cosh(u: FloatArray) -> FloatArray:
    return _waves(u, np.sinh(u[0]), np.cosh(u[0]), 1.0)[1]


def _tanh(u: FloatArray) -> FloatArray:
    r"""Return :math:`\pm(1 - 2E/(1 + E))` with :math:`E = e^{\mp 2u} \le 1`: no overflow."""
    sign = np.where(u[0] < 0, -1.0, 1.0)
    small = _exp(-2.0 * sign * u)
    rest = _quotient(small, _sum(small, np.float64(1.0)))
    return sign * _difference(np.float64(1.0), 2.0 * rest)


def _atan(u: FloatArray) -> FloatArray:
    slope = _quotient(np.float64(1.0), _sum(_product(u, u), np.float64(1.0)))
    return _integral(_product(_slope(u), slope[:-1]), np.arctan(u[0]))


def _asin(u: FloatArray) -> FloatArray:
    one = np.float64(1.0)
    slope = _real_power(_product(_difference(one, u), _sum(one, u)), -0.5)
    return _integral(_product(_slope(u), slope[:-1]), np.arcsin(u[0]))


def _acos(u: FloatArray) -> FloatArray:
    return _difference(np.float64(np.pi / 2), _asin(u))


def _erf(u: FloatArray) -> FloatArray:
    slope = 2.0 / math.sqrt(math.pi) * _exp(-_product(u, u))
    return _integral(_product(_slope(u), slope[:-1]), special.erf(u[0]))


def _sign(u: FloatArray) -> FloatArray:
    sign = np.sign(u[0])
    for term in u[1:]:
        sign = np.where(sign == 0, np.sign(term), sign)  # just right of a zero
    return _constant_series(sign, u)


def _abs(u: FloatArray) -> FloatArray:
    return _sign(u)[0] * u


def _erfc(u: FloatArray) -> FloatArray:
    return np.concatenate([special.erfc(u[:1]), -_erf(u)[1:]])


def _expm1(u: FloatArray) -> FloatArray:
    return np.concatenate([np.expm1(u[:1]), _exp(u)[1:]])


def _log1p(u: FloatArray) -> FloatArray:
    return np.concatenate([np.log1p(u[:1]), _log(_sum(u, np.float64(1.0)))[1:]])


def _area(u: FloatArray, squared: Value, first: FloatArray) -> FloatArray:
    """Return the series with the slope u'/sqrt(squared)."""
    slope = _real_power(squared, -0.5)
    return _integral(_product(_slope(u), slope[:-1]), first)


def _asinh(u: FloatArray) -> FloatArray:
    return _area(u, _sum(_product(u, u), np.float64(1.0)), np.arcsinh(u[0]))


def _acosh(u: FloatArray) -> FloatArray:
    one = np.float64(1.0)
    return _area(u, _product(_difference(u, one), _sum(u, one)), np.arccosh(u[0]))


def _atanh(u: FloatArray) -> FloatArray:
    one = np.float64(1.0)
    slope = _quotient(one, _product(_difference(one, u), _sum(one, u)))
    return _integral(_product(_slope(u), slope[:-1]), np.arctanh(u[0]))


def _cbrt(u: FloatArray) -> FloatArray:
    sign = np.where(u[0] < 0, -1.0, 1.0)
    return sign * np.concatenate([np.cbrt(np.abs(u[:1])), _real_power(sign * u, 1 / 3)[1:]])


def _floor(u: FloatArray) -> FloatArray:
    """Return the limit from the right: just below a whole number where u falls from it."""
    falls = _sign(_difference(u, _constant_series(u[0], u)))[0] < 0
    return _constant_series(np.where(falls, np.ceil(u[0]) - 1, np.floor(u[0])), u)


def _composed(u: FloatArray, outer: FloatArray) -> FloatArray:
    """Return the series of f(u) from that of f at u[0]."""
    step = u.copy()
    step[0] = 0.0
    result = _constant_series(outer[-1], u)
    for coefficient in outer[-2::-1]:
        result = _sum(_product(result, step), _constant_series(coefficient, u))
    return result


def _bessel(order: int) -> Callable[[FloatArray], FloatArray]:
    def series(u: FloatArray) -> FloatArray:
        values = [special.jvp(order, u[0], m) / math.factorial(m) for m in range(len(u))]
        return _composed(u, np.array(values))

    return series


def _gamma(u: FloatArray) -> FloatArray:
    r"""Solve :math:`y' = \psi y`, with the digamma function's own series, for u > 0."""
    orders = range(len(u) - 1)
    digamma = [special.polygamma(m, u[0]) / math.factorial(m) for m in orders]
    rate = np.array(digamma).reshape(len(u) - 1, *u[0].shape)
    return _composed(u, _exponential(rate, special.gamma(u[0])))


_SINC_TERMS = 12  # of the power series, whose last is below 1e-25 for |u| <= 1


def _sinc(u: FloatArray) -> FloatArray:
    """Return sin(u)/u: its power series where the quotient would cancel."""
    square = _product(u, u)
    series = _constant_series(np.ones_like(u[0]), u)
    for k in range(_SINC_TERMS, 0, -1):
        series = _difference(np.float64(1.0), _product(square, series) / (2 * k * (2 * k + 1)))
    return np.where(np.abs(u[0]) < 1, series, _quotient(_sin(u), u))


_FUNCTIONS: dict[str, Callable[[FloatArray], FloatArray]] = {
    **{"sin": _sin, "cos": _cos, "tan": _tan, "asin": _asin, "acos": _acos, "atan": _atan},
    **{"sinh": _sinh, "cosh": _cosh, "tanh": _tanh, "exp": _exp, "erf": _erf},
    **{"log": _log, "log10": lambda u: _log(u) / math.log(10.0)},
    **{"sqrt": lambda u: _real_power(u, 0.5), "abs": _abs, "sign": _sign},
    **{"erfc": _erfc, "expm1": _expm1, "log1p": _log1p, "log2": lambda u: _log(u) / math.log(2.0)},
    **{"asinh": _asinh, "acosh": _acosh, "atanh": _atanh, "cbrt": _cbrt, "sinc": _sinc},
    **{"floor": _floor, "ceil": lambda u: -_floor(-u), "gamma": _gamma},
    **{"j0": _bessel(0), "j1": _bessel(1)},
}
