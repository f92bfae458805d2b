"""A `WaveSpec` put to work: its stencils, what is predicted of them, and the states of a run."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nncore.arrays import FloatArray
from nncore.specs import StencilSpec
from nncore.specs.wave import BURGERS, WaveSpec
from nncore.stencils.band_error import BandError
from nncore.stencils.band_optimum import band_optimum
from nncore.stencils.optimal import from_modes
from nncore.stencils.symmetry import is_mirrored
from nncore.waves.burgers import BurgersEvolution, BurgersScheme, StencilScheme, Upwind
from nncore.waves.equations import LINEAR_EQUATIONS
from nncore.waves.learned_fluxes import trained
from nncore.waves.linear_evolution import Evolution, LinearEvolution
from nncore.waves.profiles import LENGTH, sampled
from nncore.waves.runge_kutta import METHODS
from nncore.waves.stability import amplification_factor, largest_stable_courant
from nncore.waves.stencil import Stencil

#: Offsets of the upwind stencils, where they are stencils at all.
UPWIND_OFFSETS = {"upwind1": (-1, 0), "upwind3": (-2, -1, 0, 1)}
_UPWIND_ORDERS = {"upwind1": 1, "upwind3": 3}


@dataclass(frozen=True, eq=False)
class WaveState:
    """Where the methods of a run stand.

    Parameters
    ----------
    n_steps : ndarray of int, shape (n_lanes,)
        Steps of time taken by each: one that has grown too far has stopped.
    times : ndarray, shape (n_lanes,)
        At which each stands.
    values, exact : ndarray, shape (n_lanes, n_points)
        What each has, and the exact solution at the time at which it stands.
    errors : ndarray, shape (n_lanes,)
        Root mean square of their difference, over that of the profile at first.
    alive : ndarray of bool, shape (n_lanes,)
        Which go on.
    """

    n_steps: np.ndarray
    times: FloatArray
    values: FloatArray
    exact: FloatArray
    errors: FloatArray
    alive: np.ndarray

    @property
    def time(self) -> float:
        """That of the lanes that go on, or of the last that did."""
        return float(self.times.max())


# A page asks at every picture, and an optimum takes milliseconds.
@lru_cache(maxsize=256)
def stencil_of(spec: WaveSpec, lane: str) -> Stencil | None:
    """Return the stencil of one lane, for the derivative of the equation; None for fluxes."""
    order = spec.derivative_order
    if lane == "taylor":
        return Stencil.taylor(spec.offsets, order)
    if lane == "optimum":
        band = BandError(spec.band_low, spec.band_high)
        return Stencil(spec.offsets, band_optimum(spec.offsets, order, band).tolist(), order)
    if lane == "learned":
        given = spec.learned_coefficients or _taught(spec.learned_offsets, spec.learned_order)
        return Stencil(spec.learned_offsets, given, spec.learned_order).for_derivative(order)
    if lane == "own":
        own = Stencil(spec.own_offsets, spec.own_coefficients, spec.own_order)
        return own.for_derivative(order)
    if spec.equation != BURGERS:
        return Stencil.taylor(UPWIND_OFFSETS[lane], order)
    return None


def _taught(offsets: tuple[int, ...], order: int) -> tuple[float, ...]:
    """Return what a network learns from the waves of the second notebook, which are the default."""
    notebook = StencilSpec()
    found = from_modes(
        offsets,
        order,
        notebook.spacing,
        notebook.lower,
        notebook.upper,
        notebook.max_mode,
        mirrored=is_mirrored(notebook.lower, notebook.upper),
    )
    return tuple(found.tolist())


def _scheme(spec: WaveSpec, lane: str) -> BurgersScheme:
    stencil = stencil_of(spec, lane)
    if stencil is not None:
        return StencilScheme(stencil)
    return Upwind(_UPWIND_ORDERS[lane]) if lane in _UPWIND_ORDERS else trained()[lane]


def evolution_of(spec: WaveSpec) -> Evolution:
    """Return the lanes of a spec at the time 0, in their order."""
    method, start = METHODS[spec.method], spec.start
    if spec.equation == BURGERS:
        schemes = [_scheme(spec, lane) for lane in spec.stencils]
        return BurgersEvolution(schemes, method, spec.courant, start, spec.n_points, spec.viscosity)
    stencils = [stencil for lane in spec.stencils if (stencil := stencil_of(spec, lane))]
    equation = LINEAR_EQUATIONS[spec.equation]
    return LinearEvolution(
        equation, stencils, method, spec.courant, start, spec.n_points, spec.viscosity
    )


def state_of(spec: WaveSpec, evolution: Evolution) -> WaveState:
    """Return where an evolution stands."""
    n_steps, values = evolution.n_steps.copy(), evolution.values.copy()
    exact = np.empty_like(values)
    times = n_steps * evolution.dt
    for time in np.unique(times):
        same = times == time
        exact[same] = evolution.exact(float(time))[same]
    size = float(np.sqrt(np.mean(sampled(spec.start, spec.n_points) ** 2))) or 1.0
    errors = np.sqrt(np.mean((values - exact) ** 2, axis=-1)) / size
    return WaveState(n_steps, times, values, exact, errors, evolution.alive.copy())


def n_steps_of(spec: WaveSpec, dt: float) -> int:
    """Return the number of steps to the end of a run: one at least."""
    return max(1, math.ceil(spec.end / dt - 1e-9))


def travel(spec: WaveSpec) -> Iterator[WaveState]:
    """Yield the start and the state after each step, until the end or until all have stopped."""
    evolution = evolution_of(spec)
    yield state_of(spec, evolution)
    for _ in range(n_steps_of(spec, evolution.dt)):
        evolution.advance(1)
        yield state_of(spec, evolution)
        if not evolution.alive.any():
            return


@lru_cache(maxsize=256)
def stable_courant(spec: WaveSpec, lane: str) -> float | None:
    """Return the largest stable Courant number of a lane in its run; None if it is not linear."""
    stencil = stencil_of(spec, lane)
    if stencil is None or spec.equation == BURGERS:
        return None
    equation = LINEAR_EQUATIONS[spec.equation]
    duration = spec.end / equation.time_scale(LENGTH / spec.n_points, spec.viscosity)
    return largest_stable_courant(equation, stencil, METHODS[spec.method], duration)


def main_mode(spec: WaveSpec) -> int:
    """Return the number of waves in the interval of the strongest wave of the profile."""
    values = sampled(spec.start, spec.n_points)
    spectrum = np.abs(np.fft.rfft(values - values.mean()))
    return max(1, int(np.argmax(spectrum)))


def phase_speed(spec: WaveSpec, lane: str) -> float | None:
    r"""Return how fast the strongest wave moves, over its exact speed, with exact time stepping.

    That is :math:`\operatorname{Re} \kappa(\theta) / \theta`, of the wave equation the square root
    of :math:`\operatorname{Re} \kappa / \theta^2`; of diffusion, how fast it decays; None for
    equations that are not linear.
    """
    stencil = stencil_of(spec, lane)
    if stencil is None or spec.equation == BURGERS:
        return None
    theta = np.pi * main_mode(spec) * LENGTH / spec.n_points
    if spec.derivative_order == 1:
        return float(stencil.symbol(theta).imag / theta)
    ratio = -float(stencil.symbol(theta).real) / theta**2
    return ratio if spec.equation == "diffusion" else math.sqrt(max(0.0, ratio))


def lag_a_step(spec: WaveSpec, lane: str) -> float:
    """Return by how many of its lengths the strongest wave of an advection is late a step."""
    stencil = stencil_of(spec, lane)
    assert stencil is not None and spec.equation == "advection"
    theta = 2.0 * np.pi * main_mode(spec) / spec.n_points
    equation, method = LINEAR_EQUATIONS[spec.equation], METHODS[spec.method]
    factor = amplification_factor(equation, stencil, method, spec.courant, theta)
    # Within half a wave: the angle alone jumps where a step turns a wave by more than that.
    return float(np.angle(factor[0] * np.exp(1j * spec.courant * theta))) / (2.0 * np.pi)
