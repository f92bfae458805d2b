"""Powers of the amplification matrix against steps at the points, SciPy, and exact solutions."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nncore.waves.equations import LINEAR_EQUATIONS
from nncore.waves.linear_evolution import LinearEvolution
from nncore.waves.profiles import LENGTH, Profile, grid_points, sampled
from nncore.waves.runge_kutta import METHODS
from nncore.waves.stencil import Stencil

TAYLOR, LEARNED = Stencil.taylor((-1, 0, 1)), Stencil((-1, 0, 1), (-0.519, 0.0, 0.519))
N, VISCOSITY = 48, 0.02


def evolution(equation, stencils, courant=0.4, profile="gaussian", method="rk4", n=N, **options):
    linear = LINEAR_EQUATIONS[equation]
    stencils = [stencil.for_derivative(linear.derivative_order) for stencil in stencils]
    start = Profile(profile, **options)
    return LinearEvolution(linear, stencils, METHODS[method], courant, start, n, VISCOSITY)


def slope_of(equation, stencil, n):
    """The semi-discrete equation at the points, in physical units."""
    spacing = LENGTH / n
    if equation == "advection":
        return lambda u: -stencil.apply(u) / spacing
    if equation == "diffusion":
        return lambda u: VISCOSITY * stencil.for_derivative(2).apply(u) / spacing**2

    def wave(y):
        u, v = y.reshape(2, -1)
        return np.concatenate((v, stencil.for_derivative(2).apply(u) / spacing**2))

    return wave


def start_of(equation, profile, n):
    u = sampled(Profile(profile), n)
    return np.concatenate((u, np.zeros(n))) if equation == "wave" else u


@pytest.mark.parametrize("equation", LINEAR_EQUATIONS)
@pytest.mark.parametrize("method", METHODS)
def test_it_is_what_steps_at_the_points_come_to(equation, method):
    run = evolution(equation, [TAYLOR, LEARNED], 0.2, method=method)
    run.advance(7)
    run.advance(30)
    for lane, stencil in enumerate((TAYLOR, LEARNED)):
        u = start_of(equation, "gaussian", N)
        for _ in range(37):
            u = METHODS[method].step(slope_of(equation, stencil, N), u, run.dt)
        assert np.allclose(run.values[lane], u[:N], rtol=0, atol=1e-13)
    assert run.n_steps.tolist() == [37, 37] and run.alive.all()


@pytest.mark.parametrize("equation", LINEAR_EQUATIONS)
def test_small_steps_come_to_what_scipy_finds(equation):
    run = evolution(equation, [LEARNED], 0.05)
    n_steps = round(0.5 / run.dt)
    run.advance(n_steps)
    slope, start = slope_of(equation, LEARNED, N), start_of(equation, "gaussian", N)
    found = solve_ivp(
        lambda t, u: slope(u), (0, n_steps * run.dt), start, "DOP853", rtol=1e-11, atol=1e-11
    )
    # RK4 at C = 0.05 turns the fastest waves wrong by 1e-8 a step.
    assert np.allclose(run.values[0], found.y[:N, -1], rtol=0, atol=1e-6)


@pytest.mark.parametrize("n", [33, 48])
def test_exact_solutions(n):
    x, t, k = grid_points(n), 0.37, 3 * np.pi
    for equation, factor in (
        ("advection", lambda: np.sin(k * (x - t))),
        ("diffusion", lambda: np.exp(-VISCOSITY * k**2 * t) * np.sin(k * x)),
        ("wave", lambda: np.cos(k * t) * np.sin(k * x)),
    ):
        run = evolution(equation, [TAYLOR], profile="sine", n=n, n_waves=3)
        assert np.allclose(run.exact(t)[0], factor(), rtol=0, atol=1e-12)


def test_the_exact_solution_of_a_formula_is_moved_as_a_whole():
    run = evolution("advection", [TAYLOR], profile="exp(-40*x^2)", n=50)
    x = grid_points(50)
    moved = sum(np.exp(-40 * (x - 0.31 + 2 * j) ** 2) for j in (-1, 0, 1, 2))
    assert np.allclose(run.exact(0.31)[0], moved, rtol=0, atol=1e-12)
    assert np.allclose(run.exact(2.0)[0], run.exact(0.0)[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("stencil", [TAYLOR, LEARNED, Stencil.taylor(tuple(range(-3, 4)))])
@pytest.mark.parametrize("n_waves", [3, 6, 10])
def test_the_phase_speed_is_that_of_the_modified_wavenumber(stencil, n_waves):
    """Stepped at the points, and the phase of the wave read off; within 1 %."""
    n, courant, n_steps = 80, 0.1, 40
    u, dt = sampled(Profile("sine", n_waves), n), courant * LENGTH / n
    for _ in range(n_steps):
        u = METHODS["rk4"].step(slope_of("advection", stencil, n), u, dt)
    turned = np.angle(np.fft.rfft(sampled(Profile("sine", n_waves), n))[n_waves])
    turned -= np.angle(np.fft.rfft(u)[n_waves])
    theta = 2 * np.pi * n_waves / n
    expected = stencil.symbol(theta).imag / theta
    measured = (turned % (2 * np.pi)) / (n_waves * np.pi * n_steps * dt)
    assert measured == pytest.approx(expected, rel=0.01)


def test_the_learned_stencil_keeps_step_where_half_arrives_late():
    """The second notebook's question: ±0.519 on its waves of the mode 15, θ = 0.47."""
    run = evolution("advection", [TAYLOR, LEARNED], profile="sine", n=80, n_waves=6)
    run.advance(round(3 * LENGTH / run.dt))
    time = run.n_steps[0] * run.dt
    errors = np.sqrt(np.mean((run.values - run.exact(time)) ** 2, axis=-1) * 2)
    assert errors[0] > 1.0 and errors[1] < 0.01


def test_an_unstable_stencil_stops_where_it_has_grown_and_the_others_go_on():
    wide = Stencil.taylor(tuple(range(-3, 4)))
    run = evolution("advection", [TAYLOR, wide], 2.0, profile="packet", n=100)
    run.advance(1_000)
    assert run.alive.tolist() == [True, False]
    assert run.n_steps[0] == 1_000 > run.n_steps[1]
    largest = np.abs(run.values).max(axis=-1)
    assert largest[0] < 1.1 and 10.0 < largest[1] < 20.0
    stopped = run.values[1].copy()
    run.advance(5)
    assert run.n_steps.tolist()[0] == 1_005 and np.array_equal(run.values[1], stopped)


def test_no_steps_change_nothing():
    run = evolution("advection", [TAYLOR])
    before = run.values.copy()
    run.advance(0)
    assert np.array_equal(run.values, before) and run.n_steps.tolist() == [0]
