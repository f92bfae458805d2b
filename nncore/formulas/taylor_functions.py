"""The functions of a formula on truncated Taylor series, each by its differential equation."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import special

from nncore.arrays import FloatArray
from nncore.formulas.taylor_series import (
    Value,
    constant_series,
    exponential,
    integral_of,
    real_power,
    series_difference,
    series_product,
    series_quotient,
    series_sum,
    slope_of,
)


def _exp(u: FloatArray) -> FloatArray:
    return exponential(slope_of(u), np.exp(u[0]))


def series_log(u: FloatArray) -> FloatArray:
    """Return the series of the natural logarithm."""
    return integral_of(series_quotient(slope_of(u), u[:-1]), np.log(u[0]))


def _waves(
    u: FloatArray, sine: FloatArray, cosine: FloatArray, sign: float
) -> tuple[FloatArray, FloatArray]:
    """Solve s' = c u', c' = sign * s u': for -1 sine and cosine, for 1 the hyperbolic ones."""
    slope, s, c = slope_of(u), np.empty_like(u), np.empty_like(u)
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
    return series_quotient(*_waves(u, np.sin(u[0]), np.cos(u[0]), -1.0))


def _sinh(u: FloatArray) -> FloatArray:
    return _waves(u, np.sinh(u[0]), np.cosh(u[0]), 1.0)[0]


def _cosh(u: FloatArray) -> FloatArray:
    return _waves(u, np.sinh(u[0]), np.cosh(u[0]), 1.0)[1]


def _tanh(u: FloatArray) -> FloatArray:
    r"""Return :math:`\pm(1 - 2E/(1 + E))` with :math:`E = e^{\mp 2u} \le 1`: no overflow."""
    sign = np.where(u[0] < 0, -1.0, 1.0)
    small = _exp(-2.0 * sign * u)
    rest = series_quotient(small, series_sum(small, np.float64(1.0)))
    return sign * series_difference(np.float64(1.0), 2.0 * rest)


def _atan(u: FloatArray) -> FloatArray:
    slope = series_quotient(np.float64(1.0), series_sum(series_product(u, u), np.float64(1.0)))
    return integral_of(series_product(slope_of(u), slope[:-1]), np.arctan(u[0]))


def _asin(u: FloatArray) -> FloatArray:
    one = np.float64(1.0)
    slope = real_power(series_product(series_difference(one, u), series_sum(one, u)), -0.5)
    return integral_of(series_product(slope_of(u), slope[:-1]), np.arcsin(u[0]))


def _acos(u: FloatArray) -> FloatArray:
    return series_difference(np.float64(np.pi / 2), _asin(u))


def _erf(u: FloatArray) -> FloatArray:
    slope = 2.0 / math.sqrt(math.pi) * _exp(-series_product(u, u))
    return integral_of(series_product(slope_of(u), slope[:-1]), special.erf(u[0]))


def _sign(u: FloatArray) -> FloatArray:
    sign = np.sign(u[0])
    for term in u[1:]:
        sign = np.where(sign == 0, np.sign(term), sign)  # just right of a zero
    return constant_series(sign, u)


def _abs(u: FloatArray) -> FloatArray:
    return _sign(u)[0] * u


def _erfc(u: FloatArray) -> FloatArray:
    return np.concatenate([special.erfc(u[:1]), -_erf(u)[1:]])


def _expm1(u: FloatArray) -> FloatArray:
    return np.concatenate([np.expm1(u[:1]), _exp(u)[1:]])


def _log1p(u: FloatArray) -> FloatArray:
    return np.concatenate([np.log1p(u[:1]), series_log(series_sum(u, np.float64(1.0)))[1:]])


def _area(u: FloatArray, squared: Value, first: FloatArray) -> FloatArray:
    """Return the series with the slope u'/sqrt(squared)."""
    slope = real_power(squared, -0.5)
    return integral_of(series_product(slope_of(u), slope[:-1]), first)


def _asinh(u: FloatArray) -> FloatArray:
    return _area(u, series_sum(series_product(u, u), np.float64(1.0)), np.arcsinh(u[0]))


def _acosh(u: FloatArray) -> FloatArray:
    one = np.float64(1.0)
    return _area(u, series_product(series_difference(u, one), series_sum(u, one)), np.arccosh(u[0]))


def _atanh(u: FloatArray) -> FloatArray:
    one = np.float64(1.0)
    slope = series_quotient(one, series_product(series_difference(one, u), series_sum(one, u)))
    return integral_of(series_product(slope_of(u), slope[:-1]), np.arctanh(u[0]))


def _cbrt(u: FloatArray) -> FloatArray:
    sign = np.where(u[0] < 0, -1.0, 1.0)
    return sign * np.concatenate([np.cbrt(np.abs(u[:1])), real_power(sign * u, 1 / 3)[1:]])


def _floor(u: FloatArray) -> FloatArray:
    """Return the limit from the right: just below a whole number where u falls from it."""
    falls = _sign(series_difference(u, constant_series(u[0], u)))[0] < 0
    return constant_series(np.where(falls, np.ceil(u[0]) - 1, np.floor(u[0])), u)


def _composed(u: FloatArray, outer: FloatArray) -> FloatArray:
    """Return the series of f(u) from that of f at u[0]."""
    step = u.copy()
    step[0] = 0.0
    result = constant_series(outer[-1], u)
    for coefficient in outer[-2::-1]:
        result = series_sum(series_product(result, step), constant_series(coefficient, u))
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
    return _composed(u, exponential(rate, special.gamma(u[0])))


_SINC_TERMS = 12  # of the power series, whose last is below 1e-25 for |u| <= 1


def _sinc(u: FloatArray) -> FloatArray:
    """Return sin(u)/u: its power series where the quotient would cancel."""
    square = series_product(u, u)
    series = constant_series(np.ones_like(u[0]), u)
    for k in range(_SINC_TERMS, 0, -1):
        series = series_difference(
            np.float64(1.0), series_product(square, series) / (2 * k * (2 * k + 1))
        )
    return np.where(np.abs(u[0]) < 1, series, series_quotient(_sin(u), u))


FUNCTIONS: dict[str, Callable[[FloatArray], FloatArray]] = {
    **{"sin": _sin, "cos": _cos, "tan": _tan, "asin": _asin, "acos": _acos, "atan": _atan},
    **{"sinh": _sinh, "cosh": _cosh, "tanh": _tanh, "exp": _exp, "erf": _erf},
    **{"log": series_log, "log10": lambda u: series_log(u) / math.log(10.0)},
    **{"sqrt": lambda u: real_power(u, 0.5), "abs": _abs, "sign": _sign},
    **{
        "erfc": _erfc,
        "expm1": _expm1,
        "log1p": _log1p,
        "log2": lambda u: series_log(u) / math.log(2.0),
    },
    **{"asinh": _asinh, "acosh": _acosh, "atanh": _atanh, "cbrt": _cbrt, "sinc": _sinc},
    **{"floor": _floor, "ceil": lambda u: -_floor(-u), "gamma": _gamma},
    **{"j0": _bessel(0), "j1": _bessel(1)},
}
