"""Readings at the same x, brought together to their mean."""

from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray

# Two x are the same if they differ by rounding: 0.1 + 0.2 and 0.3.
_ROUNDINGS = 4


@dataclass(frozen=True, eq=False)
class Means:
    """The means of readings with equal x.

    Parameters
    ----------
    x, y : ndarray, shape (n_points,)
        Weighted means.
    weights : ndarray, shape (n_points,)
        Sums of the weights.
    counts : ndarray, shape (n_points,)
        How many readings each is the mean of.
    scatter : float
        Weighted sum of the squares of all readings around their means.
    """

    x: FloatArray
    y: FloatArray
    weights: FloatArray
    counts: FloatArray
    scatter: float


def is_repeated(x: FloatArray) -> np.ndarray:
    """Return of each of the sorted points but the first whether it is the one before it."""
    later, earlier = x[1:], x[:-1]
    largest = np.maximum(np.abs(later), np.abs(earlier))
    return later - earlier <= _ROUNDINGS * np.finfo(float).eps * largest


def average_repeated(
    x: FloatArray, y: FloatArray, weights: FloatArray, counts: FloatArray
) -> Means:
    r"""Return the means of the readings with equal x.

    :math:`\bar y = \sum w y / \sum w`. With :math:`w = 1/\sigma^2` it is the one of least variance,
    :math:`1 / \sum w`, and the scatter :math:`\sum w (y - \bar y)^2` is distributed as
    :math:`\chi^2`, with as many degrees of freedom as readings were brought together.

    Parameters
    ----------
    x : ndarray, shape (n,)
        Sorted.
    y, weights, counts : ndarray, shape (n,)
        Readings, their weights, and of how many each is itself the mean.
    """
    first = np.flatnonzero(np.concatenate([[True], ~is_repeated(x)]))
    lengths = np.diff(np.append(first, x.size))
    sums = np.add.reduceat(weights, first)
    # Relative to the first of each group, where the sum of large values would lose digits.
    origin = np.repeat(y[first], lengths)
    means = y[first] + np.add.reduceat(weights * (y - origin), first) / sums
    scatter = float(np.sum(weights * (y - np.repeat(means, lengths)) ** 2))
    return Means(x[first], means, sums, np.add.reduceat(counts, first), scatter)
