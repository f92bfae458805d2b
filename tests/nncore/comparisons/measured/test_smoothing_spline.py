import dataclasses

import numpy as np
import pytest
from scipy.interpolate import make_smoothing_spline

from nncore.comparisons.measured.smoothing_spline import SmoothingSpline
from nncore.messages import SettingError
from nncore.samples.measured_data import MeasuredData


def wave(n, noise=0.05, seed=0, **settings):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.random(n))
    return MeasuredData(x, np.sin(6 * x) + noise * rng.normal(size=n), **settings)


def primitive(x):
    return -np.cos(6 * x) / 6


def test_of_few_points_it_is_as_good_as_scipy_s_and_its_errors_hold():
    """On the scale of x on which SciPy's own search finds its minimum."""
    mine, theirs, covered = [], [], []
    for seed in range(40):
        data = wave(20, seed=seed)
        found = SmoothingSpline.of(data)
        a, b = data.x[[0, -1]]
        truth = primitive(b) - primitive(a)
        scaled = make_smoothing_spline(found.basis.x, data.y)
        value, error = found.integral(a, b)
        mine.append(value - truth)
        theirs.append(float(scaled.integrate(*found.basis.x[[0, -1]])) * found.unit - truth)
        covered.append(abs(value - truth) < 2 * error)
    assert np.linalg.norm(mine) < 1.05 * np.linalg.norm(theirs)
    # Were each draw interpolated that cross-validation leads to, two of three would be covered.
    assert np.mean(covered) > 0.85


def test_of_many_points_the_spline_is_scipy_s():
    data = wave(150)
    found = SmoothingSpline.of(data)
    theirs = make_smoothing_spline(found.basis.x / 10, data.y)
    # A fifth of the noise's share in a smoothed value.
    assert found.values(data.x) == pytest.approx(theirs(found.basis.x / 10), abs=0.01)


def test_two_points_that_are_very_close_do_no_harm():
    data = wave(30)
    close = MeasuredData(np.append(data.x, data.x[9] + 1e-11), np.append(data.y, data.y[9]))
    one, other = SmoothingSpline.of(data), SmoothingSpline.of(close)
    assert other.integral(0.2, 0.8)[0] == pytest.approx(one.integral(0.2, 0.8)[0], abs=0.01)


def test_the_unit_of_x_and_y_is_no_matter():
    data = wave(40)
    one = SmoothingSpline.of(data)
    other = SmoothingSpline.of(MeasuredData(5e9 + 1e6 * data.x, 1e-3 * data.y))
    a, b = 0.3, 0.7
    # x near 5e9 with steps of 1e4 has 1e-10 of its digits.
    found = other.integral(5e9 + 1e6 * a, 5e9 + 1e6 * b)
    assert found == pytest.approx(np.multiply(one.integral(a, b), 1e3), rel=1e-5)
    slopes = np.array(other.derivative(5e9 + 1e6 * np.array([a, b])))
    assert slopes == pytest.approx(1e-9 * np.array(one.derivative([a, b])), rel=1e-4)


def test_errors_are_those_of_the_posterior_of_an_integrated_wiener_process():
    r"""Against the dense matrices: s^2 q' (W + \lambda K)^-1 q."""
    data = wave(25, sigma=np.linspace(0.03, 0.1, 25))
    found = SmoothingSpline.of(data)
    n, basis = len(data), found.basis
    penalty_matrix = (basis.weights[:, None] * np.eye(n)) @ (
        np.linalg.inv(basis.smooth(np.eye(n), found.penalty)) - np.eye(n)
    )
    covariance = found.variance * np.linalg.inv(np.diag(basis.weights) + penalty_matrix)
    q = basis.integral_weights(basis.x[-1])
    # The matrices are inverted twice.
    error = found.integral(data.x[0], data.x[-1])[1]
    assert error / found.unit == pytest.approx(np.sqrt(q @ covariance @ q), rel=1e-6)
    assert found.curve(data.x)[1] == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-6)


@pytest.mark.parametrize("known", [False, True])
def test_intervals_cover_the_truth(known):
    covered, points = [], np.array([0.3, 0.5, 0.7])
    for seed in range(60):
        found = SmoothingSpline.of(wave(100, seed=seed, sigma=0.05 if known else None))
        value, error = found.integral(0.2, 0.8)
        covered.append(abs(value - primitive(0.8) + primitive(0.2)) < 2 * error)
        slopes, errors = found.derivative(points)
        covered.extend(np.abs(slopes - 6 * np.cos(6 * points)) < 2 * errors)
    # 240 cases, of which those of a draw depend on each other.
    assert np.mean(covered) > 0.88


def test_equal_readings_count_as_many():
    data = wave(30)
    twice = MeasuredData(np.tile(data.x, 2), np.concatenate([data.y + 0.05, data.y - 0.05]))
    one, two = SmoothingSpline.of(data), SmoothingSpline.of(twice)
    assert two.variance == pytest.approx(0.05**2, rel=0.6)
    assert two.integral(0.2, 0.8)[0] == pytest.approx(one.integral(0.2, 0.8)[0], abs=2e-3)


def test_many_points_with_close_pairs_are_averaged_first():
    data = wave(30_000)
    found = SmoothingSpline.of(data)
    value, error = found.integral(data.x[0], data.x[-1])
    assert value == pytest.approx(primitive(data.x[-1]) - primitive(data.x[0]), abs=4 * error)
    assert error == pytest.approx(0.05 / np.sqrt(30_000), rel=0.3)


def test_a_straight_line_without_noise():
    x = np.linspace(0, 10, 12)
    found = SmoothingSpline.of(MeasuredData(x, 3 * x - 1))
    value, error = found.integral(0, 10)
    assert value == pytest.approx(140.0) and error == pytest.approx(0.0, abs=1e-6)


def test_too_few_points_are_refused():
    data = wave(4)
    with pytest.raises(SettingError, match="at least 5 points, got 4"):
        SmoothingSpline.of(data)
    assert dataclasses.replace(data).mended == ()
