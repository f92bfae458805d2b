"""What all rules share: how an integrand is evaluated, and the check of a number of points."""

from __future__ import annotations

from collections.abc import Callable
from operator import index

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options.ranges import AT_LEAST

VectorFunction = Callable[[FloatArray], ArrayLike]


def check_n_points(n_points: int, least: int) -> int:
    """Return `n_points` as an int; raise ValueError where it is below `least`."""
    n_points = index(n_points)
    if n_points < least:
        raise SettingError(AT_LEAST, name="n_points", bound=least, value=n_points)
    return n_points


def values_at(f: VectorFunction, x: FloatArray) -> FloatArray:
    """Evaluate `f`, which may return one number for all points (a constant)."""
    return np.broadcast_to(np.asarray(f(x), dtype=float), x.shape)


# Of the length of the interval: so near is a point without a value replaced by one beside it, where
# x log x is small enough, and (x² - 1)/(x - 1) is not yet noise.
_BESIDE = 1.5e-8
_NEARER, _GROWTH = 0.01, 1.5


def values_and_limits_at(f: VectorFunction, x: FloatArray) -> FloatArray:
    """Evaluate `f`, with its limit from inside where it is not a number at a single point.

    So sin(x)/x is 1 at 0, and x log x is 0. Where `f` is still not a number beside the point, it
    stays so; where it grows towards the point, it is infinite there.

    Parameters
    ----------
    f : callable
        Vectorised integrand.
    x : ndarray, shape (..., n_points)
        The points of a rule on one or several intervals.
    """
    values = values_at(f, x)
    undefined = np.isnan(values)
    if not undefined.any():
        return values
    lowest, highest = x.min(axis=-1, keepdims=True), x.max(axis=-1, keepdims=True)
    inward = np.where(x <= lowest + (highest - lowest) / 2, highest - lowest, lowest - highest)
    point, step = x[undefined], _BESIDE * inward[undefined]
    far = values_at(f, point + step)
    near = values_at(f, point + np.where(point + _NEARER * step == point, 1.0, _NEARER) * step)
    grows = np.abs(near) > _GROWTH * np.abs(far)
    values = values.copy()
    values[undefined] = np.where(grows, np.copysign(np.inf, near), far)
    return values


def float_if_scalar(value: ArrayLike) -> float | FloatArray:
    """Return a float for an array without axes, and any other array as it is."""
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else array


def weighted_sum(
    f: VectorFunction, a: ArrayLike, b: ArrayLike, nodes: FloatArray, weights: FloatArray
) -> float | FloatArray:
    r"""Apply a rule for [-1, 1] to [a, b].

    .. math:: \frac{b-a}{2} \sum_i w_i\, f\!\left(\frac{a+b}{2} + \frac{b-a}{2}\,t_i\right)
    """
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    centre, half_length = (a + b) / 2, (b - a) / 2
    with np.errstate(all="ignore"):
        values = values_and_limits_at(
            f, centre[..., np.newaxis] + half_length[..., np.newaxis] * nodes
        )
        return float_if_scalar(half_length * (values @ weights))
