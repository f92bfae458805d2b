import numpy as np
import pytest
from scipy.signal import savgol_filter

from nncore.comparisons.measured.local_polynomial import (
    FINITE_DIFFERENCE,
    LocalPolynomial,
    best_window,
)
from nncore.messages import SettingError
from nncore.samples.measured_data import MeasuredData
from nncore.stencils.finite_differences import taylor_stencil

RNG = np.random.default_rng(0)
EVEN = np.linspace(0.0, 2.0, 41)
UNEVEN = np.sort(RNG.random(41))


def derivative(polynomial, x, y, sigma=1.0):
    sigmas = np.broadcast_to(sigma, x.shape)
    return polynomial.derivative(MeasuredData(x, y), sigmas, np.arange(x.size))


@pytest.mark.parametrize(("window", "degree"), [(5, 2), (9, 3), (41, 3)])
def test_on_even_points_it_is_scipy_s_filter(window, degree):
    y = RNG.normal(size=41)
    found, _ = derivative(LocalPolynomial(window, degree), EVEN, y)
    assert found == pytest.approx(savgol_filter(y, window, degree, deriv=1, delta=EVEN[1]))


def test_three_points_and_a_parabola_are_finite_differences():
    y = RNG.normal(size=41)
    found, _ = derivative(FINITE_DIFFERENCE, UNEVEN, y)
    assert found == pytest.approx(np.gradient(y, UNEVEN, edge_order=2))
    around = taylor_stencil(UNEVEN[9:12] - UNEVEN[10], 1)
    assert found[10] == pytest.approx(around @ y[9:12])


def test_polynomials_are_differentiated_exactly_on_uneven_points():
    cubic = np.polynomial.Polynomial([1.0, -2.0, 0.5, 3.0])
    found, _ = derivative(LocalPolynomial(9, 3), UNEVEN, cubic(UNEVEN))
    assert found == pytest.approx(cubic.deriv()(UNEVEN), rel=1e-7)


def test_the_standard_error_is_that_of_many_draws():
    polynomial, sigma = LocalPolynomial(7, 3), np.linspace(0.5, 2.0, 41)
    draws = [derivative(polynomial, UNEVEN, sigma * RNG.normal(size=41))[0] for _ in range(2_000)]
    _, error = derivative(polynomial, UNEVEN, np.zeros(41), sigma)
    # The standard error of a standard deviation of 2,000 draws is 1.6 %; 41 of them are compared.
    assert np.std(draws, axis=0) == pytest.approx(error, rel=0.08)


def test_the_window_follows_noise_and_curve():
    rng = np.random.default_rng(5)
    x = np.linspace(0, 1, 400)
    noise = rng.normal(size=400)
    slow = best_window(MeasuredData(x, np.sin(3 * x) + 0.3 * noise))
    fast = best_window(MeasuredData(x, np.sin(60 * x) + 0.01 * noise))
    assert slow.window > 2 * fast.window


def test_few_points():
    assert best_window(MeasuredData([0, 1, 2, 3], [0, 1, 0, 1])) is None
    with pytest.raises(SettingError, match="A window of 5 points needs as many, got 4."):
        derivative(LocalPolynomial(5, 2), np.arange(4.0), np.arange(4.0))
