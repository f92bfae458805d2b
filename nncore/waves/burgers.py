r"""The viscous Burgers equation on a coarse grid, by stencils and by fluxes through cell faces.

.. math:: \dot u_j = -\frac{F_{j+1/2} - F_{j-1/2}}{\Delta x}, \qquad F = \tfrac12 u^2 - \nu u_x

What flows out of a cell flows into the next one, so that the sum over all cells stays as it is. A
flux scheme works on the averages over cells; a stencil on the values at the points, where its sum
over :math:`\tfrac12 u^2` stands for the derivative of that: a stencil whose coefficients sum to
zero conserves as well.

References
----------
R. J. LeVeque, "Finite Volume Methods for Hyperbolic Problems", Cambridge University Press, 2002,
https://doi.org/10.1017/CBO9780511791253
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from nncore.arrays import FloatArray
from nncore.waves.burgers_reference import largest_at_first, reference_of
from nncore.waves.linear_evolution import MOST_GROWTH
from nncore.waves.profiles import LENGTH, Profile
from nncore.waves.runge_kutta import RungeKutta
from nncore.waves.stencil import Stencil


class BurgersScheme(ABC):
    """What gives the change of u with time on a grid; on arrays of shape (..., n_points)."""

    #: Whether it works on the averages over cells, and not on the values at the points.
    of_averages: bool

    @abstractmethod
    def slope(self, values: FloatArray, spacing: float, viscosity: float) -> FloatArray:
        """Return the derivative of `values` with respect to time."""


class StencilScheme(BurgersScheme):
    """A stencil for (u²/2)_x, and Taylor's for u_xx that reaches as far, to both sides.

    Parameters
    ----------
    stencil : Stencil
        Of the first derivative.
    """

    of_averages = False

    def __init__(self, stencil: Stencil) -> None:
        reach = max(1, *map(abs, stencil.offsets))
        self._first = stencil
        self._second = Stencil.taylor(tuple(range(-reach, reach + 1)), 2)

    def slope(self, values: FloatArray, spacing: float, viscosity: float) -> FloatArray:  # noqa: D102
        convected = self._first.apply(values * values) * (-0.5 / spacing)
        return np.asarray(convected + self._second.apply(values) * (viscosity / spacing**2))


class FluxScheme(BurgersScheme):
    """Conserves u: what it gives are the fluxes through the faces."""

    of_averages = True

    @abstractmethod
    def fluxes(self, values: FloatArray, spacing: float, viscosity: float) -> FloatArray:
        """Return F through the right face of each cell."""

    def slope(self, values: FloatArray, spacing: float, viscosity: float) -> FloatArray:  # noqa: D102
        fluxes = self.fluxes(values, spacing, viscosity)
        return np.asarray((np.roll(fluxes, 1, axis=-1) - fluxes) / spacing)


class Upwind(FluxScheme):
    r"""Godunov's flux between two polynomials, each from the side that its cell is on.

    The values at a face are :math:`\bar u_j` and :math:`\bar u_{j+1}` for order 1, and for order 3
    :math:`(-\bar u_{j-1} + 5\bar u_j + 2\bar u_{j+1}) / 6` and its mirror image; :math:`u_x` comes
    from two and from four cells.

    Parameters
    ----------
    order : int
        1 or 3.
    """

    def __init__(self, order: int) -> None:
        self.order = order

    def fluxes(self, values: FloatArray, spacing: float, viscosity: float) -> FloatArray:  # noqa: D102
        before, here, after, beyond = neighbours(values, -1, 3)
        if self.order == 1:
            left, right, slope = here, after, after - here
        else:
            left = (5.0 * here + 2.0 * after - before) / 6.0
            right = (5.0 * after + 2.0 * here - beyond) / 6.0
            slope = (15.0 * (after - here) - (beyond - before)) / 12.0
        rightward, leftward = np.maximum(left, 0.0), np.minimum(right, 0.0)
        godunov = 0.5 * np.maximum(rightward**2, leftward**2)
        return np.asarray(godunov - viscosity / spacing * slope)


def neighbours(values: FloatArray, first: int, stop: int) -> list[FloatArray]:
    """Return the values of the cells at some distances to the right, periodically."""
    n = values.shape[-1]
    wrapped = np.take(values, np.arange(first, n + stop - 1), axis=-1, mode="wrap")
    return [wrapped[..., j : j + n] for j in range(stop - first)]


class BurgersEvolution:
    """Schemes at work on one profile side by side; see `nncore.waves.linear_evolution.Evolution`.

    Parameters
    ----------
    schemes : sequence of BurgersScheme
        What is compared.
    method : RungeKutta
        Steps in time.
    courant : float
        The step: times the spacing over the largest :math:`|u|` at first.
    profile : Profile
        At the time 0.
    n_points : int
        Of the grid.
    viscosity : float
        ν.
    """

    def __init__(
        self,
        schemes: Sequence[BurgersScheme],
        method: RungeKutta,
        courant: float,
        profile: Profile,
        n_points: int,
        viscosity: float,
    ) -> None:
        largest = largest_at_first(profile, n_points)
        self.n_points = n_points
        self._spacing = LENGTH / n_points
        self.dt = courant * self._spacing / (largest or 1.0)
        self.n_steps = np.zeros(len(schemes), dtype=int)
        self.alive = np.ones(len(schemes), dtype=bool)
        self._schemes, self._method, self._viscosity = schemes, method, viscosity
        self._reference = reference_of(profile, n_points, viscosity)
        self._limit = MOST_GROWTH * (largest or 1.0)
        self._values = self.exact(0.0).copy()

    @property
    def values(self) -> FloatArray:
        """What there is at the points or in their cells, shape (n_schemes, n_points)."""
        return self._values

    def exact(self, time: float) -> FloatArray:
        """Return the reference at the points or over their cells, as each scheme has it."""
        points, averages = self._reference.at(time)
        return np.array([averages if s.of_averages else points for s in self._schemes])

    def advance(self, n_steps: int) -> None:
        """Take `n_steps` more; a scheme that grows beyond all bounds stops where it does."""
        for lane in np.flatnonzero(self.alive):
            for _ in range(n_steps):
                self._take_step(int(lane))
                if not self.alive[lane]:
                    break

    def _take_step(self, lane: int) -> None:
        scheme = self._schemes[lane]
        with np.errstate(over="ignore", invalid="ignore"):  # of an unstable step
            moved = self._method.step(
                lambda u: scheme.slope(u, self._spacing, self._viscosity),
                self._values[lane],
                self.dt,
            )
            self.alive[lane] = np.abs(moved).max() <= self._limit
        if np.isfinite(moved).all():
            self._values[lane] = moved
        self.n_steps[lane] += 1
