"""Noise models: against derivatives, and against variances that are known."""

import numpy as np
import pytest
from scipy import integrate, stats

from nncore.posterior.noise_models import NOISE_MODELS, HuberNoise, NormalNoise, StudentNoise


@pytest.mark.parametrize("name", NOISE_MODELS)
def test_slopes_are_derivatives_of_what_pulls(name):
    noise = NOISE_MODELS[name]
    points, step = np.array([-7.0, -1.0, 0.0, 0.3, 1.2, 2.0, 5.0]), 1e-5
    right, left = ((points + h) * noise.weights(points + h) for h in (step, -step))
    # The difference errs by step² of a third derivative, and by rounding over the step.
    np.testing.assert_allclose(noise.slopes(points), (right - left) / (2.0 * step), atol=1e-9)


@pytest.mark.parametrize("name", NOISE_MODELS)
def test_weights_fall_on_both_sides(name):
    t = np.linspace(0.0, 10.0, 50)
    weights = NOISE_MODELS[name].weights(t)
    np.testing.assert_array_equal(weights, NOISE_MODELS[name].weights(-t))
    assert np.all(np.diff(weights) <= 0.0) and np.all(weights > 0.0)


def expected_inflation(noise, distribution):
    """Return the inflation with means over a distribution in the place of those over residuals."""

    def mean(function):
        values = integrate.quad(
            lambda t: float(function(np.array([t]))[0]) * distribution.pdf(t),
            -60.0,
            60.0,
            points=[-1.345, 0.0, 1.345],
            limit=500,
        )
        return values[0]

    pulls = mean(lambda t: np.square(t * noise.weights(t)))
    squares = mean(lambda t: noise.weights(t) * np.square(t))
    return pulls * mean(noise.weights) / (mean(noise.slopes) ** 2 * squares)


@pytest.mark.parametrize("noise", [HuberNoise(), StudentNoise()])
def test_inflation_is_a_mean_over_residuals(noise):
    distribution = stats.t(4)
    # At quantiles, a mean over residuals is one over the distribution.
    residuals = distribution.ppf((np.arange(20_000) + 0.5) / 20_000)
    found = noise.inflation(residuals)
    assert found == pytest.approx(expected_inflation(noise, distribution), rel=2e-3)


@pytest.mark.parametrize("noise", [HuberNoise(), StudentNoise()])
def test_the_inflation_of_a_known_scale_leaves_the_squares_out(noise):
    """Of the sandwich, over the variance 1 / mean(u) that weights of a known scale have."""
    t = np.concatenate([stats.norm.ppf((np.arange(90) + 0.5) / 90), np.full(10, 10.0)])
    u = noise.weights(t)
    sandwich = np.mean((u * t) ** 2) / np.mean(noise.slopes(t)) ** 2
    assert noise.inflation(t, True) == pytest.approx(sandwich * np.mean(u), rel=1e-12)


@pytest.mark.parametrize("name", NOISE_MODELS)
def test_readings_that_agree_are_no_better_than_they_are_known_to_be(name):
    noise, t = NOISE_MODELS[name], np.full(20, 1e-3)
    assert noise.inflation(t, True) == pytest.approx(np.mean(noise.weights(t)), rel=1e-12)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("name", NOISE_MODELS)
def test_readings_that_are_all_far_off_have_an_inflation_all_the_same(name, known):
    t = np.array([-30.0, 40.0, 50.0, -60.0])
    assert 0.0 < NOISE_MODELS[name].inflation(t, known) < 1e3


def test_student_noise_has_the_variance_of_its_information():
    """Its own distribution: s² (nu + 3) / (nu + 1), where the weighted squares tell s²."""
    found = expected_inflation(StudentNoise(4.0), stats.t(4))
    assert found == pytest.approx(7.0 / 5.0, rel=1e-3)


def test_huber_noise_has_the_efficiency_that_it_is_known_for():
    """95 % under normal noise with the threshold 1.345, as Huber's book has it."""
    noise, normal = HuberNoise(), stats.norm()
    within = normal.cdf(1.345) - normal.cdf(-1.345)
    pulls = integrate.quad(
        lambda t: float((t * noise.weights(np.array([t]))[0]) ** 2) * normal.pdf(t),
        -40.0,
        40.0,
        points=[-1.345, 1.345],
    )[0]
    assert within**2 / pulls == pytest.approx(0.95, abs=5e-4)


def test_normal_noise_changes_nothing():
    residuals = np.array([-1.0, 0.2, 3.0])
    assert NormalNoise().inflation(residuals) == NormalNoise().inflation(residuals, True) == 1.0
    np.testing.assert_array_equal(NormalNoise().weights(residuals), 1.0)


def test_residuals_of_zero_inflate_nothing():
    assert StudentNoise().inflation(np.zeros(5)) == 1.0
