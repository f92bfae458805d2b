"""The points of a grid, as a caller gives them: a spacing, or the points themselves."""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.messages import SettingError, marked
from nncore.options.ranges import FINITE

_SHAPE = marked(
    "`{name}` must be one number, the spacing, or the grid points, one for each of the {n_points} "
    "values along the axis, got an array of the shape {shape}."
)
_NOT_FOR_DERIVATIVE = marked(
    "`{name}` must have a power {power} that is neither 0 nor infinite in double precision, got "
    "{value}; measure x in another unit."
)
_MOST_DIGITS = 300  # of a power in double precision, before or after the point
#: Points whose distances differ by less, as a share, are equidistant.
EVEN = 1e-9
_ROUNDINGS = 4  # of the largest point, within which two of them may be off


def checked_spacing(spacing: Any, derivative_order: int, name: str) -> float:
    """Return a spacing as a float.

    Raises
    ------
    ValueError
        If it is not a finite number above 0, or its power cannot be a divisor.
    """
    try:
        step = float(spacing)
    except (TypeError, ValueError):
        step = math.nan
    if not 0 < step < math.inf:
        raise SettingError(
            "`{name}` must be a finite number above 0, got {spacing}.",
            name=name,
            spacing=spacing,
        )
    if not _has_power(step, derivative_order):
        raise SettingError(_NOT_FOR_DERIVATIVE, name=name, power=derivative_order, value=step)
    return step


def check_distances(grid: FloatArray, derivative_order: int, name: str) -> None:
    """Check that the distances of points suit a derivative, as `checked_spacing` does of one.

    Raises
    ------
    ValueError
        If a power of the smallest or the largest distance cannot be a divisor.
    """
    with np.errstate(over="ignore"):
        steps = np.abs(np.diff(grid))
    for step in (steps.min(initial=1.0), steps.max(initial=1.0)):
        if not _has_power(float(step), derivative_order):
            raise SettingError(_NOT_FOR_DERIVATIVE, name=name, power=derivative_order, value=step)


def _has_power(step: float, power: int) -> bool:
    return math.isfinite(step) and power * abs(math.log10(step)) <= _MOST_DIGITS


def checked_points(points: ArrayLike, n_points: int, name: str) -> FloatArray:
    """Return the points of a grid as floats.

    Parameters
    ----------
    points : array_like
        Increasing or decreasing.
    n_points : int
        How many there must be.
    name : str
        What the caller calls them.

    Raises
    ------
    ValueError
        If they are not as many real and finite numbers, or do not increase or decrease throughout.
    """
    given = np.asarray(points)
    if given.shape != (n_points,):
        raise SettingError(_SHAPE, name=name, n_points=n_points, shape=given.shape)
    if given.dtype.kind not in "iuf":
        raise SettingError(
            "`{name}` must be real numbers, got an array of {dtype}.", name=name, dtype=given.dtype
        )
    grid = given.astype(float)
    bad = np.flatnonzero(~np.isfinite(grid))
    if bad.size:
        raise SettingError(FINITE, name=name, value=grid[bad[0]])
    _check_monotone(grid, name)
    return grid


def _check_monotone(grid: FloatArray, name: str) -> None:
    with np.errstate(over="ignore"):
        steps = np.diff(grid)
    equal = np.flatnonzero(steps == 0)
    if equal.size:
        raise SettingError(
            "`{name}` must be different from each other, got {point} twice; give the points of the "
            "grid, not their distances.",
            name=name,
            point=grid[equal[0]],
        )
    way = 1.0 if grid[-1] > grid[0] else -1.0  # their difference may overflow
    turned = np.flatnonzero(np.sign(steps) != way)
    if turned.size:
        raise SettingError(
            "`{name}` must increase or decrease throughout, got {point} and then {next_point}; "
            "sort the points together with their values.",
            name=name,
            point=grid[turned[0]],
            next_point=grid[turned[0] + 1],
        )


def even_spacing(grid: FloatArray) -> float | None:
    """Return the spacing of points that are equidistant to rounding, negative where they decrease.

    Parameters
    ----------
    grid : ndarray, shape (n_points,)
        Monotone.

    Returns
    -------
    float or None
        None if their distances differ by more than a share of `EVEN`.
    """
    if len(grid) < 2:
        return None
    spacing = float(grid[-1] - grid[0]) / (len(grid) - 1)
    rounding = _ROUNDINGS * np.spacing(np.abs(grid).max())
    is_even = np.abs(np.diff(grid) - spacing).max() <= EVEN * abs(spacing) + rounding
    return spacing if is_even else None
