"""Outliers: named, weighed down, and without them nothing changes much."""

from dataclasses import replace

import numpy as np
import pytest

from nncore.posterior.noise_models import NOISE_MODELS
from nncore.posterior.robust_average import robust_average
from tests.nncore.posterior.samples import ROUNDING, layers, rows

PLACES = [9, 25]


def spoilt(known=False):
    samples = rows(known=known)
    y = samples.y.copy()
    y[PLACES] += [1.5, 1.0]
    return replace(samples, y=y)


def curve(found):
    points = np.linspace(-0.9, 0.9, 19)
    mixture = found.average.mixture(lambda layer: layer.contributions(points), np.ones(19))
    return mixture.mean - np.cos(2.0 * points), mixture.standard_deviation


def averages(samples):
    return {
        name: robust_average(layers(), samples, ROUNDING, noise)
        for name, noise in NOISE_MODELS.items()
    }


def test_outliers_hardly_move_a_robust_curve():
    found = averages(spoilt())
    errors = {name: np.sqrt(np.mean(curve(each)[0] ** 2)) for name, each in found.items()}
    assert errors["student"] < errors["huber"] < 0.5 * errors["normal"]
    assert np.mean(curve(found["student"])[1]) < 0.5 * np.mean(curve(found["normal"])[1])


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("noise", ["huber", "student"])
def test_outliers_are_named(noise, known):
    found = robust_average(layers(), spoilt(known), ROUNDING, NOISE_MODELS[noise])
    assert found.outliers.tolist() == PLACES


def test_normal_noise_is_said_to_have_outliers_as_rarely_as_it_should_be():
    """Once in a hundred data sets: of 60, five or more have a probability of 0.03 %."""
    found = [
        robust_average(layers(), rows(seed=seed), ROUNDING, NOISE_MODELS["student"])
        for seed in range(60)
    ]
    assert sum(each.outliers.size > 0 for each in found) < 5


@pytest.mark.parametrize("noise", ["huber", "student"])
def test_without_outliers_a_robust_curve_is_nearly_the_other_one(noise):
    plain, robust = (curve(averages(rows())[name]) for name in ("normal", noise))
    np.testing.assert_array_less(np.abs(robust[0] - plain[0]), 1.5 * plain[1])
    np.testing.assert_allclose(robust[1], plain[1], rtol=0.4)


@pytest.mark.parametrize("share", [0.0, 0.1])
@pytest.mark.parametrize("noise", ["huber", "student"])
def test_deviations_are_as_large_as_errors_where_the_noise_is_known(noise, share):
    """Of 30 data sets with outliers of ten deviations or with none."""
    errors, deviations = [], []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        samples = rows(n=100, seed=seed, known=True)
        far = rng.permutation(100) < 100 * share
        samples = replace(samples, y=samples.y + far * rng.choice([-0.5, 0.5], 100))
        found = curve(robust_average(layers(), samples, ROUNDING, NOISE_MODELS[noise]))
        errors.append(found[0])
        deviations.append(found[1])
    # 30 curves of about eight parameters: the ratio of the squares is known to a tenth.
    assert 0.8 < np.sqrt(np.mean(np.square(errors)) / np.mean(np.square(deviations))) < 1.2


@pytest.mark.parametrize("noise", NOISE_MODELS)
def test_values_that_are_all_the_same_are_no_problem(noise):
    samples = rows()
    flat = replace(samples, y=np.zeros_like(samples.y))
    errors, deviations = curve(robust_average(layers(), flat, ROUNDING, NOISE_MODELS[noise]))
    assert np.all(deviations < 1e-12) and np.all(np.isfinite(errors))
