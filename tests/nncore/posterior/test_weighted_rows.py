"""Readings in bins: they tell what all of them tell, whatever their weights are."""

from dataclasses import replace

import numpy as np
import pytest

from nncore.posterior.model_average import ModelAverage
from nncore.posterior.weighted_rows import WeightedRows
from tests.nncore.posterior.samples import ROUNDING, layers, rows


def many(known, n=20_000):
    rng = np.random.default_rng(5)
    samples = rows(n=n, noise=0.5, known=known)
    # Crowded on one side, with weights and noise that differ.
    x = np.sort(np.sign(samples.x) * np.abs(samples.x) ** 3)
    factors = rng.uniform(0.5, 2.0, n)
    y = np.cos(2.0 * x) + 0.5 * rng.standard_normal(n) / np.sqrt(factors)
    return WeightedRows(x, y, samples.weights * factors, 3.0, n - 1.0, known)


@pytest.mark.parametrize("known", [False, True])
def test_bins_tell_what_all_readings_tell(known):
    samples = many(known)
    assert samples.bins.x.size < 4_200
    both = [ModelAverage(layers(), each, ROUNDING) for each in (samples, samples.bins)]
    points = np.linspace(-1.0, 1.0, 21)
    every, binned = (
        each.mixture(lambda layer: layer.contributions(points), np.ones(21)) for each in both
    )
    # The slopes of the bins, which are lost, are some 1/20,000 of what is known.
    far = 1e-2 * every.standard_deviation
    np.testing.assert_array_less(np.abs(binned.mean - every.mean), far)
    np.testing.assert_allclose(binned.standard_deviation, every.standard_deviation, rtol=1e-2)
    noise = [
        each.squares / rows.degrees
        for each, rows in zip(both, (samples, samples.bins), strict=True)
    ]
    assert noise[1] == pytest.approx(noise[0], rel=2e-2)


def test_few_readings_stay_as_they_are():
    samples = rows()
    assert samples.bins is samples


def test_readings_on_a_line_have_no_scatter():
    n = 10_000
    x = np.linspace(-1.0, 1.0, n)
    line = WeightedRows(x, 3.0 * x - 1.0, np.ones(n), 0.25, n - 1.0).bins
    assert line.scatter == pytest.approx(0.25, abs=1e-20 * n)
    np.testing.assert_allclose(line.y, 3.0 * line.x - 1.0, rtol=0, atol=1e-14)
    assert line.weights.sum() == pytest.approx(n)


def test_residuals_are_those_of_every_reading():
    samples = many(known=False)
    network = ModelAverage(layers(), samples.bins, ROUNDING).network
    expected = samples.y - network(samples.x)
    # Along a tangent over a bin of 1/3000 the curve bends by less than 1e-6.
    np.testing.assert_allclose(samples.residuals(network), expected, rtol=0, atol=1e-6)
    few = replace(rows(), scatter=1.0)
    np.testing.assert_array_equal(few.residuals(network), few.y - network(few.x))
