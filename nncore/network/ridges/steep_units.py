r"""The mean of a steep step over a box, by the corners in its steep directions.

The smooth sum of `nncore.network.ridges.smooth_step` takes about 4 K nodes, too many where some
:math:`k_i` are in the thousands. But a direction can be integrated,

.. math:: F_{q,T}(u) = \frac{F_{q+1,\,T \setminus i}(u + k_i)
                             - F_{q+1,\,T \setminus i}(u - k_i)}{2 k_i},

where T is the set of directions over which :math:`F_q` is averaged. Taken out in the order of
their size, the steep directions leave at most :math:`2^s` corners, and at each the smooth sum over
the others, integrated term by term. The differences are harmless, because where
:math:`|u| > K_T + r` they are not taken: there :math:`F_q` is 0 on the left, and on the right a
polynomial with positive terms, the coefficient of :math:`x^q` in

.. math:: e^{u x} \int H'(y)\,e^{xy}\,dy \prod_{i \in T} \frac{\sinh k_i x}{k_i x},

so that u is never much larger than the largest of the :math:`k_i` that are left, which is the one
that divides. This is the published form [1]_ in the steep directions, without polylogarithms.

References
----------
.. [1] S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration and
   optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
"""

from __future__ import annotations

import math

import numpy as np

from nncore.arrays import FloatArray
from nncore.network.ridges.smooth_step import (
    BUDGET,
    NODE_RANGE,
    SmoothStep,
    transform_weights,
)
from nncore.network.ridges.trapezoid_sum import buckets, fourier_sum

STEEP = 100.0
"""A direction with a larger half-width is steep: so wide a box takes the sum some 400 nodes."""


def steep_mean(
    step: SmoothStep, order: int, midpoint: FloatArray, half_width: FloatArray
) -> FloatArray:
    r"""Return :math:`F_q(m)` of units with steep directions.

    Parameters
    ----------
    step : SmoothStep
        The step.
    order : int
        :math:`q`, from -2 to 0.
    midpoint : ndarray, shape (n_columns,)
        :math:`m`.
    half_width : ndarray, shape (n, n_columns)
        :math:`k_i`, at most 2**60.

    Returns
    -------
    ndarray, shape (n_columns,)
        With an absolute error of a few rounding units of 1, and of the rounding of m.
    """
    sizes = -np.sort(-half_width, axis=0)
    n_steep = (sizes > STEEP).sum(axis=0)
    result = np.empty_like(midpoint)
    for count in np.unique(n_steep):
        columns = np.flatnonzero(n_steep == count)
        size = max(1, BUDGET >> count)
        for some in np.split(columns, range(size, columns.size, size)):
            result[some] = _by_corners(step, order, midpoint[some], sizes[:, some], int(count))
    return result


def _by_corners(
    step: SmoothStep, order: int, midpoint: FloatArray, sizes: FloatArray, n_steep: int
) -> FloatArray:
    """Difference the first directions, which are steep; the sizes descend."""
    corners = [midpoint]  # by how many directions have been taken out: shape (2, ..., 2, columns)
    for k in sizes[:n_steep]:
        corners.append(np.stack([corners[-1] - k, corners[-1] + k], axis=-2))
    values = _cut(step, order + n_steep, corners[-1], sizes[n_steep:], None)
    for taken in range(n_steep - 1, -1, -1):
        slopes = (values[..., 1, :] - values[..., 0, :]) / (2.0 * sizes[taken])
        values = _cut(step, order + taken, corners[taken], sizes[taken:], slopes)
    return values


def _cut(
    step: SmoothStep, order: int, u: FloatArray, sizes: FloatArray, inner: FloatArray | None
) -> FloatArray:
    """Return F where it is 0 or a polynomial, and what is given, or the smooth sum, between."""
    total = sizes.sum(axis=0) + step.reach
    values = np.where(u > total, _polynomial(step, order, np.maximum(u, 0.0), sizes), 0.0)
    between = np.abs(u) <= total
    if inner is not None:
        return np.where(between, inner, values)
    columns = np.nonzero(between)[-1]
    values[between] = _integrated_sum(step, order, u[between], sizes[:, columns])
    return values


def _polynomial(step: SmoothStep, order: int, u: FloatArray, sizes: FloatArray) -> FloatArray:
    r"""Return F on the right: a coefficient of :math:`e^{ux}` times a series in :math:`x^2`."""
    n_even = max(order // 2 + 1, 0)
    even = [np.full(sizes.shape[1:], moment) for moment in step.moments[:n_even]]
    for k in sizes:
        squares = [k ** (2 * i) / math.factorial(2 * i + 1) for i in range(n_even)]
        even = [sum(even[i] * squares[n - i] for i in range(n + 1)) for n in range(n_even)]
    total = np.zeros_like(u)
    for i, coefficient in enumerate(even):
        power = order - 2 * i
        total += coefficient * (u**power / math.factorial(power))
    return total


def _integrated_sum(step: SmoothStep, order: int, u: FloatArray, sizes: FloatArray) -> FloatArray:
    r"""Return F between, by the smooth sum, integrated term by term from the left.

    The constants of the integrations let F vanish at :math:`-u_0 = -(K + r)`.
    """
    start = sizes.sum(axis=0) + step.reach
    period = 2.0 * start
    counts = np.ceil(NODE_RANGE / (2.0 * np.pi) * period).astype(np.int64)
    result = np.empty_like(u)
    for columns, n_nodes in buckets(counts, 1, BUDGET):
        spacing = 2.0 * np.pi / period[columns].max()
        weights = transform_weights(step, -1, sizes[:, columns], spacing, n_nodes)
        ends = np.stack([-start[columns], u[columns]])
        waves = _waves(weights, spacing, ends, order)
        v = ends[1] - ends[0]
        total = spacing / (2.0 * np.pi) * v ** (order + 1) / math.factorial(order + 1)
        for p in range(order + 1):
            total -= waves[p][0] * (v ** (order - p) / math.factorial(order - p))
        result[columns] = total + waves[-1][1]
    return result


def _waves(weights: FloatArray, spacing: float, u: FloatArray, order: int) -> list[FloatArray]:
    """Return the integrals of the sine waves up to an order, from 0 on; from -1 if it is that."""
    t = spacing * np.arange(1.0, len(weights) + 1.0)[:, np.newaxis]
    sums = ((p, fourier_sum(weights * t ** (-p - 1), spacing * u)) for p in range(order + 1))
    return [(total * (-1j) ** p).imag for p, total in sums] or [
        fourier_sum(weights, spacing * u).real
    ]
