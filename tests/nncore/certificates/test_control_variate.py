"""What held-out samples say of a network's integral."""

import math

import numpy as np
import pytest

from nncore.certificates import control_variate_estimate
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from tests.nncore.certificates.networks import network, trained, zero_network

# Three standard errors hold in 99.73 % of the draws. Of 2,000, 5.4 miss on average, and more than
# 16 with a probability below 1e-4.
N_DRAWS = 2_000

MAX_MISSES = 16


@pytest.mark.parametrize("n_samples", [2, 5, 40])
def test_held_out_samples_claim_three_standard_errors(n_samples):
    """The residual is Gaussian noise about the network itself: Student's factor is exact then."""
    rng, fit = np.random.default_rng(n_samples), network()
    truth, missed = fit.integral(0.0, 2.0), 0
    for _ in range(N_DRAWS):
        x = rng.uniform(0.0, 2.0, n_samples)
        y = fit(x) + rng.normal(size=n_samples)
        found = control_variate_estimate(fit, x, y, 0.0, 2.0)
        missed += abs(found.corrected - truth) > found.corrected_error
    assert missed <= MAX_MISSES


def test_held_out_samples_correct_a_poor_network_without_bias():
    integrand, fit = INTEGRANDS["runge"], network()
    rng = np.random.default_rng(3)
    exact = integrand.integral(-0.5, 1.0)
    corrections = []
    for _ in range(400):
        x = rng.uniform(-1, 1, 200)
        found = control_variate_estimate(fit, x, integrand(x), -0.5, 1.0)
        assert found.n_samples == np.count_nonzero(x >= -0.5)
        assert found.estimate >= abs(found.correction)
        corrections.append(found.corrected)
    # four standard errors of the mean of 400
    assert abs(np.mean(corrections) - exact) <= 4 * np.std(corrections) / 20


def test_a_good_network_narrows_the_claim_of_the_samples():
    x = np.random.default_rng(0).uniform(0.0, 1.0, 500)
    fit, _ = trained("exp", 2)
    helped = control_variate_estimate(fit, x, np.exp(x), 0, 1)
    alone = control_variate_estimate(zero_network(), x, np.exp(x), 0, 1)
    assert helped.standard_error < 0.01 * alone.standard_error
    assert abs(helped.corrected - (math.e - 1)) <= helped.corrected_error
    # the plain Monte Carlo estimate and its textbook standard error
    assert alone.corrected == pytest.approx(np.exp(x).mean(), rel=1e-14)
    assert alone.standard_error == pytest.approx(np.exp(x).std(ddof=1) / np.sqrt(500), rel=1e-12)


def test_held_out_samples_on_several_intervals():
    x = np.array([0.1, 0.2, 0.3, 0.7])
    found = control_variate_estimate(zero_network(), x, 2 * x, [0.0, 0.5, 0.8, 0.4], [0.5, 1, 1, 0])
    assert found.n_samples.tolist() == [3, 1, 0, 3]
    assert found.corrected == pytest.approx([0.2, 0.7, 0.0, -0.16], rel=1e-14)
    assert found.corrected_error[0] > 0 and np.isinf(found.corrected_error[1:3]).all()
    assert np.isinf(found.estimate[1:3]).all()


def test_between_equal_limits_nothing_is_estimated():
    x = np.linspace(0.1, 0.9, 9)
    found = control_variate_estimate(network(), x, x, [0.5, 0.2], [0.5, 0.2])
    assert found.corrected.tolist() == found.corrected_error.tolist() == [0.0, 0.0]


def test_samples_whose_squares_overflow_have_a_standard_error():
    x = np.linspace(0.0, 1.0, 101)
    small, large = (
        control_variate_estimate(zero_network(), x, c * x, 0, 1) for c in (1, 2.0**1020)
    )
    assert large.standard_error == pytest.approx(2.0**1020 * small.standard_error, rel=1e-14)
    assert large.corrected == pytest.approx(2.0**1020 * small.corrected, rel=1e-14)


@pytest.mark.parametrize("y", [[1.0, np.inf], [np.inf, -np.inf], [1.0, np.nan], [1e308, -1e308]])
@pytest.mark.parametrize("weight", [1.0, 1e308, np.inf, np.nan])
def test_where_nothing_is_finite_nothing_is_claimed_and_nothing_warned_of(y, weight):
    """Warnings are errors in these tests."""
    fit = OneHiddenNetwork("tanh", [1.0], [0.0], [weight], weight)
    found = control_variate_estimate(fit, [0.2, 0.7], y, [0.0, 0.5], [1.0, 0.5])
    assert found.estimate[0] == found.corrected_error[0] == np.inf
    assert found.standard_error[1] == 0.0


@pytest.mark.parametrize("limit", [np.inf, np.nan, 1e308])
@pytest.mark.parametrize("n_samples", [0, 3])
def test_limits_are_refused_before_anything_is_computed(limit, n_samples):
    x = np.linspace(0.1, 0.9, n_samples)
    with pytest.raises(ValueError, match="must be finite and at most"):
        control_variate_estimate(network(), x, x, -limit, limit)


def test_samples_must_be_pairs():
    with pytest.raises(ValueError, match=r"^`x` and `y` must be vectors of the same length"):
        control_variate_estimate(network(), [0.1, 0.2], [1.0], 0, 1)
