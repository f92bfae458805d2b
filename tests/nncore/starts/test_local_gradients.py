"""Gradients of planes through the nearest samples."""

import numpy as np
import pytest

from nncore.starts.local_gradients import local_gradients, nearest_samples

#: Least-squares fits of a dozen numbers of order 1, with a condition number of about 1e3.
ROUNDING = 1e-11


@pytest.mark.parametrize("n_inputs", [1, 2, 5, 8])
def test_of_a_linear_function_they_are_exact(n_inputs):
    rng = np.random.default_rng(n_inputs)
    x, slopes = rng.uniform(-1.0, 1.0, (200, n_inputs)), rng.standard_normal(n_inputs)
    gradients, departures = local_gradients(x, 3.0 + x @ slopes)
    np.testing.assert_allclose(gradients, np.broadcast_to(slopes, x.shape), atol=ROUNDING)
    assert np.max(departures) < ROUNDING


def test_of_a_smooth_function_they_are_right_to_the_first_order():
    rng = np.random.default_rng(0)
    errors, misses = [], []
    for n_samples in (400, 6_400):  # a quarter of the distance
        x = rng.uniform(-1.0, 1.0, (n_samples, 2))
        inside = np.all(np.abs(x) < 0.8, axis=1)
        gradients, departures = local_gradients(x, np.exp(x[:, 0]) * np.sin(x[:, 1]))
        exact = np.exp(x[:, :1]) * np.column_stack([np.sin(x[:, 1]), np.cos(x[:, 1])])
        errors.append(np.median(np.linalg.norm(gradients - exact, axis=1)[inside]))
        misses.append(np.median(departures[inside]))
    assert 2.5 < errors[0] / errors[1] < 6.0
    assert 10.0 < misses[0] / misses[1] < 24.0


def test_departures_are_largest_where_the_function_bends():
    x = np.random.default_rng(0).uniform(-1.0, 1.0, (2_000, 2))
    _, departures = local_gradients(x, np.abs(x[:, 0] - 0.3))
    at_the_kink = np.abs(x[:, 0] - 0.3) < 0.02
    assert np.median(departures[at_the_kink]) > 1e6 * np.median(departures)


def test_samples_on_a_line_leave_the_rest_at_zero():
    x = np.column_stack([np.linspace(0.0, 1.0, 30), np.zeros(30)])
    gradients, _ = local_gradients(x, 2.0 * x[:, 0])
    np.testing.assert_allclose(gradients, [[2.0, 0.0]] * 30, atol=ROUNDING)


@pytest.mark.parametrize("n_samples", [1, 2, 3])
def test_fewer_samples_than_coefficients(n_samples):
    x = np.eye(3)[:n_samples]
    gradients, departures = local_gradients(x, np.ones(n_samples))
    np.testing.assert_allclose(gradients, 0.0, atol=ROUNDING)
    np.testing.assert_allclose(departures, 0.0, atol=ROUNDING)


def test_each_sample_is_its_own_nearest():
    x = np.random.default_rng(0).uniform(size=(50, 3))
    np.testing.assert_array_equal(nearest_samples(x, 1)[:, 0], np.arange(50))
    distances = np.linalg.norm(x[:, np.newaxis] - x, axis=2)
    np.testing.assert_array_equal(nearest_samples(x, 4), np.argsort(distances, axis=1)[:, :4])
