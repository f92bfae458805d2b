import mpmath
import numpy as np
import pytest
from scipy import integrate

from nncore.comparisons.measured.sampled_rules import simpson_weights, trapezoid_weights

RNG = np.random.default_rng(3)
X = np.sort(RNG.random(12))
Y = RNG.normal(size=12)


@pytest.mark.parametrize("n", [2, 3, 4, 11, 12])
def test_between_the_first_and_the_last_point_they_are_scipy_s(n):
    x, y = X[:n], Y[:n]
    assert trapezoid_weights(x, x[0], x[-1]) @ y == pytest.approx(integrate.trapezoid(y, x))
    assert simpson_weights(x, x[0], x[-1]) @ y == pytest.approx(integrate.simpson(y, x=x))


@mpmath.workdps(50)
def exact_polygon(a, b):
    """Integrate the polygon in rational steps of 50 digits."""
    knots = sorted({a, b, *(x for x in X if a < x < b)})
    heights = [mpmath.mpf(0) + _height(knot) for knot in knots]
    pairs = zip(knots, knots[1:], heights, heights[1:], strict=False)
    return float(sum((mpmath.mpf(q) - p) * (u + v) / 2 for p, q, u, v in pairs))


def _height(x):
    i = min(max(int(np.searchsorted(X, x)) - 1, 0), X.size - 2)
    p, q, u, v = (mpmath.mpf(float(each)) for each in (X[i], X[i + 1], Y[i], Y[i + 1]))
    return u + (v - u) * (mpmath.mpf(x) - p) / (q - p)


@pytest.mark.parametrize("limits", [(0.2, 0.8), (0.41, 0.42), (float(X[3]), float(X[7]))])
def test_between_other_limits_the_polygon_is_cut(limits):
    assert trapezoid_weights(X, *limits) @ Y == pytest.approx(exact_polygon(*limits), rel=1e-13)
    assert trapezoid_weights(X, *limits[::-1]) @ Y == pytest.approx(-exact_polygon(*limits))


def test_simpson_is_exact_for_parabolas_between_points():
    parabola = 1.0 - 3.0 * X + 2.0 * X**2

    def primitive(x): return x - 1.5 * x**2 + 2 / 3 * x**3  # fmt: skip

    a, b = X[2], X[9]
    found = simpson_weights(X, a, b) @ parabola
    assert found == pytest.approx(primitive(b) - primitive(a), rel=1e-10)
    assert simpson_weights(X, b, a) @ parabola == pytest.approx(-found)


def test_a_limit_between_points_leaves_the_ends_to_the_trapezoid():
    a, b = 0.5 * (X[1] + X[2]), 0.5 * (X[9] + X[10])
    expected = integrate.simpson(Y[2:10], x=X[2:10]) + exact_polygon(a, X[2])
    assert simpson_weights(X, a, b) @ Y == pytest.approx(expected + exact_polygon(X[9], b))
    assert simpson_weights(X, X[2] + 1e-9, X[3]) == pytest.approx(
        trapezoid_weights(X, X[2] + 1e-9, X[3])
    )


def test_close_points_have_large_weights():
    # By hand: (h0 + h1) / 6 times 2 - h1/h0, (h0 + h1)^2 / (h0 h1), 2 - h0/h1.
    expected = [(2 - 99) / 6, 1 / (0.01 * 0.99) / 6, (2 - 1 / 99) / 6]
    assert simpson_weights(np.array([0.0, 0.01, 1.0]), 0.0, 1.0) == pytest.approx(expected)
