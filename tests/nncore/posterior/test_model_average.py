"""The average over models: against sums over all of them, and Monte Carlo over its posterior."""

import numpy as np
import pytest

from nncore.network import OneHiddenNetwork
from nncore.posterior.model_average import ModelAverage
from nncore.posterior.output_layer import OutputLayerPosterior
from tests.nncore.posterior.samples import ROUNDING, layers, rows

A, B = np.array([-1.0, 0.2]), np.array([1.0, 0.5])


def integrals(average):
    return average.mixture(lambda layer: layer.unit_integrals(A, B), B - A)


@pytest.mark.parametrize("known", [False, True])
def test_it_is_the_sum_over_layers_and_a_finer_grid(known):
    """The grid of prior scales and what is left out change no error by a part in a thousand."""
    samples, hidden = rows(known=known), layers()
    weights, means, squares = [], [], []
    for layer in hidden:
        posterior = OutputLayerPosterior(layer.contributions(samples.x), samples)
        scales = 10.0 ** np.arange(-1.0, 12.0, 0.01) / posterior.largest_value
        weights.append(posterior.log_evidence(scales))
        found = posterior.functionals(layer.unit_integrals(A, B), B - A, scales)
        means.append(found[0])
        wider = 1.0 if known else posterior.degrees / (posterior.degrees - 2.0)
        squares.append(np.square(found[1]) * wider + np.square(found[0]))
    shares = np.exp(np.concatenate(weights) - np.max(weights))
    shares /= shares.sum()
    mean = shares @ np.concatenate(means)
    deviation = np.sqrt(shares @ np.concatenate(squares) - mean**2)
    mixture = integrals(ModelAverage(hidden, samples, ROUNDING))
    np.testing.assert_array_less(np.abs(mixture.mean - mean), 1e-3 * deviation)
    np.testing.assert_allclose(mixture.standard_deviation, deviation, rtol=1e-3)


def test_its_network_is_the_mean_of_the_posterior():
    average = ModelAverage(layers(), rows(), ROUNDING)
    points = np.linspace(-1.0, 1.0, 7)
    curve = average.mixture(lambda layer: layer.contributions(points), np.ones(7))
    np.testing.assert_allclose(average.network(points), curve.mean, rtol=1e-12)
    np.testing.assert_allclose(average.network.integral(A, B), integrals(average).mean, rtol=1e-12)


def test_errors_are_those_of_networks_drawn_from_the_posterior():
    """One layer with known noise and one prior scale: a normal distribution, drawn by numpy."""
    samples, (layer,) = rows(known=True), layers((7,))
    scale = 2.0
    design = np.column_stack([np.ones(40), layer.contributions(samples.x)])
    precision = design.T @ (design * samples.weights[:, np.newaxis])
    precision += np.diag([0.0] + [scale**-2.0] * 7)
    mean = np.linalg.solve(precision, design.T @ (samples.weights * samples.y))
    rng = np.random.default_rng(0)
    n = 2_000
    drawn = rng.multivariate_normal(mean, np.linalg.inv(precision), n)
    hidden = layer.hidden_weights, layer.hidden_biases
    found = [OneHiddenNetwork("tanh", *hidden, one[1:], one[0]).integral(A, B) for one in drawn]
    posterior = OutputLayerPosterior(layer.contributions(samples.x), samples)
    functionals = layer.unit_integrals(A, B), B - A, np.array([scale])
    locations, scales = posterior.functionals(*functionals)
    # Four standard errors of a mean, and of a standard deviation.
    far = 4.0 / np.sqrt(n)
    np.testing.assert_array_less(np.abs(np.mean(found, axis=0) - locations[0]), far * scales[0])
    np.testing.assert_allclose(np.std(found, axis=0), scales[0], rtol=far)


def test_where_samples_say_nothing_errors_are_larger():
    x = np.concatenate([np.linspace(-1.0, -0.3, 20), np.linspace(0.4, 1.0, 20)])
    samples = rows()
    gap = type(samples)(x, np.cos(2.0 * x), samples.weights, 0.0, 39.0)
    average = ModelAverage(layers(), gap.reweighted(np.ones(40), 1.0), 1e-3)
    points = np.array([-0.6, 0.05, 0.7])
    curve = average.mixture(lambda layer: layer.contributions(points), np.ones(3))
    beside, middle, other = curve.standard_deviation
    assert middle > 2.0 * max(beside, other)


def test_smooth_samples_prefer_few_units():
    few, many = (ModelAverage(layers(sizes), rows(), ROUNDING) for sizes in ((5,), (5, 40)))
    assert len(few.layers) == 1
    assert len(many.layers) >= 1
    assert many.effective_parameters < 10.0


def test_samples_without_noise_are_no_problem():
    average = ModelAverage(layers(), rows(noise=0.0), ROUNDING)
    exact = 0.5 * (np.sin(2.0 * B) - np.sin(2.0 * A))
    mixture = integrals(average)
    assert np.all(np.isfinite(mixture.standard_deviation))
    np.testing.assert_allclose(mixture.mean, exact, atol=1e-3)
