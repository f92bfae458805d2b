"""What a fit to measurements answers: shapes, units, intervals, and how far it reaches."""

import pickle

import numpy as np
import pytest

from nncore import DataSpec, MeasuredData, fit_data
from tests.nncore.experiments.measurements import measured

POINTS = np.linspace(0.5, 4.5, 7)


@pytest.fixture(scope="module")
def fit():
    return fit_data(measured())


def test_values_are_those_of_its_network(fit):
    network = fit.network
    np.testing.assert_allclose(fit.curve(POINTS).value, network(POINTS), rtol=1e-10)
    np.testing.assert_allclose(fit.derivative(POINTS).value, network.gradient(POINTS), rtol=1e-10)
    found = fit.integral(POINTS, 2.0).value
    np.testing.assert_allclose(found, network.integral(POINTS, 2.0), rtol=1e-10, atol=1e-14)


def test_answers_have_the_shape_of_what_was_asked(fit):
    assert isinstance(fit.integral(0.0, 5.0).value, float)
    assert fit.integral(np.zeros((3, 1)), np.ones(4)).standard_error.shape == (3, 4)
    assert fit.derivative(POINTS.reshape(7, 1)).value.shape == (7, 1)
    low, high = fit.curve_interval(POINTS)
    assert low.shape == high.shape == (7,) and np.all(low < high)
    assert fit.curve([]).value.shape == (0,)


def test_reversed_limits_change_the_sign(fit):
    forward, back = fit.integral(0.5, 3.0), fit.integral(3.0, 0.5)
    assert back.value == -forward.value
    assert back.standard_error == pytest.approx(forward.standard_error, rel=1e-12)
    assert fit.integral(2.0, 2.0).standard_error == 0.0


def test_many_points_are_answered_as_few_are(fit):
    points = np.linspace(0.0, 5.0, 9_001)
    every, some = fit.derivative(points), fit.derivative(points[::1_000])
    np.testing.assert_allclose(every.value[::1_000], some.value, rtol=1e-9)
    np.testing.assert_allclose(every.standard_error[::1_000], some.standard_error, rtol=1e-9)


def test_intervals_grow_with_the_level(fit):
    widths = [np.diff(fit.interval(0.0, 5.0, level))[0] for level in (0.5, 0.9, 0.95, 0.999)]
    assert np.all(np.diff(widths) > 0.0)
    assert fit.interval(0.0, 5.0) == fit.interval(0.0, 5.0, 0.95)
    assert fit_data(fit.data, DataSpec(level=0.5)).interval(0.0, 5.0) == fit.interval(0, 5, 0.5)


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, 2.0, np.nan])
def test_a_level_that_is_none_is_refused(fit, level):
    with pytest.raises(ValueError, match="`level` must be between 0 and 1, got"):
        fit.interval(0.0, 1.0, level)


@pytest.mark.parametrize("sigma", [False, True])
def test_units_of_x_and_y_change_nothing_else(sigma):
    """Milliseconds since 1970 and microvolts, say."""
    data = measured(sigma=sigma)
    x_unit, y_unit, x_start, y_start = 1e3, 1e-6, 1.7e9, 4e-4
    other = MeasuredData(
        x_start + x_unit * data.x,
        y_start + y_unit * data.y,
        sigma=None if data.sigma is None else y_unit * data.sigma,
    )
    one, moved = fit_data(data), fit_data(other)
    a, b = 0.5, 4.0
    expected, found = one.integral(a, b), moved.integral(x_start + x_unit * a, x_start + x_unit * b)
    unit = x_unit * y_unit
    # x has 10 digits before its unit: 1e-16 of 1.7e9 is 1e-10 of its interval.
    assert found.value - y_start * x_unit * (b - a) == pytest.approx(
        unit * expected.value, rel=1e-6
    )
    assert found.standard_error == pytest.approx(unit * expected.standard_error, rel=1e-6)
    slopes = moved.derivative(x_start + x_unit * POINTS)
    expected = one.derivative(POINTS)
    np.testing.assert_allclose(slopes.value, y_unit / x_unit * expected.value, rtol=1e-5)
    noise = one.noise if sigma else y_unit * one.noise
    assert moved.noise == pytest.approx(noise, rel=1e-6)


def test_in_a_gap_and_beyond_the_ends_errors_are_larger():
    x = np.concatenate([np.linspace(0.0, 1.5, 30), np.linspace(3.0, 5.0, 40)])
    fit = fit_data(measured(x=x))
    errors = fit.curve([1.0, 2.25, 4.0, 6.0, 8.0]).standard_error
    assert errors[1] > 5.0 * max(errors[0], errors[2])
    assert errors[4] > errors[3] > 5.0 * errors[2]
    beside, across = (fit.integral(*limits).standard_error for limits in ((3.2, 4.7), (1.5, 3.0)))
    assert across > 5.0 * beside


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (lambda fit: fit.integral(-6.0, 1.0), "a"),
        (lambda fit: fit.interval(0.0, [1.0, 11.0]), "b"),
        (lambda fit: fit.derivative(np.nan), "x"),
        (lambda fit: fit.curve_interval([0.0, np.inf]), "x"),
    ],
)
def test_what_is_too_far_beyond_the_measurements_is_refused_by_name(fit, ask, name):
    with pytest.raises(ValueError, match=f"^`{name}` is .*, too far beyond the measurements"):
        ask(fit)


def test_what_is_beyond_the_measurements_is_known_to_be(fit):
    first, last = fit.data.x[[0, -1]]
    assert not fit.is_beyond(first, last)
    assert fit.is_beyond(first, last + 0.1) and fit.is_beyond(first - 0.1)


def test_the_ends_that_a_refusal_names_are_allowed():
    fit = fit_data(measured(x=np.linspace(0.0, 5.0, 20)))
    assert np.isfinite(fit.integral(-5.0, 10.0).value)


def test_residuals_are_what_the_curve_leaves(fit):
    data = fit.data
    np.testing.assert_allclose(fit.residuals, data.y - fit.network(data.x), atol=1e-12)
    known = fit_data(measured(sigma=True))
    np.testing.assert_allclose(known.residuals, data.y - known.network(data.x), atol=1e-12)
    assert known.noise == 1.0


def test_outliers_are_found_where_the_curve_has_bent_towards_them():
    data = measured(n=40)
    y = data.y.copy()
    y[[16, 27]] += [1.5, -2.0]
    fit = fit_data(MeasuredData(data.x, y))
    assert fit.outliers.tolist() == [16, 27]
    assert fit_data(data).outliers.size == 0


def test_it_goes_to_another_process(fit):
    other = pickle.loads(pickle.dumps(fit))
    assert other.integral(0.0, 5.0) == fit.integral(0.0, 5.0)
    assert other.assumptions == fit.assumptions and other.spec == fit.spec
