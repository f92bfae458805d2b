"""A section through a box: f on it, which stands still, and what moves of the network."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.figures.boxes.ridge_lines import ridge_lines
from nncore.integrands import Box, BoxIntegrand
from nncore.network import OneHiddenNetwork

_N_LINE, _N_MAP = 201, 41
_FEWEST = 15
_LARGEST_FLOAT32 = 3e38
_MOST_EVALUATIONS = 2_000_000  # of units in a picture: a tenth of a second of a worker


@dataclass(frozen=True, eq=False)
class Section:
    """A line or a rectangle through a box, with f on it.

    Parameters
    ----------
    box : Box
        Through which it goes, from face to face.
    axes : tuple of int
        The one or two inputs that vary, from 0; the first to the right.
    point : ndarray, shape (n_inputs,)
        The values of the others.
    grids : tuple of ndarray
        The values of each of `axes`.
    points : ndarray, shape (..., n_inputs)
        Where f is known: the second of `axes` is the first axis.
    values : ndarray, shape (...)
        f there; nan where it is not finite.
    """

    box: Box
    axes: tuple[int, ...]
    point: FloatArray
    grids: tuple[FloatArray, ...]
    points: FloatArray
    values: FloatArray

    @classmethod
    def of(
        cls,
        integrand: BoxIntegrand,
        box: Box,
        axes: tuple[int, ...],
        point: FloatArray,
        n_hidden: int = 1,
    ) -> Section:
        """Evaluate f on a grid, which is coarser for very large networks."""
        point = np.asarray(point, dtype=float)
        n = _N_LINE
        if len(axes) > 1:
            n = min(_N_MAP, max(_FEWEST, math.isqrt(_MOST_EVALUATIONS // n_hidden)))
        grids = tuple(np.linspace(box.lower[i], box.upper[i], n) for i in axes)
        mesh = np.meshgrid(*grids)
        points = np.empty((*mesh[0].shape, box.n_inputs))
        points[...] = point
        for i, values in zip(axes, mesh, strict=True):
            points[..., i] = values
        return cls(box, axes, point, grids, points, _finite(integrand(points)))

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest value of f on it; 0 and 1 where there is none."""
        return _ends(self.values)


@dataclass(frozen=True, eq=False)
class SectionValues:
    """What moves on a section while a network is trained, as it is drawn; see `as_drawn`.

    Parameters
    ----------
    fitted, residual : ndarray, shape (...)
        The network, and what it has more than f; nan where that is not finite.
    ridges : ndarray, shape (n_lines, 2, 2)
        See `ridge_lines`; none on a line.
    reach : float
        Of the residual's axis or colours, to both sides of 0: one of 1, 2, 5, 10, ...
    """

    fitted: np.ndarray
    residual: np.ndarray
    ridges: np.ndarray
    reach: float

    @classmethod
    def of(cls, section: Section, network: OneHiddenNetwork) -> SectionValues:
        """Evaluate a network, in x."""
        fitted = _finite(network(section.points))
        residual = fitted - section.values
        ridges = np.empty((0, 2, 2))
        if len(section.axes) == 2:
            corners = (np.array([grid[end] for grid in section.grids]) for end in (0, -1))
            across, upwards = section.axes
            ridges = ridge_lines(network, (across, upwards), section.point, *corners)
        drawn = as_drawn(fitted), as_drawn(residual), as_drawn(ridges)
        return cls(*drawn, _reach(residual))


def as_drawn(values: np.ndarray) -> np.ndarray:
    """Return values in float32, which has all digits that are drawn, unless they are too large."""
    largest = np.max(np.abs(values), initial=0.0, where=np.isfinite(values))
    return values.astype(np.float32) if largest < _LARGEST_FLOAT32 else values


def _finite(values: np.ndarray) -> np.ndarray:
    array = np.array(values, ndmin=1)
    array[~np.isfinite(array)] = np.nan
    return array


def _ends(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = 0.0 if high > low else max(abs(high), 1.0)  # a constant f has one colour too
    return low - room, high + room


def _reach(residual: np.ndarray) -> float:
    """Return the next of 1, 2, 5, 10, ...: it stands still while the residual shrinks."""
    finite = np.abs(residual[np.isfinite(residual)])
    largest = float(finite.max(initial=0.0))
    if not 0.0 < largest < math.inf:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return float(next(step * power for step in (1, 2, 5, 10, 20) if step * power >= largest))
