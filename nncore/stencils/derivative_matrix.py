r"""Differentiation as a sparse matrix: :math:`u^{(d)} \approx D u` on any grid, and the Laplacian.

A row holds Taylor's stencil of its point: centred, and one-sided at the ends, each with so many
points that the order is at least the one asked for.

References
----------
B. Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids", Mathematics of
Computation 51, 1988, 699-706, https://doi.org/10.1090/S0025-5718-1988-0935077-0
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options import is_whole
from nncore.options.ranges import AT_LEAST, NOT_WHOLE
from nncore.stencils.grid_points import check_distances, checked_points, even_spacing
from nncore.stencils.offsets import MAX_OFFSETS, check_offsets
from nncore.stencils.whole_grid import WholeGrid


def derivative_matrix(
    points: ArrayLike,
    derivative_order: int,
    accuracy_order: int,
    period: float | None = None,
) -> sparse.csr_array:
    r"""Return the matrix that takes values on a grid to their derivatives there.

    Parameters
    ----------
    points : array_like, shape (n,)
        Of the grid, increasing or decreasing, with any distances.
    derivative_order : int
        d, at least 1.
    accuracy_order : int
        r, at least 1: the error is :math:`O(h^r)`, or smaller, at every point.
    period : float, optional
        After which the field repeats: x and x + period are the same point, and there are no ends.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        In units of x^-d. Equidistant points need fewer neighbours for an even order, as symmetry
        gives one order more: (1, -2, 1) is of order 2.

    Raises
    ------
    ValueError
        If the points are not monotone and finite, or fewer than a stencil needs; if powers of their
        distances are 0 or infinite; if an order is not a whole number from 1, or both together need
        more than 25 points; if the period is not longer than the grid.

    Examples
    --------
    >>> derivative_matrix([0.0, 1.0, 2.0, 3.0], 2, 2).toarray()[1].tolist()
    [1.0, -2.0, 1.0, 0.0]
    """
    grid = checked_points(points, np.size(points), "points")
    for name, order in (("derivative_order", derivative_order), ("accuracy_order", accuracy_order)):
        _check_order(name, order)
    check_distances(grid, derivative_order, "points")
    reach = _reach(derivative_order, accuracy_order, even_spacing(grid) is not None)
    if 2 * reach + 1 > min(MAX_OFFSETS, len(grid)):
        raise SettingError(
            "`accuracy_order` must be so low that {n_needed} neighbouring points suffice, got "
            "{accuracy_order}, which needs {n_offsets}.",
            n_needed=min(MAX_OFFSETS, len(grid)),
            accuracy_order=accuracy_order,
            n_offsets=2 * reach + 1,
        )
    offsets = check_offsets(range(-reach, reach + 1), derivative_order)
    if period is None:
        return _assembled(WholeGrid(len(grid), offsets, derivative_order, "one-sided"), grid, 0)
    extended = _continued(grid, reach, period)
    whole = WholeGrid(len(extended), offsets, derivative_order, "interior")
    return _assembled(whole, extended, reach)


def laplacian_matrix(
    grids: Sequence[ArrayLike],
    accuracy_order: int,
    periods: Sequence[float | None] | None = None,
) -> sparse.csr_array:
    r"""Return the matrix of :math:`\sum_i \partial^2 / \partial x_i^2` on a grid of several axes.

    It is the Kronecker sum of the matrices of the axes.

    Parameters
    ----------
    grids : sequence of array_like
        The points of each axis, as in `derivative_matrix`.
    accuracy_order : int
        As in `derivative_matrix`.
    periods : sequence of float or None, optional
        One for each axis; None is an axis with ends.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        n is the product of the numbers of points; it acts on ``values.ravel()``, where values have
        the shape of the grid.

    Raises
    ------
    ValueError
        See `derivative_matrix`; if there is no axis, or not one period for each.

    Examples
    --------
    >>> x = [0.0, 1.0, 2.0, 3.0]
    >>> laplacian_matrix([x, x], 2).toarray()[5].reshape(4, 4)[:3, :3].tolist()
    [[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]
    """
    repeats = [None] * len(grids) if periods is None else list(periods)
    if not grids or len(repeats) != len(grids):
        raise SettingError(
            "`grids` must be the points of at least one axis with one of the `periods` each, got "
            "{n_grids} axes and {n_periods} periods.",
            n_grids=len(grids),
            n_periods=len(repeats),
        )
    total = sparse.csr_array((1, 1))
    for points, period in zip(grids, repeats, strict=True):
        # kronsum(A, B) has A on the axis that runs fastest, the last one in C's order.
        axis = derivative_matrix(points, 2, accuracy_order, period)
        total = sparse.csr_array(sparse.kronsum(axis, total, format="csr"))
    return total


def _check_order(name: str, order: int) -> None:
    if not is_whole(order):
        raise SettingError(NOT_WHOLE, name=name, value=repr(order))
    if order < 1:
        raise SettingError(AT_LEAST, name=name, bound=1, value=order)


def _reach(derivative_order: int, accuracy_order: int, is_even: bool) -> int:
    """Return m for which the points -m, ..., m have the order."""
    n_conditions = derivative_order + accuracy_order
    if is_even and derivative_order % 2 == 0:
        n_conditions -= 1  # symmetry meets one more by itself
    return math.ceil((n_conditions - 1) / 2)


def _continued(grid: FloatArray, reach: int, period: float) -> FloatArray:
    span = abs(grid[-1] - grid[0])
    if not span < period < math.inf:
        raise SettingError(
            "`period` must be finite and longer than the grid, {span:g}, got {period}.",
            span=span,
            period=period,
        )
    step = math.copysign(period, grid[-1] - grid[0])
    return np.concatenate((grid[len(grid) - reach :] - step, grid, grid[:reach] + step))


def _assembled(whole: WholeGrid, points: FloatArray, n_before: int) -> sparse.csr_array:
    """Return the matrix of all points but `n_before` at each end, which stand for those inside."""
    n = whole.n_points - 2 * n_before
    rows, columns, entries = [], [], []
    for at, windows, weights in whole.uneven_stencils(points):
        rows.append(np.repeat(at - n_before, windows.shape[1]))
        columns.append(((windows - n_before) % n).ravel())
        entries.append(weights.ravel())
    places = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_array((np.concatenate(entries), places), shape=(n, n))
