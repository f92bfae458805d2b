import numpy as np
import pytest
from scipy.interpolate import CubicSpline, make_smoothing_spline

from nncore.comparisons.measured.natural_spline import NaturalSpline

RNG = np.random.default_rng(1)
X, Y = np.sort(RNG.random(15)), RNG.normal(size=15)
WEIGHTS = RNG.random(15) + 0.5
BASIS, CUBIC = NaturalSpline(X, WEIGHTS), CubicSpline(X, Y, bc_type="natural")
POINTS = np.concatenate([RNG.uniform(X[0], X[-1], 7), X[[0, 3, -1]]])


def test_values_slopes_and_integrals_are_those_of_scipy_s_natural_spline():
    assert BASIS.point_weights(POINTS, 0).T @ Y == pytest.approx(CUBIC(POINTS), abs=1e-12)
    slopes = CUBIC(POINTS, 1)
    # Slopes are differences of values near 1 over spacings of 1e-3.
    assert BASIS.point_weights(POINTS, 1).T @ Y == pytest.approx(slopes, rel=1e-9)
    for b in POINTS:
        expected = float(CUBIC.integrate(X[0], b))
        assert BASIS.integral_weights(b) @ Y == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize("penalty", [1e-6, 1e-3, 10.0])
def test_smoothed_values_are_scipy_s(penalty):
    spline = make_smoothing_spline(X, Y, WEIGHTS, lam=penalty)
    assert BASIS.smooth(Y, penalty) == pytest.approx(spline(X), abs=1e-8)
    both = BASIS.smooth(np.column_stack([Y, 2 * Y]), penalty)
    assert both[:, 1] == pytest.approx(2 * both[:, 0]) and both[:, 0] == pytest.approx(spline(X))


def test_without_a_penalty_nothing_is_smoothed_and_with_a_large_one_a_line_is_left():
    assert BASIS.smooth(Y, 0.0) == pytest.approx(Y)
    line = np.polynomial.Polynomial.fit(X, Y, 1, w=np.sqrt(WEIGHTS))
    assert BASIS.smooth(Y, 1e6) == pytest.approx(line(X), abs=1e-5)
