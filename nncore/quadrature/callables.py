"""What all rules share: how an integrand is evaluated, and the check of a number of points."""

from __future__ import annotations

from collections.abc import Callable
from operator import index

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray

VectorFunction = Callable[[FloatArray], ArrayLike]


def check_n_points(n_points: int, least: int) -> int:
    """Return `n_points` as an int; raise ValueError where it is below `least`."""
    n_points = index(n_points)
    if n_points < least:
        raise ValueError(f"`n_points` must be at least {least}, got {n_points}.")
    return n_points


def values_at(f: VectorFunction, x: FloatArray) -> FloatArray:
    """Evaluate `f`, which may return one number for all points (a constant)."""
    return np.broadcast_to(np.asarray(f(x), dtype=float), x.shape)


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
        values = values_at(f, centre[..., np.newaxis] + half_length[..., np.newaxis] * nodes)
        return float_if_scalar(half_length * (values @ weights))
