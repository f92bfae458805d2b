r"""A stencil as an operator: the derivative at all the points of a grid.

Where the stencil fits, the derivative is :math:`h^{-d} \sum_p c_p u_{j + s_p}`. At the ends it does
not fit, and Taylor's stencil on the nearest points takes its place, with as many of them as the
order of the inner one needs. On an uneven grid each point has a Taylor stencil of its own.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.stencils.field_lines import field_lines
from nncore.stencils.finite_differences import check_n_coefficients
from nncore.stencils.grid_points import (
    check_distances,
    checked_points,
    checked_spacing,
    even_spacing,
)
from nncore.stencils.offsets import Number, check_offsets
from nncore.stencils.whole_grid import BOUNDARIES, whole_grid

_GRID = "spacing_or_points"


def apply_stencil(
    values: ArrayLike,
    spacing_or_points: ArrayLike,
    offsets: Iterable[Number],
    derivative_order: int,
    coefficients: ArrayLike | None = None,
    axis: int = -1,
    boundary: str = "one-sided",
) -> NDArray[Any]:
    r"""Approximate the derivative of a field on a whole grid.

    .. math:: u^{(d)}(x_j) \approx \frac{1}{h^d} \sum_p c_p\, u_{j + s_p}

    Parameters
    ----------
    values : array_like
        The field on a grid along `axis`; real or complex. Numbers below double precision become
        double, others are kept. Where a value is nan, so is the derivative at all the points whose
        stencil uses it.
    spacing_or_points : float or array_like
        h, above 0; or the points of the grid, shape (n_points,), which increase or decrease and
        may have any distances. In the units of x.
    offsets : iterable of number
        Of the stencil, k of them, in grid points: whole numbers, or half ones throughout.
        With half offsets the derivative is that in the middles between the points. A point of the
        uneven grid is as many points away as the offset says.
    derivative_order : int
        d; 0 interpolates.
    coefficients : array_like, optional
        Dimensionless, shape (k,): a learned stencil's, for instance; those of a run that has
        diverged may be nan. Left out, they are Taylor's.
    axis : int
        Of the grid.
    boundary : {"one-sided", "periodic", "interior"}
        At the ends: Taylor's stencils on the nearest points, of the order that Taylor's stencil has
        on `offsets`; the field goes on as it began, where the point after the last one is the
        first; or only the points ``valid_slice(n_points, offsets)`` where the stencil fits.

    Returns
    -------
    ndarray
        In units of u / x^d, of the shape of `values`; along `axis` shorter where the ends are left
        out, and by one where one-sided derivatives are those of the n - 1 middles. For half
        offsets, entry j belongs to the middle between the points j and j + 1.

    Raises
    ------
    ValueError
        If the stencil, or the one at the ends, is wider than the grid; if the points are not as
        above; if coefficients, or a period, are given for an uneven grid; if an argument is not as
        above.

    Notes
    -----
    Rounding of the values is amplified by :math:`\sum_p |c_p| / h^d`.

    Examples
    --------
    >>> apply_stencil([0.0, 1.0, 4.0, 9.0], 1.0, (-1, 0, 1), 1).tolist()
    [0.0, 2.0, 4.0, 6.0]
    >>> uneven = apply_stencil([0.0, 1.0, 9.0, 16.0], [0.0, 1.0, 3.0, 4.0], (-1, 0, 1), 1)
    >>> uneven[1:].round(9).tolist()
    [2.0, 6.0, 8.0]
    """
    exact = check_offsets(offsets, derivative_order)
    lines = field_lines(values, axis)
    if boundary not in BOUNDARIES:
        raise SettingError(
            "`{name}` must be one of {choices}, got {value}.",
            name="boundary",
            choices=", ".join(BOUNDARIES),
            value=boundary,
        )
    grid = whole_grid(lines.n_points, exact, derivative_order, boundary)
    if np.ndim(spacing_or_points) == 0:
        spacing = checked_spacing(spacing_or_points, derivative_order, _GRID)
    else:
        points = checked_points(spacing_or_points, grid.n_points, _GRID)
        check_distances(points, derivative_order, _GRID)
        if coefficients is None and boundary != "periodic":
            return lines.array_of(grid.on_points(lines.rows, points))
        spacing = _even_spacing(points, coefficients is not None)
    weights = grid.taylor if coefficients is None else _checked(coefficients, len(exact))
    return lines.array_of(grid.equidistant(lines.rows, spacing, weights))


def _checked(coefficients: ArrayLike, n_offsets: int) -> FloatArray:
    given = np.asarray(coefficients)
    if given.ndim != 1 or given.dtype.kind not in "iuf":
        raise SettingError(
            "`{name}` must be real numbers in one row, got an array of {dtype} with the shape "
            "{shape}.",
            name="coefficients",
            dtype=given.dtype,
            shape=given.shape,
        )
    weights = given.astype(float)
    check_n_coefficients(weights, n_offsets)
    return weights


def _even_spacing(points: FloatArray, has_coefficients: bool) -> float:
    spacing = even_spacing(points)
    if spacing is not None:
        return spacing
    if has_coefficients:
        raise SettingError(
            "`{name}` must be equidistant for given coefficients, which belong to no other grid; "
            "leave `coefficients` out for Taylor's.",
            name=_GRID,
        )
    raise SettingError(
        "`{name}` must be equidistant for a periodic field, whose period uneven points do not "
        "tell; choose another `boundary`.",
        name=_GRID,
    )
