import numpy as np
import pytest

from nncore.comparisons.measured.classical import SIMPSON, SPLINE, TRAPEZOID, ClassicalMethods
from nncore.samples.measured_data import MeasuredData


def wave(n, noise=0.02, seed=0, sigma=None):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.random(n))
    return MeasuredData(x, np.sin(6 * x) + noise * rng.normal(size=n), sigma)


def primitive(x):
    return -np.cos(6 * x) / 6


def test_the_trapezoid_with_both_errors_covers_what_noise_alone_does_not():
    both, alone = [], []
    for seed in range(100):
        data = wave(20, 0.01, seed, sigma=0.01)
        a, b = data.x[[0, -1]]
        found = ClassicalMethods(data).integrals(a, b)[TRAPEZOID]
        error = abs(found.value - primitive(b) + primitive(a))
        both.append(error < 2 * found.standard_error)
        alone.append(error < 2 * found.noise_error)
    assert np.mean(both) > 0.88 > 0.6 > np.mean(alone)


def test_without_noise_the_error_of_discretisation_is_the_error():
    x = np.linspace(0, 1, 30)
    found = ClassicalMethods(MeasuredData(x, np.sin(6 * x), 1e-6)).integrals(0, 1)
    error = abs(found[TRAPEZOID].value - primitive(1) + primitive(0))
    # The spline has no second derivative at the ends, where the curve has one.
    assert error / 2 < found[TRAPEZOID].discretisation_error < 2 * error


def test_limits_are_of_any_order_and_within_the_points():
    methods = ClassicalMethods(wave(50))
    forward, back = methods.integrals(0.2, 0.6), methods.integrals(0.6, 0.2)
    assert set(forward) == {TRAPEZOID, SIMPSON, SPLINE}
    for name, integral in forward.items():
        assert back[name].value == pytest.approx(-integral.value)
        assert back[name].standard_error == pytest.approx(integral.standard_error)
    whole = methods.integrals(*methods.data.x[[0, -1]])
    assert methods.integrals(-5.0, 5.0)[TRAPEZOID] == whole[TRAPEZOID]


def test_simpson_on_close_points_is_warned_of():
    even = np.linspace(0, 1, 21)
    y = np.random.default_rng(0).normal(size=21)
    assert ClassicalMethods(MeasuredData(even, y)).integrals(0, 1)[SIMPSON].warning is None
    close = np.sort(np.append(even[:-1], 0.5 + 1e-4))
    warning = ClassicalMethods(MeasuredData(close, y)).integrals(0, 1)[SIMPSON].warning
    assert str(warning).startswith("Simpson's rule takes")


def test_derivatives_at_points_that_are_not_too_many():
    methods = ClassicalMethods(wave(1_000))
    for found, window in ((methods.finite_differences(100), 3), (methods.filtered(100), None)):
        assert found.x.size == found.value.size == found.standard_error.size == 100
        assert window in (None, found.window)
    inner = np.abs(methods.filtered(100).value - 6 * np.cos(6 * methods.filtered(100).x))[5:-5]
    # Noise of 2 % in 1,000 points leaves a slope of up to 6 a tenth of it.
    assert np.max(inner) < 0.6


def test_two_points_have_a_trapezoid_of_which_only_the_noise_is_known():
    found = ClassicalMethods(MeasuredData([0, 2], [1, 3], 0.1))
    trapezoid = found.integrals(0, 2)[TRAPEZOID]
    assert trapezoid.value == 4.0 and trapezoid.noise_error == pytest.approx(0.1 * np.sqrt(2))
    assert np.isnan(trapezoid.standard_error) and SPLINE not in found.integrals(0, 2)
    assert found.finite_differences(10).x.size == found.filtered(10).x.size == 0
