"""Stable Courant numbers that are known in closed form, and those that runs show."""

import math

import numpy as np
import pytest

from nncore.waves.equations import LINEAR_EQUATIONS
from nncore.waves.runge_kutta import METHODS
from nncore.waves.stability import amplification_factor, largest_stable_courant
from nncore.waves.stencil import Stencil

CENTRAL, UPWIND = Stencil.taylor((-1, 0, 1)), Stencil.taylor((-1, 0))
UPWIND_3 = Stencil.taylor((-2, -1, 0, 1))
SECOND = Stencil.taylor((-1, 0, 1), 2)
#: The largest real and imaginary z with |R(z)| <= 1.
REAL = {"euler": 2.0, "heun": 2.0, "rk3": 2.512745326618, "rk4": 2.785293563405}
IMAGINARY = {"euler": 0.0, "heun": 0.0, "rk3": math.sqrt(3), "rk4": math.sqrt(8)}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_known_limits(method):
    """Central differences turn waves at up to i, second ones damp them at up to 4."""
    advection, diffusion, wave = LINEAR_EQUATIONS.values()
    imaginary, real = IMAGINARY[method.name], REAL[method.name]
    assert largest_stable_courant(advection, CENTRAL, method) == pytest.approx(imaginary)
    assert largest_stable_courant(wave, SECOND, method) == pytest.approx(imaginary / 2)
    assert largest_stable_courant(diffusion, SECOND, method) == pytest.approx(real / 4)
    assert largest_stable_courant(advection, UPWIND, method) == pytest.approx(real / 2, rel=1e-6)


def test_slow_waves_may_decide():
    """Heun's growth of C⁴θ⁴/4 against the damping of 2Cθ⁴/12 as θ vanishes: C³ = 2/3."""
    found = largest_stable_courant(LINEAR_EQUATIONS["advection"], UPWIND_3, METHODS["heun"])
    assert found == pytest.approx((2 / 3) ** (1 / 3), rel=1e-4)
    euler = largest_stable_courant(LINEAR_EQUATIONS["advection"], UPWIND_3, METHODS["euler"])
    assert euler == 0.0


def test_a_stencil_that_looks_the_wrong_way_is_never_stable():
    downwind = Stencil.taylor((0, 1))
    assert largest_stable_courant(LINEAR_EQUATIONS["advection"], downwind, METHODS["rk4"]) == 0.0


def test_learned_weights_that_are_nearly_antisymmetric_are_stable():
    learned = Stencil((-1, 0, 1), (-0.51900, -2e-5, 0.51901))
    found = largest_stable_courant(LINEAR_EQUATIONS["advection"], learned, METHODS["rk4"])
    assert found == pytest.approx(math.sqrt(8) / (2 * 0.519), rel=1e-3)
    grows = (
        LINEAR_EQUATIONS["advection"].eigenvalues(learned.symbol(np.linspace(0, np.pi, 99))).real
    )
    assert 0 < grows.max() < 1e-4


def test_the_longer_a_run_the_less_may_grow():
    stencil, advection = Stencil((-1, 0, 1), (-0.5, -1e-4, 0.5)), LINEAR_EQUATIONS["advection"]
    most = math.log(2) / 1e-4
    found = [
        largest_stable_courant(advection, stencil, METHODS["rk4"], duration)
        for duration in (0.0, 0.99 * most, 1.01 * most)
    ]
    assert found == pytest.approx([math.sqrt(8), math.sqrt(8), 0.0], rel=1e-3)


def largest_that_runs(equation, stencil, method, n_points=97):
    """Step random values at the points themselves, and halve the interval of Courant numbers."""
    start = np.random.default_rng(0).standard_normal(n_points)

    def slope(u):
        return -stencil.apply(u) if equation.name == "advection" else stencil.apply(u)

    def is_stable(courant):
        u = start
        for _ in range(1_000):
            u = method.step(slope, u, courant)
            if np.abs(u).max() > 3 * np.abs(start).max():
                return False
        return True

    low, high = 0.05, 4.0
    while high / low > 1.004:
        middle = (low + high) / 2
        low, high = (middle, high) if is_stable(middle) else (low, middle)
    return math.sqrt(low * high)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rk3", "rk4"])
@pytest.mark.parametrize(
    ("equation", "stencil"),
    [
        ("advection", CENTRAL),
        ("advection", Stencil.taylor(tuple(range(-3, 4)))),
        ("advection", UPWIND_3),
        ("diffusion", Stencil.taylor(tuple(range(-2, 3)), 2)),
    ],
)
def test_runs_are_stable_up_to_what_is_predicted(name, equation, stencil):
    equation, method = LINEAR_EQUATIONS[equation], METHODS[name]
    measured = largest_that_runs(equation, stencil, method)
    predicted = largest_stable_courant(equation, stencil, method)
    assert measured == pytest.approx(predicted, rel=0.01)


def test_the_amplification_factor_is_what_a_step_does():
    equation, method = LINEAR_EQUATIONS["advection"], METHODS["rk3"]
    theta = 2 * np.pi * 3 / 32
    wave = np.exp(1j * theta * np.arange(32))
    stepped = method.step(lambda u: -CENTRAL.apply(u), wave, 0.7)
    factor = amplification_factor(equation, CENTRAL, method, 0.7, theta)
    assert np.allclose(stepped, factor * wave, rtol=0, atol=1e-14)
