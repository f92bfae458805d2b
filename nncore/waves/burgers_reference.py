r"""The viscous Burgers equation on a fine grid: Fourier in space, an integrating factor in time.

.. math:: u_t + \bigl(\tfrac12 u^2\bigr)_x = \nu u_{xx}

Each Fourier coefficient obeys :math:`\dot{\hat u}_k = -\nu k^2 \hat u_k - \tfrac12 i k\,
\widehat{u^2}_k`. The first term is integrated exactly and the second by the classical Runge-Kutta
method (the "integrating factor"); products are dealiased by the rule of two thirds. The largest
:math:`|u|` never grows, so one step serves a whole run.

A shock between :math:`\pm U` is :math:`-U \tanh(Ux / 2\nu)`, whose coefficients fall by
:math:`e^{-\pi\nu k / U}`: that decides how fine the grid must be.

References
----------
L. N. Trefethen, "Spectral Methods in MATLAB", SIAM, 2000, program 27,
https://doi.org/10.1137/1.9780898719598
"""

import bisect
import math
import threading
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.waves.profiles import LENGTH, Profile, fine_samples, grid_points

ComplexArray = NDArray[np.complex128]

MOST_POINTS = 8_192
_FEWEST_POINTS = 512
_DIGITS = 16.0  # powers of e by which the last coefficient of a shock is below the first
_COURANT = 0.4
#: How many points of the fine grid may be crossed in one step of the coarse one: 500 steps here,
#: which take half a second on the finest grid.
MOST_CROSSED = 200.0
_KEPT_BYTES = 16_000_000  # of the spectra of one reference


def fine_size(n_points: int, largest: float, viscosity: float) -> int:
    """Return the points of a fine grid: a multiple of the coarse one that resolves a shock.

    Parameters
    ----------
    n_points : int
        Of the coarse grid.
    largest : float
        The largest :math:`|u|` at first.
    viscosity : float
        ν.

    Raises
    ------
    SettingError
        If that would be too many.
    """
    highest = _DIGITS * largest / (math.pi * viscosity)  # wavenumber
    needed = max(_FEWEST_POINTS, 2 * n_points, 1.5 * highest * LENGTH / math.pi)
    multiple = -(-math.ceil(needed) // n_points)
    if n_points * multiple > MOST_POINTS:
        raise SettingError(
            "`viscosity` must be at least {least:.2g} for this profile on {n_points:,} points, got "
            "{viscosity:g}: its shocks would be too thin for the reference solution.",
            least=1.05 * viscosity * needed / (MOST_POINTS - n_points),
            n_points=n_points,
            viscosity=viscosity,
        )
    return n_points * multiple


def largest_at_first(profile: Profile, n_points: int) -> float:
    """Return the largest :math:`|u|` of a profile, of which the points of a grid may see less."""
    return float(np.abs(fine_samples(profile, n_points)).max())


def fine_start(profile: Profile, n_points: int, viscosity: float) -> FloatArray:
    """Return a profile on the fine grid for a coarse one.

    Raises
    ------
    SettingError
        As of `fine_size`, or where the profile is not finite.
    """
    largest = largest_at_first(profile, n_points)
    return profile(grid_points(fine_size(n_points, largest, viscosity)))


def check_step(courant: float, n_points: int, n_fine: int) -> None:
    r"""Raise where the fine solution would take too long for one step of the coarse grid.

    Parameters
    ----------
    courant : float
        The step, times the coarse spacing over the largest :math:`|u|` at first.
    n_points, n_fine : int
        Of both grids.

    Raises
    ------
    SettingError
        If :math:`C\, n_{fine} / n` is above `MOST_CROSSED`.
    """
    most = MOST_CROSSED * n_points / n_fine
    if courant > most:
        raise SettingError(
            "`courant` must be at most {most:.2g} for this profile and viscosity on {n_points:,} "
            "points, got {courant:g}: the reference solution takes too many steps for one of "
            "these; lower it, or take more points.",
            most=0.95 * most,  # below it when rounded
            n_points=n_points,
            courant=courant,
        )


class SpectralBurgers:
    """Steps the coefficients of one or more starts together.

    Parameters
    ----------
    values : ndarray, shape (..., n_fine)
        u on the fine grid at the time 0.
    viscosity : float
        ν.
    """

    def __init__(self, values: FloatArray, viscosity: float) -> None:
        self.n_fine = values.shape[-1]
        self.time = 0.0
        k = 2.0 * np.pi / LENGTH * np.arange(self.n_fine // 2 + 1)
        self._kept = np.arange(len(k)) <= self.n_fine // 3
        self.spectrum: ComplexArray = np.fft.rfft(values) * self._kept
        self._decay, self._half_ik = viscosity * k**2, -0.5j * k * self._kept
        largest = float(np.abs(values).max())
        self._most_dt = _COURANT * LENGTH / self.n_fine / largest if largest else math.inf

    def advance_to(self, time: float) -> None:
        """Go on to a later time, in equal steps."""
        duration = time - self.time
        if duration <= 0:
            return
        n_steps = max(1, math.ceil(duration / self._most_dt - 1e-9))
        dt = duration / n_steps
        half = np.exp(-0.5 * dt * self._decay)
        for _ in range(n_steps):
            self.spectrum = self._stepped(self.spectrum, dt, half)
        self.time = time

    def _stepped(self, v: ComplexArray, dt: float, half: FloatArray) -> ComplexArray:
        slope = self._slope
        a = dt * slope(v)
        b = dt * slope(half * (v + 0.5 * a))
        c = dt * slope(half * v + 0.5 * b)
        d = dt * slope(half * (half * v + c))
        moved = half * (half * (v + a / 6) + (b + c) / 3) + d / 6
        return np.asarray(moved)

    def _slope(self, v: ComplexArray) -> ComplexArray:
        values = np.fft.irfft(v, self.n_fine)
        return np.asarray(self._half_ik * np.fft.rfft(values * values))


def point_values(spectrum: ComplexArray, n_fine: int, n_points: int) -> FloatArray:
    """Return u at the points of a coarse grid."""
    # A copy: a view would keep the whole fine grid.
    return np.fft.irfft(spectrum, n_fine)[..., :: n_fine // n_points].copy()


def cell_averages(spectrum: ComplexArray, n_fine: int, n_points: int) -> FloatArray:
    """Return the averages of u over the cells around the points of a coarse grid."""
    # sinc is sin(πx)/(πx): half a cell is half of k times its width.
    share = np.sinc(np.arange(spectrum.shape[-1]) / n_points)
    return point_values(spectrum * share, n_fine, n_points)


class BurgersReference:
    """The solution from one profile at the times that it is asked for; several may ask at once.

    The spectra of those times are kept, and each later time goes on from the one before it, so
    that no reader throws another back. Where they become too many, every other one is given up.

    Parameters
    ----------
    profile : Profile
        At the time 0.
    n_points : int
        Of the coarse grid.
    viscosity : float
        ν.
    """

    def __init__(self, profile: Profile, n_points: int, viscosity: float) -> None:
        self._n_points = n_points
        self._solver = SpectralBurgers(fine_start(profile, n_points, viscosity), viscosity)
        self._kept = {0.0: self._solver.spectrum}
        self._times = [0.0]  # of those kept, in their order
        self._most_kept = _KEPT_BYTES // self._solver.spectrum.nbytes
        self._lock = threading.Lock()

    @property
    def n_bytes(self) -> int:
        """The memory that the spectra take."""
        return len(self._kept) * self._solver.spectrum.nbytes

    def at(self, time: float) -> tuple[FloatArray, FloatArray]:
        """Return the values at the points and the averages over their cells."""
        with self._lock:
            found = self._solved(max(0.0, time)), self._solver.n_fine, self._n_points
        return point_values(*found), cell_averages(*found)

    def _solved(self, time: float) -> ComplexArray:
        if time not in self._kept:
            before = self._times[bisect.bisect(self._times, time) - 1]
            self._solver.time, self._solver.spectrum = before, self._kept[before]
            self._solver.advance_to(time)
            self._keep(time, self._solver.spectrum)
            return self._solver.spectrum
        return self._kept[time]

    def _keep(self, time: float, spectrum: ComplexArray) -> None:
        self._kept[time] = spectrum
        bisect.insort(self._times, time)
        if len(self._times) > self._most_kept:
            self._times = self._times[::2]
            self._kept = {kept: self._kept[kept] for kept in self._times}


@lru_cache(maxsize=16)
def reference_of(profile: Profile, n_points: int, viscosity: float) -> BurgersReference:
    """Return the solution from a profile, which all readers with these settings share."""
    return BurgersReference(profile, n_points, viscosity)
