"""Fits to measurements: how often their errors hold, whatever the noise is, and what is refused."""

import numpy as np
import pytest

from nncore import DataSpec, LevenbergMarquardt, MeasuredData, fit_data
from tests.nncore.experiments.measurements import (
    INTEGRAL,
    LOWER,
    UPPER,
    curve,
    measured,
    slope,
)

N_DRAWS = 60
# Of 60 draws that are covered with probability 0.95, this many and more are with 99.9 %.
LEAST_COVERED = 50
# The same of 30.
N_ROBUST, LEAST_ROBUST = 30, 24


def covers(data, spec=None):
    fit = fit_data(data, spec)
    low, high = fit.interval(LOWER, UPPER)
    points = np.linspace(0.5, 4.5, 9)
    low_slopes, high_slopes = fit.derivative_interval(points)
    inside = (low_slopes <= slope(points)) & (slope(points) <= high_slopes)
    return low <= INTEGRAL <= high, np.mean(inside)


@pytest.mark.parametrize("sigma", [False, True])
def test_intervals_cover_the_truth(sigma):
    found = [covers(measured(seed=seed, sigma=sigma)) for seed in range(N_DRAWS)]
    integrals, slopes = np.transpose(found)
    assert LEAST_COVERED <= np.sum(integrals)
    assert 0.88 < np.mean(slopes) < 0.99


def test_intervals_are_not_too_wide():
    """At a level of a half, about half of the intervals cover: 18 to 42 of 60 with 99.9 %."""
    spec = DataSpec(level=0.5)
    n = sum(covers(measured(seed=seed), spec)[0] for seed in range(N_DRAWS))
    assert 18 <= n <= 42


def heavy_tailed(seed):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(LOWER, UPPER, 60))
    return MeasuredData(x, curve(x) + 0.03 * rng.standard_t(2.0, 60))


@pytest.mark.parametrize("noise", ["huber", "student"])
def test_robust_intervals_cover_with_heavy_tails_and_are_narrower(noise):
    n_covered, ratios = 0, []
    for seed in range(N_ROBUST):
        data = heavy_tailed(seed)
        robust, normal = (fit_data(data, DataSpec(noise=name)) for name in (noise, "normal"))
        low, high = robust.interval(LOWER, UPPER)
        n_covered += low <= INTEGRAL <= high
        errors = (fit.integral(LOWER, UPPER).standard_error for fit in (robust, normal))
        ratios.append(np.divide(*errors))
    assert n_covered >= LEAST_ROBUST
    assert np.median(ratios) < 0.9


@pytest.mark.parametrize("noise", ["huber", "student"])
@pytest.mark.parametrize("factor", [1.0, 0.1, 1e-5])
def test_standard_errors_that_are_far_too_small_lead_no_curve_astray(noise, factor):
    """With outliers too: the curve that takes them as known has values of hundreds."""
    data, rng = measured(n=60), np.random.default_rng(1)
    y = data.y.copy()
    y[rng.choice(60, 5, replace=False)] += rng.choice([-1.0, 1.0], 5)
    fit = fit_data(MeasuredData(data.x, y, sigma=factor * 0.05), DataSpec(noise=noise))
    value, error = fit.integral(LOWER, UPPER)
    assert abs(value - INTEGRAL) < 3.0 * error < 0.3
    # Huber's outliers have some part in it.
    assert 0.7 < factor * fit.noise < 3.0 and np.isinf(fit.found.average.degrees) == (factor == 1.0)


def test_repeated_readings_tell_the_noise():
    """Ten readings at each of six points: the scatter is theirs, and not that of the curve."""
    rng = np.random.default_rng(1)
    x = np.repeat(np.linspace(0.0, 1.0, 6), 10)
    fit = fit_data(MeasuredData(x, np.sin(20.0 * x) + 0.1 * rng.standard_normal(60)))
    # Of 54 degrees of freedom a standard deviation is known to 10 %.
    assert fit.noise == pytest.approx(0.1, rel=0.3)


@pytest.mark.parametrize("activation", ["logistic", "tanh", "gaussian", "relu", "sine"])
def test_every_activation_finds_the_integral(activation):
    fit = fit_data(measured(n=100, noise=0.02), DataSpec(activation=activation))
    value, error = fit.integral(LOWER, UPPER)
    assert abs(value - INTEGRAL) < 4.0 * error
    assert error < 0.03


@pytest.mark.parametrize("initializer", ["even", "curvature", "nguyen-widrow"])
def test_every_start_that_spreads_units_finds_the_integral(initializer):
    spec = DataSpec(initializer=initializer, n_starts=2)
    value, error = fit_data(measured(n=100, noise=0.02), spec).integral(LOWER, UPPER)
    assert abs(value - INTEGRAL) < 4.0 * error


def test_a_trained_hidden_layer_finds_the_integral():
    spec = DataSpec(n_hidden=(8,), trainer=LevenbergMarquardt(max_iterations=60))
    start = fit_data(measured(n=100, noise=0.02), DataSpec(n_hidden=(8,)))
    trained = fit_data(measured(n=100, noise=0.02), spec)
    value, error = trained.integral(LOWER, UPPER)
    assert abs(value - INTEGRAL) < 4.0 * error
    assert trained.noise < start.noise
    assert "may be too small" in " ".join(map(str, trained.assumptions))


def test_the_seed_decides_on_random_starts():
    def weights(seed):
        spec = DataSpec(n_hidden=(10,), initializer="nguyen-widrow", seed=seed)
        return fit_data(measured(), spec).network.hidden_weights

    np.testing.assert_array_equal(weights(1), weights(1))
    assert not np.array_equal(weights(1), weights(2))


def test_many_readings_agree_with_what_is_known():
    data = measured(n=50_000, noise=0.5)
    fit = fit_data(data)
    value, error = fit.integral(LOWER, UPPER)
    assert abs(value - INTEGRAL) < 4.0 * error
    assert fit.noise == pytest.approx(0.5, rel=0.02)
    assert fit.residuals.shape == (50_000,)
    np.testing.assert_allclose(fit.residuals, data.y - fit.network(data.x), rtol=0, atol=1e-5)


@pytest.mark.parametrize("n", [2, 3])
def test_too_few_measurements_are_refused_unless_their_errors_are_known(n):
    x = np.arange(float(n))
    with pytest.raises(ValueError, match=f"^{n} measurements are too few .* at least 4, or"):
        fit_data(MeasuredData(x, x))
    value, error = fit_data(MeasuredData(x, x, sigma=0.1)).integral(0.0, 1.0)
    assert np.isfinite(value) and error > 0.0


@pytest.mark.parametrize("y", [np.zeros(12), np.full(12, -3.0), 1e100 * np.arange(12.0)])
def test_odd_values_are_no_problem(y):
    x = np.linspace(1e6, 1e6 + 1.0, 12)
    fit = fit_data(MeasuredData(x, y))
    assert fit.integral(x[0], x[-1]).value == pytest.approx(np.mean(y), rel=1e-2)
    assert np.all(np.isfinite(fit.derivative_interval(x)))


@pytest.mark.parametrize(("x_unit", "y_unit"), [(1e-200, 1.0), (1e149, 1e149), (1.0, 1e-320)])
def test_very_small_and_very_large_units_change_no_digits(x_unit, y_unit):
    """But those that y has lost: near 1e-320 numbers have three."""
    x, y = np.arange(8.0), np.random.default_rng(0).standard_normal(8)
    value, error = fit_data(MeasuredData(x, y)).integral(0.0, 7.0)
    found = fit_data(MeasuredData(x_unit * x, y_unit * y)).integral(0.0, 7.0 * x_unit)
    expected = np.array([value, error]) * x_unit * y_unit
    lost = 1e-6 if y_unit > 1e-300 else 0.1  # of a standard error
    np.testing.assert_array_less(np.abs(np.array(found) - expected), lost * expected[1])
