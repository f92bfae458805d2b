"""How much measurements scatter: against SciPy's distribution of chi squared."""

import numpy as np
import pytest
from scipy import stats

from nncore.posterior.noise_models import NOISE_MODELS
from nncore.posterior.robust_average import robust_average
from nncore.posterior.scatter import Scatter
from tests.nncore.posterior.samples import ROUNDING, layers, rows


def scatter_of(samples, noise="normal"):
    model = NOISE_MODELS[noise]
    found = robust_average(layers(), samples, ROUNDING, model)
    return Scatter.of(found, samples.x.size, samples.scatter, model)


@pytest.mark.parametrize("degrees", [1.0, 14.8, 1e5])
def test_too_much_and_too_little_are_as_rare_as_they_are_said_to_be(degrees):
    """One in a thousand on either side, by SciPy's quantiles."""
    low, high = np.sqrt(stats.chi2(degrees).ppf([0.001, 0.999]) / degrees)
    for ratio, (is_small, is_large) in (
        (low * 0.999, (True, False)),
        (low * 1.001, (False, False)),
        (high * 0.999, (False, False)),
        (high * 1.001, (False, True)),
    ):
        found = Scatter(ratio, degrees)
        assert (found.is_too_small, found.is_too_large) == (is_small, is_large)


@pytest.mark.parametrize("noise", NOISE_MODELS)
def test_noise_that_is_as_it_is_said_to_be_is_neither(noise):
    found = scatter_of(rows(n=200, known=True), noise)
    assert found.ratio == pytest.approx(1.0, abs=0.2)
    assert not found.is_too_large and not found.is_too_small


def test_outliers_count_only_where_none_are_expected():
    samples = rows(n=100, known=True)
    samples.y[[7, 50, 81]] += 1.0
    assert scatter_of(samples).is_too_large
    assert not scatter_of(samples, "huber").is_too_large
