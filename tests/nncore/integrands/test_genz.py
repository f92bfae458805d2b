"""Genz's families against mpmath at 50 digits, in 1 to 8 inputs."""

from functools import partial

import mpmath as mp
import numpy as np
import pytest

from nncore.integrands import BOX_INTEGRANDS, box_integrand
from tests.nncore.integrands import box_oracle

pytestmark = pytest.mark.usefixtures("fifty_digits")
GENZ = [name for name in BOX_INTEGRANDS if name.startswith("genz-")]
INPUTS = (1, 2, 3, 5, 8)

RTOL = 1e-13
"""Relative to the integral of |f|, or for the wave, which changes its sign, to the volume.

Arguments up to 20 are rounded in the exponent, and there are up to 8 factors."""


def _of_two(name, a, u, x, y):
    return box_oracle.value(name, a, u, [x, y])


def scale(name, lower, upper, exact):
    return box_oracle.volume(lower, upper) if name == "genz-oscillatory" else abs(float(exact))


@pytest.mark.parametrize("n_inputs", INPUTS)
@pytest.mark.parametrize("name", GENZ)
def test_the_function_is_genz_s(name, n_inputs):
    integrand, a, u = box_oracle.drawn(name, n_inputs, seed=3)
    points = np.random.default_rng(5).random((20, n_inputs))
    exact = [float(box_oracle.value(name, a, u, box_oracle.exact(x))) for x in points]
    size = 1.0 if name == "genz-oscillatory" else np.abs(exact)
    assert np.all(np.abs(integrand(points) - exact) <= RTOL * size)


@pytest.mark.parametrize("n_inputs", INPUTS)
@pytest.mark.parametrize("name", GENZ)
def test_integrals_over_random_boxes_are_exact(name, n_inputs):
    rng = np.random.default_rng(n_inputs)
    for seed in range(2):
        integrand, a, u = box_oracle.drawn(name, n_inputs, seed=seed)
        lower, upper = box_oracle.random_boxes(n_inputs, 12, rng)
        found = integrand.integral(lower, upper)
        marginal = integrand.marginal(range(n_inputs), lower, upper)
        for i, (low, high) in enumerate(zip(lower, upper, strict=True)):
            limits = box_oracle.exact(low), box_oracle.exact(high)
            exact = box_oracle.integral(name, a, u, *limits)
            error = abs(float(mp.mpf(found[i]) - exact))
            assert error <= RTOL * scale(name, low, high, exact)
            assert error <= marginal.rounding(())[i]


@pytest.mark.parametrize("name", GENZ)
def test_the_integral_over_the_square_is_that_of_a_quadrature(name):
    """The closed forms of the oracle are checked as well: mpmath's own rule, split at u."""
    integrand, a, u = box_oracle.drawn(name, 2, seed=1)
    limits = [[0, 1], [0, 1]]
    if name not in ("genz-oscillatory", "genz-corner-peak"):
        limits = [[0, u[i], 1] for i in range(2)]
    with mp.workdps(15):
        function = partial(_of_two, name, a, u)
        exact = mp.quad(function, *limits, maxdegree=4)
    assert integrand.integral([0, 0], [1, 1]) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", GENZ)
def test_over_some_inputs_at_values_of_the_others(name):
    """The integral of a marginal is that over the whole box, and its slope that of mpmath."""
    integrand, a, u = box_oracle.drawn(name, 4, seed=2)
    lower, upper = np.array([0.1, 0.0, 0.3, 0.2]), np.array([0.7, 0.9, 0.8, 0.4])
    over, others = [2, 0], [1, 3]
    marginal = integrand.marginal(over, lower[over], upper[over])
    rest = np.array([0.35, 0.3])

    def exact(*values):
        # A short interval around a value, over its length: f is smooth in these inputs there.
        half = mp.mpf(10) ** -20
        low, high = box_oracle.exact(lower), box_oracle.exact(upper)
        for i, x in zip(others, values, strict=True):
            low[i], high[i] = mp.mpf(x) - half, mp.mpf(x) + half
        with mp.workdps(120):
            return box_oracle.integral(name, a, u, low, high) / (2 * half) ** 2

    value = exact(*rest)
    assert marginal(rest) == pytest.approx(float(value), rel=1e-13, abs=1e-15)
    step = mp.mpf(10) ** -6
    for j in range(2):
        shifted = [mp.mpf(x) for x in rest]
        slopes = []
        for sign in (1, -1):
            moved = list(shifted)
            moved[j] += sign * step
            slopes.append(exact(*moved))
        slope = float((slopes[0] - slopes[1]) / (2 * step))
        # A central difference with this step is good to 1e-12 of the third derivative.
        assert marginal.gradient(rest)[j] == pytest.approx(slope, rel=1e-8, abs=1e-9)


def test_tiny_boxes_keep_their_digits():
    """Where the sum over the corners has none left: 8 inputs, edges of 1e-4."""
    integrand, a, u = box_oracle.drawn("genz-corner-peak", 8, seed=0)
    lower = np.full(8, 0.5)
    found = integrand.integral(lower, lower + 1e-4)
    exact = box_oracle.integral(
        "genz-corner-peak", a, u, box_oracle.exact(lower), box_oracle.exact(lower + 1e-4)
    )
    assert found == pytest.approx(float(exact), rel=1e-13)


def test_a_box_outside_the_domain_of_the_corner_peak_has_no_integral():
    integrand = box_integrand("genz-corner-peak", 2)
    assert np.isnan(integrand.integral([-5, -5], [1, 1]))
    assert np.isnan(integrand([-5.0, -5.0]))


def test_the_discontinuous_family_drops_in_two_inputs_at_most():
    for n_inputs in (1, 2, 3):
        integrand, _, u = box_oracle.drawn("genz-discontinuous", n_inputs, seed=4)
        for i in range(n_inputs):
            x = np.full(n_inputs, 0.0)
            x[i] = 1.0
            assert (integrand(x) == 0.0) == (i < 2 and u[i] < 1)
