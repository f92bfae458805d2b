"""A compact stencil as an operator: all the derivatives of a grid from one banded system."""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solve_banded, solve_circulant

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.stencils.compact import CompactStencil
from nncore.stencils.field_lines import field_lines
from nncore.stencils.grid_points import checked_spacing
from nncore.stencils.offsets import HALF, grid_places
from nncore.stencils.whole_grid import WholeGrid


def apply_compact_stencil(
    values: ArrayLike,
    spacing: float,
    stencil: CompactStencil,
    axis: int = -1,
    boundary: str = "one-sided",
) -> NDArray[Any]:
    r"""Approximate the derivative of a field on a whole grid with a compact stencil.

    Parameters
    ----------
    values : array_like
        The field on an equidistant grid along `axis`, real or complex.
    spacing : float
        h, above 0, in the units of x.
    stencil : CompactStencil
        From `nncore.compact_stencil`; its offsets whole, or half numbers throughout.
    axis : int
        Of the grid.
    boundary : {"one-sided", "periodic"}
        At the ends Taylor's explicit stencils of the same order; or the field goes on as it began.

    Returns
    -------
    ndarray
        In units of u / x^d, as `nncore.apply_stencil` has it.

    Raises
    ------
    ValueError
        If the grid has fewer points than the stencil, or the one at the ends, needs; if the system
        has no solution, as for a wave that the implicit side does not see; if an argument is not as
        above.
    """
    lines = field_lines(values, axis)
    if boundary not in ("one-sided", "periodic"):
        raise SettingError(
            "`{name}` must be one of {choices}, got {value}.",
            name="boundary",
            choices="one-sided, periodic",
            value=boundary,
        )
    step = checked_spacing(spacing, stencil.derivative_order, "spacing")
    weights = dict(zip(stencil.offsets, map(float, stencil.coefficients), strict=True))
    reached = (*stencil.offsets, *(s for s in _reached(stencil) if s not in weights))
    whole = WholeGrid(
        lines.n_points,
        reached,
        stencil.derivative_order,
        boundary,
        end_order=stencil.accuracy_order,
    )
    coefficients = np.array([weights.get(s, 0.0) for s in reached])
    right = whole.equidistant(lines.rows, step, coefficients)
    n_before, n_targets, n_after = right.shape
    columns = right.transpose(1, 0, 2).reshape(n_targets, n_before * n_after)
    solve = _circulant_solution if boundary == "periodic" else _banded_solution
    solved = solve(stencil, whole, columns).reshape(n_targets, n_before, n_after)
    return lines.array_of(np.ascontiguousarray(solved.transpose(1, 0, 2)))


def _reached(stencil: CompactStencil) -> list[Fraction]:
    """Return the neighbours whose derivatives take part, as offsets of values beside them."""
    _, shift = grid_places(stencil.offsets)
    if shift == 0:
        return list(stencil.implicit_offsets)
    return [t + HALF if t > 0 else t - HALF for t in stencil.implicit_offsets if t != 0]


def _circulant_solution(stencil: CompactStencil, whole: WholeGrid, right: FloatArray) -> FloatArray:
    first_column = np.zeros(len(right))
    for t, a in zip(stencil.implicit_offsets, stencil.implicit_coefficients, strict=True):
        first_column[-int(t) % len(right)] += float(a)
    try:
        return np.asarray(solve_circulant(first_column, right))
    except np.linalg.LinAlgError:
        raise SettingError(
            "`stencil` must have a system with one solution on this grid, which it has not; take "
            "another number of points, or smaller implicit coefficients."
        ) from None


def _banded_solution(stencil: CompactStencil, whole: WholeGrid, right: FloatArray) -> FloatArray:
    if not stencil.has_stable_inverse():
        raise SettingError(
            "`stencil` must have an implicit side whose errors die out on a grid with ends; make "
            "its coefficients smaller, or take a periodic field."
        )
    inner = np.arange(whole.inner.start, whole.inner.stop)
    below = max(0, -int(min(stencil.implicit_offsets)))
    above = max(0, int(max(stencil.implicit_offsets)))
    bands = np.zeros((below + above + 1, len(right)))
    bands[above] = 1.0
    for t, a in zip(map(int, stencil.implicit_offsets), stencil.implicit_coefficients, strict=True):
        bands[above - t, inner + t] = float(a)
    return np.asarray(solve_banded((below, above), bands, right))
