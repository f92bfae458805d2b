"""Sums, products, quotients and powers of truncated Taylor series.

A series has the shape (order + 1, n_points). A constant is a scalar: its derivatives vanish even
where a function of it would have none, as abs(0) and sqrt(0).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray

Value = Any


def as_series(value: Value, like: FloatArray) -> FloatArray:
    """Return a series as it is, and a constant as a series of the shape of another."""
    return value if np.ndim(value) else constant_series(value, like)


def constant_series(first: ArrayLike, like: FloatArray) -> FloatArray:
    """Return a series of the shape of another with a first term only."""
    series = np.zeros_like(like)
    series[0] = first
    return series


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    """Return two series, or two constants."""
    if np.ndim(left) == np.ndim(right):
        return left, right
    like = left if np.ndim(left) else right
    return as_series(left, like), as_series(right, like)


def series_sum(left: Value, right: Value) -> Value:
    """Add."""
    left, right = _alike(left, right)
    return left + right


def series_difference(left: Value, right: Value) -> Value:
    """Subtract."""
    return series_sum(left, -right)


def series_product(left: Value, right: Value) -> Value:
    """Multiply."""
    if not (np.ndim(left) and np.ndim(right)):
        return left * right
    product = np.empty_like(left)
    for m in range(len(left)):
        product[m] = np.sum(left[: m + 1] * right[m::-1], axis=0)
    return product


def series_quotient(left: Value, right: Value) -> Value:
    """Divide."""
    if not np.ndim(right):
        return left / right
    left, right = _alike(left, right)
    quotient = np.empty_like(left)
    for m in range(len(left)):
        known = np.sum(quotient[:m] * right[m:0:-1], axis=0)
        quotient[m] = (left[m] - known) / right[0]
    return quotient


def whole_power(base: FloatArray, exponent: int) -> FloatArray:
    """Multiply by squaring, which unlike the rule for real powers does not divide by the base."""
    result = as_series(np.float64(1.0), base)
    while exponent:
        if exponent % 2:
            result = series_product(result, base)
        exponent //= 2
        base = series_product(base, base) if exponent else base
    return result


def real_power(base: FloatArray, exponent: float) -> FloatArray:
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


def slope_of(series: FloatArray) -> FloatArray:
    """Return the series of the derivative, one term shorter."""
    return series[1:] * np.arange(1, len(series))[:, np.newaxis]


def integral_of(slope: FloatArray, first: FloatArray) -> FloatArray:
    """Return the series with a first term and the series of its derivative."""
    terms = slope / np.arange(1, len(slope) + 1)[:, np.newaxis]
    return np.concatenate([first[np.newaxis], terms])


def exponential(rate: FloatArray, first: FloatArray) -> FloatArray:
    """Solve y' = rate * y."""
    series = np.empty((len(rate) + 1, *first.shape))
    series[0] = first
    for m in range(1, len(series)):
        series[m] = np.sum(rate[:m] * series[m - 1 :: -1], axis=0) / m
    return series
