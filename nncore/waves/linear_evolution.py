r"""Stencils that carry a profile side by side, and the exact solution.

The equations are linear, and a stencil is the same at every point: the waves of the grid do not
mix. Each of its N/2 + 1 waves is multiplied by :math:`R(C M)` in a step (`nncore.waves.equations`),
so that n steps are its n-th power, at the price of one. Apart from rounding it is what stepping the
values at the points comes to.

The exact solution is that of the profile on a finer grid, where the exact factor of each wave is
known.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from nncore.arrays import FloatArray
from nncore.waves.equations import ComplexArray, LinearEquation
from nncore.waves.profiles import LENGTH, Profile, fine_samples, fineness, sampled
from nncore.waves.runge_kutta import RungeKutta

#: A profile that has grown by this factor is no longer that of a stable run.
MOST_GROWTH = 10.0


class HasSymbol(Protocol):
    """A stencil, or whatever acts on waves as one."""

    def symbol(self, theta: FloatArray) -> ComplexArray:
        """Return what each wave is multiplied by."""


class Evolution(Protocol):
    """Several methods at work on one profile; each stands still once it has grown too far."""

    n_points: int
    #: Of a step of time.
    dt: float
    #: How many steps each method has taken.
    n_steps: np.ndarray
    #: Which methods still go on.
    alive: np.ndarray

    def advance(self, n_steps: int) -> None:
        """Take so many steps more, or as many as there are until a method has grown too far."""

    @property
    def values(self) -> FloatArray:
        """What there is at the points, shape (n_methods, n_points)."""

    def exact(self, time: float) -> FloatArray:
        """Return the exact solution at the points, of each method, shape (n_methods, n_points)."""


class ExactSolution:
    """The solution of a linear equation, known on a finer grid.

    Parameters
    ----------
    equation : LinearEquation
        What is solved.
    profile : Profile
        At the time 0.
    n_points : int
        Of the grid on which it is asked for.
    viscosity : float
        Of diffusion.
    """

    def __init__(
        self, equation: LinearEquation, profile: Profile, n_points: int, viscosity: float
    ) -> None:
        fine = fine_samples(profile, n_points)
        self._equation, self._stride = equation, fineness(n_points)
        self._spectrum = np.fft.rfft(fine)
        self._n_fine = len(fine)
        self._theta = 2.0 * np.pi / len(fine) * np.arange(len(self._spectrum), dtype=float)
        self._time_scale = equation.time_scale(LENGTH / len(fine), viscosity)

    def at(self, time: float) -> FloatArray:
        """Return it at the points of the grid."""
        factor = self._equation.exact_factor(self._theta, time / self._time_scale)
        return np.fft.irfft(self._spectrum * factor, self._n_fine)[:: self._stride]


class LinearEvolution:
    """Stencils at work on a linear equation; see `Evolution`.

    Parameters
    ----------
    equation : LinearEquation
        What is solved.
    stencils : sequence of Stencil
        For the derivative that the equation has.
    method : RungeKutta
        Steps in time.
    courant : float
        The step, in units of the equation's time scale.
    profile : Profile
        At the time 0.
    n_points : int
        Of the grid.
    viscosity : float
        Of diffusion.
    """

    def __init__(
        self,
        equation: LinearEquation,
        stencils: Sequence[HasSymbol],
        method: RungeKutta,
        courant: float,
        profile: Profile,
        n_points: int,
        viscosity: float = 1.0,
    ) -> None:
        start = sampled(profile, n_points)
        self.n_points = n_points
        self.dt = courant * equation.time_scale(LENGTH / n_points, viscosity)
        self.n_steps = np.zeros(len(stencils), dtype=int)
        self.alive = np.ones(len(stencils), dtype=bool)
        theta = 2.0 * np.pi / n_points * np.arange(n_points // 2 + 1, dtype=float)
        symbols = np.array([stencil.symbol(theta) for stencil in stencils])
        self._step = polynomial_of(method.stability_polynomial, courant * equation.matrix(symbols))
        spectrum = np.zeros((*symbols.shape, equation.n_components), dtype=complex)
        spectrum[..., 0] = np.fft.rfft(start)
        self._spectrum = spectrum
        self._powers: dict[int, ComplexArray] = {}
        self._limit = MOST_GROWTH * float(np.abs(start).max())
        self._exact = ExactSolution(equation, profile, n_points, viscosity)

    @property
    def values(self) -> FloatArray:
        """What there is at the points, shape (n_stencils, n_points)."""
        return self._values_of(self._spectrum)

    def exact(self, time: float) -> FloatArray:
        """Return the exact solution at the points: the same for each stencil."""
        exact = self._exact.at(time)
        return np.broadcast_to(exact, (len(self.alive), self.n_points))

    def advance(self, n_steps: int) -> None:
        """Take `n_steps` more; a stencil that grows beyond all bounds stops where it does."""
        if n_steps < 1:
            return
        moved = self._moved(n_steps)
        has_grown = self.alive & self._is_too_large(moved)
        going = self.alive & ~has_grown
        self._spectrum = np.where(going[:, None, None], moved, self._spectrum)
        self.n_steps[going] += n_steps
        for lane in np.flatnonzero(has_grown):
            self._stop(int(lane), n_steps)

    def _stop(self, lane: int, n_steps: int) -> None:
        """Take one stencil to the first step after which it has grown too far."""
        low, high = 0, n_steps
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_too_large(self._moved(middle, keep=False))[lane]:
                high = middle
            else:
                low = middle
        self._spectrum[lane] = self._moved(high, keep=False)[lane]
        self.n_steps[lane] += high
        self.alive[lane] = False

    def _moved(self, n_steps: int, *, keep: bool = True) -> ComplexArray:
        power = self._powers.get(n_steps)
        with np.errstate(over="ignore", invalid="ignore"):  # of an unstable step
            if power is None:
                power = np.linalg.matrix_power(self._step, n_steps)
                if keep:  # a page asks for the same number of steps again and again
                    self._powers = {n_steps: power}
            return np.einsum("lkij,lkj->lki", power, self._spectrum)

    def _is_too_large(self, spectrum: ComplexArray) -> np.ndarray:
        with np.errstate(over="ignore", invalid="ignore"):
            largest = np.abs(self._values_of(spectrum)).max(axis=-1)
        return ~(largest <= self._limit)

    def _values_of(self, spectrum: ComplexArray) -> FloatArray:
        return np.fft.irfft(spectrum[..., 0], self.n_points, axis=-1)


def polynomial_of(coefficients: FloatArray, matrices: ComplexArray) -> ComplexArray:
    """Return a polynomial of square matrices, shape (..., m, m), the coefficient of 1 first."""
    identity = np.eye(matrices.shape[-1])
    total = coefficients[-1] * np.broadcast_to(identity, matrices.shape)
    for coefficient in coefficients[-2::-1]:
        total = coefficient * identity + matrices @ total
    return total
