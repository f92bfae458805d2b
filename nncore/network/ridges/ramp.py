r"""The mean of a ramp over a box: a piecewise polynomial.

With :math:`X = \sum_i k_i U_i`, :math:`K = \sum_i k_i` and
:math:`R_n(m) = \mathrm{E}\max(m + X, 0)`, for :math:`|m| < K`

.. math:: (n + 1) R_n(m) = \sum_i \Bigl[\Bigl(\frac12 + \frac{m}{2K}\Bigr)
              R_{n-1}^{(-i)}(m + k_i) + \Bigl(\frac12 - \frac{m}{2K}\Bigr)
              R_{n-1}^{(-i)}(m - k_i)\Bigr],

where a direction has been left out, and :math:`\max(m, 0)` otherwise. All terms are positive: this
is the recurrence of de Boor for B-splines, for the projection of a cube [1]_. A direction is
present or has been taken out at one of two sides, so that there are :math:`3^n` states: 9, 27, 81,
243 up to five directions, but 6,561 for eight. From six on there is a better way. For
:math:`m \le 0` the ramp may turn down again where m + X cannot come, at :math:`H = m + K`. The
triangle is a convolution of two boxes, and its Fourier series with the period P = 2 K + H gives

.. math:: R_n(m) = \frac{H^2}{P} \Bigl[1 + 2 \sum_{j \ge 1} \cos(K t_j)
              \Bigl(\frac{\sin H t_j / 2}{H t_j / 2}\Bigr)^2
              \prod_i \frac{\sin k_i t_j}{k_i t_j}\Bigr], \qquad t_j = \frac{2 \pi j}{P} .

Its terms fall as :math:`j^{-n-2}` as soon as the directions are of about one size, so that 100 to
400 of them are enough. Its rounding is that of :math:`H^2/P`: where the mean is far smaller, the
recurrence remains. For m > 0, :math:`R_n(m) = m + R_n(-m)`.

References
----------
.. [1] C. de Boor, K. Höllig, "Recurrence relations for multivariate B-splines", Proceedings of the
   American Mathematical Society 85 (1982), 397-400. DOI 10.1090/S0002-9939-1982-0656111-8
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray
from nncore.network.ridges.smooth_step import BUDGET
from nncore.network.ridges.trapezoid_sum import buckets, fourier_sum, sinc_products

# Up to five directions the recurrence is as fast
_FEWEST_OF_SERIES = 6
# What is left out of the series, over K
_SERIES_TOLERANCE = 1e-17
# Of the factor before the series over the mean: its rounding is amplified so much
_LARGEST_RATIO = 6.0
# A ramp over a narrower range has one side only, to 1e-280.
_NARROWEST = 1e-280


def ramp_mean(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    r"""Return :math:`\mathrm{E}\max(m + X, 0)`.

    Parameters
    ----------
    midpoint : ndarray, shape (n_rows, n_columns)
        :math:`m`.
    half_width : ndarray, shape (n, n_columns)
        :math:`k_i`.

    Returns
    -------
    ndarray, shape (n_rows, n_columns)
        With an absolute error of a few rounding units of max(1, mean), and of the rounding of m
        and k.
    """
    result = np.maximum(midpoint, 0.0)
    total = half_width.sum(axis=0)
    is_cut = (np.abs(midpoint) < total) & (total > _NARROWEST)
    columns = np.nonzero(is_cut)[1]
    result[is_cut] += _lower_half(-np.abs(midpoint[is_cut]), half_width[:, columns])
    return result


def heaviside_mean(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    r"""Return the probability of :math:`m + X > 0`, the derivative of `ramp_mean`.

    It is the difference of two means in the widest direction, which divides by no less than K/n.
    """
    sizes = -np.sort(-half_width, axis=0)
    widest, others = sizes[0], sizes[1:]
    rise = ramp_mean(midpoint + widest, others) - ramp_mean(midpoint - widest, others)
    is_cut = np.abs(midpoint) < sizes.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):  # of a width of 0, where nothing is cut
        slope = rise / (2.0 * widest)
    return np.where(is_cut, slope, np.where(midpoint > 0.0, 1.0, 0.0))


def _lower_half(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    """Return the means at a vector of midpoints, not positive and larger than -K."""
    result = np.empty_like(midpoint)
    by_recurrence = np.ones(midpoint.shape, dtype=np.bool_)
    if len(half_width) >= _FEWEST_OF_SERIES:
        counts = _n_terms(half_width)
        some = np.flatnonzero(counts <= 3 ** len(half_width))
        values, factors = _series(midpoint[some], half_width[:, some], counts[some])
        result[some] = values
        by_recurrence[some] = factors > _LARGEST_RATIO * np.maximum(values, 1.0)
    result[by_recurrence] = _by_recurrence(midpoint[by_recurrence], half_width[:, by_recurrence])
    return result


def _n_terms(half_width: FloatArray) -> NDArray[np.int64]:
    r"""Return how many terms of the series leave out less than the tolerance.

    The terms beyond t add up to at most :math:`4 t^{-s-1} / (\pi (s + 1) \prod k_i)`, over any s of
    the directions: the best are the s widest.
    """
    shares = np.maximum(-np.sort(-half_width, axis=0) / half_width.sum(axis=0), 1e-30)
    n = np.arange(2.0, len(shares) + 2.0)[:, np.newaxis]
    logarithms = np.cumsum(np.log(shares), axis=0) + np.log(0.25 * np.pi * n * _SERIES_TOLERANCE)
    farthest = np.exp((-logarithms / n).min(axis=0))  # t K
    return np.ceil(np.minimum(1.5 / np.pi * farthest, 1e9)).astype(np.int64)  # P is at most 3 K


def _series(
    midpoint: FloatArray, half_width: FloatArray, counts: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Sum the Fourier series of so many terms; return the factor before it as well."""
    total = half_width.sum(axis=0)
    height = midpoint + total
    period = 2.0 * total + height
    factors, result = height * (height / period), np.empty_like(midpoint)
    sizes = np.concatenate([half_width, [0.5 * height, 0.5 * height]])
    scale = 2.0 * np.pi / period
    for columns, n_terms in buckets(counts, 1, BUDGET):
        weights = sinc_products(sizes[:, columns] * scale[columns], 1.0, n_terms)
        angles = (total * scale)[np.newaxis, columns]
        result[columns] = 1.0 + 2.0 * fourier_sum(weights, angles)[0].real
    return factors * result, factors


class _Layer(NamedTuple):
    """The states in which so many directions are present.

    signs : -1 or 1 for a direction that has been taken out, shape (n_states, n)
    present : 1 for a direction that is present, of the same shape
    above, below : the states of the layer before with one more direction taken out, for each of
        those present, shape (n_present, n_states)
    """

    signs: FloatArray
    present: FloatArray
    above: NDArray[np.int64]
    below: NDArray[np.int64]


@lru_cache(maxsize=16)
def _layers(n: int) -> list[_Layer]:
    """Return the states of n directions, by how many of these are present."""
    by_count: list[list[tuple[int, ...]]] = [[] for _ in range(n + 1)]
    for state in product((0, 1, -1), repeat=n):
        by_count[state.count(0)].append(state)
    layers, index = [], {state: i for i, state in enumerate(by_count[0])}
    for count, states in enumerate(by_count):
        signs = np.array(states, dtype=np.float64).reshape(len(states), n)
        above, below = (
            np.array([[index[s] for s in _taken_out(state, side)] for state in states], np.int64)
            for side in (1, -1)
        )
        layers.append(_Layer(signs, (signs == 0.0).astype(np.float64), above.T, below.T))
        if count:
            index = {state: i for i, state in enumerate(states)}
    return layers


def _taken_out(state: tuple[int, ...], side: int) -> Iterator[tuple[int, ...]]:
    for i, sign in enumerate(state):
        if sign == 0:
            yield (*state[:i], side, *state[i + 1 :])


def _by_recurrence(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    """Return the mean at vectors of midpoints, layer by layer."""
    n = len(half_width)
    result = np.empty_like(midpoint)
    size = max(1, 4 * BUDGET // 3**n)
    for start in range(0, midpoint.size, size):
        some = slice(start, start + size)
        values = np.empty(0)
        for count, layer in enumerate(_layers(n)):
            m = midpoint[some] + layer.signs @ half_width[:, some]
            mean = np.maximum(m, 0.0)
            if count:
                total = layer.present @ half_width[:, some]
                is_cut = np.abs(m) < total
                share = 0.5 * np.divide(m, total, out=np.zeros_like(m), where=is_cut)
                inner = (0.5 + share) * sum(values[state] for state in layer.above)
                inner += (0.5 - share) * sum(values[state] for state in layer.below)
                mean = np.where(is_cut, inner / (count + 1.0), mean)
            values = mean
        result[some] = values[0]
    return result
