"""Whether standard errors that are said to be known are refuted."""

from dataclasses import replace

import pytest

from nncore.posterior.noise_models import NOISE_MODELS
from nncore.posterior.refuted_noise import is_noise_refuted
from nncore.posterior.robust_average import robust_average
from tests.nncore.posterior.samples import ROUNDING, layers, rows


def is_refuted(factor, noise="normal", n=40, outliers=(), seed=0):
    """Ask with standard errors that are the true ones times a factor."""
    samples = rows(n=n, known=True, seed=seed)
    samples.y[list(outliers)] += 1.0
    samples = replace(samples, weights=samples.weights / factor**2)
    model = NOISE_MODELS[noise]
    free = replace(samples, is_noise_known=False)
    estimated = robust_average(layers(), free, ROUNDING, model)
    return is_noise_refuted(layers(), samples, ROUNDING, model, estimated)


@pytest.mark.parametrize("noise", NOISE_MODELS)
@pytest.mark.parametrize(
    ("factor", "refuted"), [(1e-4, True), (0.1, True), (0.4, True), (0.9, False), (10.0, False)]
)
def test_only_those_that_are_too_small_are(noise, factor, refuted):
    assert is_refuted(factor, noise) is refuted


@pytest.mark.parametrize("noise", NOISE_MODELS)
def test_those_that_are_right_hardly_ever_are(noise):
    """By a factor that is 1,000 in a thousandth of all cases at most (Markov's inequality)."""
    assert not any(is_refuted(1.0, noise, seed=seed) for seed in range(12))


def test_a_curve_through_all_points_does_not_hide_them():
    """With as many units as points no residuals are left."""
    assert is_refuted(1e-3, n=20)


@pytest.mark.parametrize("noise", ["huber", "student"])
def test_outliers_refute_nothing_where_they_are_expected(noise):
    assert not is_refuted(1.0, noise, outliers=(3, 20, 31))
    assert is_refuted(1.0, "normal", outliers=(3, 20, 31))
    assert is_refuted(0.1, noise, outliers=(3, 20, 31))


@pytest.mark.parametrize(("factor", "refuted"), [(1.0, False), (0.5, True)])
def test_many_rows_are_brought_together_without_their_outliers(factor, refuted):
    """Bins of more than 4,096 rows may hold one row, and that may be an outlier."""
    assert is_refuted(factor, "huber", n=4_500, outliers=range(0, 4_500, 9)) is refuted
