"""All the points of a grid and the stencil of each: where it fits, and at the ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from nncore.arrays import FloatArray, IntArray
from nncore.messages import SettingError
from nncore.stencils.constraints import highest_constraint
from nncore.stencils.finite_differences import fornberg_weights, taylor_stencil, valid_slice
from nncore.stencils.offsets import grid_places
from nncore.stencils.uneven_weights import uneven_weights
from nncore.stencils.weighted_sums import weighted_sums

#: What is done at the ends of a grid.
BOUNDARIES = ("one-sided", "periodic", "interior")

_BLOCK_POINTS = 4_096  # whose weights are made at once


@dataclass(frozen=True)
class WholeGrid:
    """The stencils of all the points of a grid.

    Parameters
    ----------
    n_points : int
        Of the grid.
    offsets : tuple of Fraction
        Whole or half numbers.
    derivative_order : int
        Of the derivative.
    boundary : str
        One of `BOUNDARIES`; see `nncore.apply_stencil`.
    end_order : int, optional
        Order of accuracy at the ends: that of Taylor's stencil on the offsets if it is left out.

    Raises
    ------
    ValueError
        If the stencil, or the one at the ends, is wider than the grid.
    """

    n_points: int
    offsets: tuple[Fraction, ...]
    derivative_order: int
    boundary: str
    end_order: int | None = None

    def __post_init__(self) -> None:
        valid_slice(self.n_points, self.offsets)
        if self.boundary == "one-sided" and self.end_size > self.n_points:
            raise SettingError(
                "`values` must have at least {least} points along the axis for ends of the same "
                "order, got {n_points}; take fewer offsets, or the interior alone.",
                least=self.end_size,
                n_points=self.n_points,
            )

    @cached_property
    def end_size(self) -> int:
        """How many points the stencils at the ends have."""
        order = self.end_order
        if order is None:
            order = highest_constraint(self.offsets, self.derivative_order)
        return self.derivative_order + order

    @cached_property
    def inner(self) -> slice:
        """The points at which the stencil fits."""
        return valid_slice(self.n_points, self.offsets)

    @cached_property
    def taylor(self) -> FloatArray:
        """Taylor's coefficients on the offsets."""
        return taylor_stencil(self.offsets, self.derivative_order)

    @cached_property
    def targets(self) -> slice:
        """The points that the derivative is wanted at, or after whose middles it is."""
        if self.boundary == "interior":
            return self.inner
        _, shift = self._places
        return slice(0, self.n_points - (int(2 * shift) if self.boundary == "one-sided" else 0))

    def equidistant(self, rows: FloatArray, spacing: float, coefficients: FloatArray) -> FloatArray:
        """Return the derivatives on a grid of one spacing.

        Parameters
        ----------
        rows : ndarray, shape (before, n_points, after)
            Real.
        spacing : float
            Negative where the points decrease.
        coefficients : ndarray, shape (k,)
            Dimensionless, of the inner points.
        """
        weights = coefficients / spacing**self.derivative_order
        places, _ = self._places
        sums = weighted_sums(rows, places, weights)
        ends = self._ends
        if self.boundary == "periodic":
            windows = (ends[:, np.newaxis] + np.array(places)) % self.n_points
            sums[:, ends] = _each_with_its_own(rows, windows, np.tile(weights, (len(ends), 1)))
        elif self.boundary == "one-sided":
            end_weights = self._end_coefficients / spacing**self.derivative_order
            sums[:, ends] = _each_with_its_own(rows, self._end_windows, end_weights)
        return sums[:, self.targets]

    def on_points(self, rows: FloatArray, points: FloatArray) -> FloatArray:
        """Return the derivatives on any grid by Taylor's stencils, not periodic.

        Parameters
        ----------
        rows : ndarray, shape (before, n_points, after)
            Real.
        points : ndarray, shape (n_points,)
            Monotone.
        """
        n_before, _, n_after = rows.shape
        targets = self.targets
        found = np.empty((n_before, targets.stop - targets.start, n_after), dtype=rows.dtype)
        for at, windows, weights in self.uneven_stencils(points):
            found[:, at - targets.start] = _each_with_its_own(rows, windows, weights)
        return found

    def uneven_stencils(
        self, points: FloatArray
    ) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
        """Yield Taylor's stencils on a grid with any distances, some points at a time.

        Parameters
        ----------
        points : ndarray, shape (n_points,)
            Monotone.

        Yields
        ------
        at : ndarray of int, shape (m,)
            The points.
        windows : ndarray of int, shape (m, k)
            Those that their stencils use.
        weights : ndarray, shape (m, k)
            In units of x^-d.
        """
        places, _ = self._places
        for first in range(self.inner.start, self.inner.stop, _BLOCK_POINTS):
            at = np.arange(first, min(first + _BLOCK_POINTS, self.inner.stop))
            windows = at[:, np.newaxis] + np.array(places)
            yield at, windows, self._weights(points, at, windows)
        if self.boundary == "one-sided" and self._ends.size:
            yield (
                self._ends,
                self._end_windows,
                self._weights(points, self._ends, self._end_windows),
            )

    def _weights(self, points: FloatArray, at: IntArray, windows: IntArray) -> FloatArray:
        _, shift = self._places
        targets = 0.5 * (points[at] + points[at + 1]) if shift else points[at]
        return uneven_weights(points[windows], targets, self.derivative_order)

    @cached_property
    def _places(self) -> tuple[tuple[int, ...], Fraction]:
        return grid_places(self.offsets)

    @cached_property
    def _ends(self) -> IntArray:
        targets = self.targets
        before = np.arange(targets.start, min(self.inner.start, targets.stop))
        return np.concatenate((before, np.arange(self.inner.stop, targets.stop)))

    @cached_property
    def _end_windows(self) -> IntArray:
        is_left = self._ends < self.inner.start
        first = np.where(is_left, 0, self.n_points - self.end_size)
        return np.asarray(first[:, np.newaxis] + np.arange(self.end_size))

    @cached_property
    def _end_coefficients(self) -> FloatArray:
        _, shift = self._places
        stencils = [
            fornberg_weights(
                tuple(int(place) - int(end) - shift for place in window), self.derivative_order
            )
            for end, window in zip(self._ends, self._end_windows, strict=True)
        ]
        coefficients = [[float(c) for c in stencil] for stencil in stencils]
        return np.array(coefficients).reshape(len(stencils), self.end_size)


@lru_cache(maxsize=64)
def whole_grid(
    n_points: int, offsets: tuple[Fraction, ...], derivative_order: int, boundary: str
) -> WholeGrid:
    """Return a `WholeGrid`, the same for the same arguments: steps of time ask again and again."""
    return WholeGrid(n_points, offsets, derivative_order, boundary)


def _each_with_its_own(rows: FloatArray, windows: IntArray, weights: FloatArray) -> FloatArray:
    """Return the sums of some points, each with weights and places of its own."""
    sums = np.zeros((rows.shape[0], len(windows), rows.shape[2]), dtype=rows.dtype)
    for places, share in zip(windows.T, weights.T, strict=True):
        sums += share[:, np.newaxis] * rows[:, places]
    return sums
