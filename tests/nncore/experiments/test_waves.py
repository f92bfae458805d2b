import math

import numpy as np
import pytest
from scipy.integrate import quad

import nncore
from nncore.experiments.waves import (
    evolution_of,
    lag_a_step,
    main_mode,
    n_steps_of,
    phase_speed,
    stable_courant,
    state_of,
    stencil_of,
    travel,
)
from nncore.specs.wave import LANES, WaveSpec


def test_the_optimum_is_that_of_the_band():
    """In closed form for three points: the integral of (2c sin θ - θ)² over the band is least."""
    band = (0.2, 1.1)
    spec = WaveSpec(stencils=("optimum",), band_low=band[0], band_high=band[1])
    expected = (
        quad(lambda t: t * np.sin(t), *band)[0] / quad(lambda t: 2 * np.sin(t) ** 2, *band)[0]
    )
    assert stencil_of(spec, "optimum").coefficients == pytest.approx((-expected, 0, expected))


def test_a_learned_stencil_that_is_not_given_is_what_the_notebook_teaches():
    expected = nncore.optimal_stencil(nncore.StencilSpec())
    assert stencil_of(WaveSpec(), "learned").coefficients == pytest.approx(expected, abs=1e-9)
    given = WaveSpec(learned_coefficients=(-0.52, 0.0, 0.52))
    assert stencil_of(given, "learned").coefficients == (-0.52, 0.0, 0.52)


def test_a_first_derivative_is_applied_twice_where_a_second_is_needed():
    spec = WaveSpec(equation="diffusion", stencils=("taylor", "own"))
    assert stencil_of(spec, "own").offsets == (-2, -1, 0, 1, 2)
    assert stencil_of(spec, "taylor").coefficients == (1.0, -2.0, 1.0)
    second = WaveSpec(
        equation="wave", stencils=("own",), own_coefficients=(1.0, -2.0, 1.0), own_order=2
    )
    assert stencil_of(second, "own").coefficients == (1.0, -2.0, 1.0)


@pytest.mark.parametrize("equation", ["advection", "diffusion", "wave", "burgers"])
@pytest.mark.parametrize("lane", LANES)
def test_each_lane_runs_on_each_equation_that_it_is_for(equation, lane):
    if equation not in LANES[lane]:
        with pytest.raises(ValueError, match="`stencils` must not have"):
            WaveSpec(equation=equation, stencils=(lane,))
        return
    courant = 0.1 if equation == "diffusion" else 0.4
    spec = WaveSpec(
        equation=equation,
        stencils=(lane,),
        profile="gaussian",
        n_points=40,
        courant=courant,
        viscosity=0.05,
        periods=0.05,
    )
    *_, last = travel(spec)
    assert last.alive.all() and 0 < last.errors[0] < 0.5
    assert last.time == pytest.approx(0.1, abs=evolution_of(spec).dt)


def test_the_states_begin_with_the_profile_and_end_with_the_run():
    spec = WaveSpec(periods=0.1)
    states = list(travel(spec))
    evolution = evolution_of(spec)
    assert len(states) == 1 + n_steps_of(spec, evolution.dt) == 17
    assert states[0].time == 0 and states[0].errors.max() < 1e-12
    assert [int(s.n_steps[0]) for s in states] == list(range(17))
    evolution.advance(16)
    assert np.allclose(state_of(spec, evolution).values, states[-1].values, atol=1e-12)


def test_a_run_ends_where_all_have_stopped():
    spec = WaveSpec(stencils=("taylor",), courant=4.0)
    *_, last = travel(spec)
    assert not last.alive.any() and last.n_steps[0] < n_steps_of(spec, evolution_of(spec).dt)
    assert np.isfinite(last.errors).all()


def test_what_is_predicted_of_a_lane():
    spec = WaveSpec()
    theta = 2 * np.pi * 6 / 80
    assert main_mode(spec) == 6
    assert phase_speed(spec, "taylor") == pytest.approx(np.sin(theta) / theta)
    assert stable_courant(spec, "taylor") == pytest.approx(math.sqrt(8))
    wave, diffusion = (
        WaveSpec(equation=name, stencils=("taylor",)) for name in ("wave", "diffusion")
    )
    half = np.sin(theta / 2) / (theta / 2)
    assert phase_speed(wave, "taylor") == pytest.approx(half)
    assert phase_speed(diffusion, "taylor") == pytest.approx(half**2)
    burgers = WaveSpec(equation="burgers", stencils=("network",), n_waves=1)
    assert phase_speed(burgers, "network") is None and stable_courant(burgers, "network") is None


def test_a_lag_is_what_a_run_shows():
    """Small steps: the lag of a period is what the phase speed lacks, six waves long."""
    spec = WaveSpec(courant=0.05, periods=1.0)
    n_steps = n_steps_of(spec, evolution_of(spec).dt)
    predicted = 6 * (1 - phase_speed(spec, "taylor"))
    assert n_steps * lag_a_step(spec, "taylor") == pytest.approx(predicted, rel=0.01)


def test_a_lag_is_that_of_a_step_which_turns_a_wave_by_more_than_half():
    spec = WaveSpec(n_waves=20, n_points=80, courant=2.5)
    assert lag_a_step(spec, "taylor") == pytest.approx(0.092, abs=5e-4)


def test_a_stencil_that_is_stopped_in_a_long_run_has_no_stable_step():
    """Waves grow by e to the power of 9e-4 in the time of a point: tenfold in 32 periods."""
    given = {"stencils": ("own",), "own_coefficients": (-0.5, -9e-4, 0.5)}
    assert stable_courant(WaveSpec(**given, periods=1.0), "own") == pytest.approx(2.83, abs=0.01)
    assert stable_courant(WaveSpec(**given, periods=40.0), "own") == 0.0
    assert stable_courant(WaveSpec(periods=1_000.0), "learned") == pytest.approx(2.72, abs=0.01)
