"""A packet that is carried around ten times, and what is predicted of waves and steps of time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from benchmarks.dimensions.row import Row, milliseconds
from nncore.experiments.waves import evolution_of, n_steps_of, state_of
from nncore.specs.wave import WaveSpec
from nncore.waves.equations import LINEAR_EQUATIONS, LinearEquation
from nncore.waves.profiles import LENGTH, Profile, sampled
from nncore.waves.runge_kutta import METHODS, RungeKutta
from nncore.waves.stability import largest_stable_courant
from nncore.waves.stencil import Stencil

SEVEN = tuple(range(-3, 4))
#: Eight points a wave, θ = π/4; nearly all of the packet lies in the band of the optimum.
PACKET = WaveSpec(
    stencils=("taylor", "optimum"),
    offsets=SEVEN,
    profile="packet",
    n_points=256,
    n_waves=32,
    width=0.15,
    band_low=0.6,
    band_high=0.97,
    courant=0.05,
    periods=10.0,
)
_STENCILS = {
    "3 points": Stencil.taylor((-1, 0, 1)),
    "±0.519": Stencil((-1, 0, 1), (-0.519, 0.0, 0.519)),
    "7 points": Stencil.taylor(SEVEN),
    "upwind of order 3": Stencil.taylor((-2, -1, 0, 1)),
}
_N_POINTS = 80
_GROWTH = 3.0  # over the start, of a run that is not stable
_N_STEPS = 2_000
_CLOSE = 1.003


def rows() -> Iterator[Row]:
    """Yield the errors of the packet, and how far predictions are from what is measured."""
    evolution = evolution_of(PACKET)
    evolution.advance(n_steps_of(PACKET, evolution.dt))
    taylor, optimum = state_of(PACKET, evolution).errors
    yield Row("packet, 10 periods, 8 points a wave, 7 points: error of Taylor's", taylor)
    yield Row("    of the optimum for its band", optimum)
    yield Row("    Taylor's over the optimum's", taylor / optimum, "times", least=10.0)
    for name, stencil in _STENCILS.items():
        worst = max(_speed_error(stencil, n) for n in range(2, 21, 3))
        yield Row(f"phase speed, {name}: measured from predicted", 100 * worst, "%", most=1.0)
    yield from _courant_rows()
    one = evolution_of(
        WaveSpec(stencils=("taylor", "optimum", "learned"), n_points=1_000, n_waves=125)
    )
    yield Row(
        "50 steps of three stencils on 1,000 points", milliseconds(lambda: one.advance(50)), "ms"
    )


def _speed_error(stencil: Stencil, n_waves: int) -> float:
    """Step a sine at the points, and compare its phase with the modified wavenumber."""
    start, courant, n_steps = sampled(Profile("sine", n_waves), _N_POINTS), 0.1, 40
    u = _stepped(LINEAR_EQUATIONS["advection"], stencil, METHODS["rk4"], courant, start, n_steps)
    turned = np.angle(np.fft.rfft(start)[n_waves]) - np.angle(np.fft.rfft(u)[n_waves])
    theta = LENGTH * np.pi * n_waves / _N_POINTS
    predicted = float(stencil.symbol(theta).imag)
    measured = (turned % (2.0 * np.pi)) / (courant * n_steps)
    return abs(measured / predicted - 1.0)


def _stepped(
    equation: LinearEquation,
    stencil: Stencil,
    method: RungeKutta,
    courant: float,
    start: np.ndarray,
    n_steps: int,
) -> np.ndarray:
    """Take steps at the points, as long as nothing grows."""
    sign = -1.0 if equation.name == "advection" else 1.0
    u, limit = start, _GROWTH * float(np.abs(start).max())
    for _ in range(n_steps):
        u = method.step(lambda v: sign * stencil.apply(v), u, courant)
        if not np.abs(u).max() <= limit:
            break
    return u


def _courant_rows() -> Iterator[Row]:
    start = np.random.default_rng(0).standard_normal(97)
    second = {"diffusion, 5 points": Stencil.taylor((-2, -1, 0, 1, 2), 2)}
    for name, stencil in {**_STENCILS, **second}.items():
        equation = LINEAR_EQUATIONS["diffusion" if name in second else "advection"]
        worst = 0.0
        for method in (METHODS["rk3"], METHODS["rk4"]):
            predicted = largest_stable_courant(equation, stencil, method)
            low, high = 0.05, 4.0
            while high / low > _CLOSE:
                middle = math.sqrt(low * high)
                u = _stepped(equation, stencil, method, middle, start, _N_STEPS)
                is_stable = np.abs(u).max() <= _GROWTH * np.abs(start).max()
                low, high = (middle, high) if is_stable else (low, middle)
            worst = max(worst, abs(math.sqrt(low * high) / predicted - 1.0))
        yield Row(
            f"largest stable Courant number, {name}: measured from predicted",
            100 * worst,
            "%",
            most=1.0,
        )
