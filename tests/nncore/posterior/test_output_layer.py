"""The posterior of an output layer: against 50 digits, least squares and SciPy's densities."""

from dataclasses import replace

import mpmath
import numpy as np
import pytest
from scipy import integrate, stats

from nncore.posterior.output_layer import OutputLayerPosterior
from nncore.posterior.weighted_rows import WeightedRows

SCALES = np.array([1e-2, 1.0, 30.0])
# A condition number of some 1e3, times rounding, with a margin.
ROUNDING = 1e-10


def problem(n=9, n_units=4, known=False, scatter=0.0):
    rng = np.random.default_rng(3)
    features, y = rng.standard_normal((n, n_units)), rng.standard_normal(n)
    weights = rng.uniform(0.5, 2.0, n)
    rows = WeightedRows(np.arange(float(n)), y, weights, scatter, n - 1.0, known)
    return features, rows


def in_fifty_digits(features, rows, scale):
    """Return posterior mean, covariance over the noise's variance, and squares, of [d, v]."""
    with mpmath.workdps(50):
        design = mpmath.matrix(np.column_stack([np.ones(len(features)), features]).tolist())
        weights = mpmath.diag([mpmath.mpf(w) for w in rows.weights])
        y = mpmath.matrix(rows.y.tolist())
        prior = mpmath.diag([0] + [1 / mpmath.mpf(scale) ** 2] * features.shape[1])
        precision = design.T * weights * design + prior
        covariance = precision**-1
        mean = covariance * (design.T * weights * y)
        residual = y - design * mean
        squares = (residual.T * weights * residual)[0] + (mean.T * prior * mean)[0]
        return mean, covariance, squares


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("n", [3, 9, 40])
def test_functionals_are_those_of_fifty_digits(known, n):
    features, rows = problem(n=n, known=known, scatter=0.7)
    posterior = OutputLayerPosterior(features, rows)
    rng = np.random.default_rng(1)
    of_units, of_bias = rng.standard_normal((5, 4)), rng.standard_normal(5)
    locations, scales = posterior.functionals(of_units, of_bias, SCALES)
    for k, scale in enumerate(SCALES):
        mean, covariance, squares = in_fifty_digits(features, rows, scale)
        noise = 1.0 if known else float(squares + 0.7) / rows.degrees
        for j in range(5):
            f = mpmath.matrix([of_bias[j], *of_units[j]])
            assert locations[k, j] == pytest.approx(float((f.T * mean)[0]), rel=ROUNDING)
            variance = float((f.T * covariance * f)[0]) * noise
            assert scales[k, j] ** 2 == pytest.approx(variance, rel=ROUNDING)


def test_evidence_with_unknown_noise_is_the_integral_over_known_noise():
    r""":math:`\int p(y \mid \sigma)\,d\sigma/\sigma`, by QUADPACK over its logarithm."""
    features, rows = problem(known=True, scatter=0.7)

    def known(logarithm):
        """With readings and weights over sigma: a normal density has sigma^-1 for each but one."""
        weights = rows.weights * np.exp(-2.0 * logarithm)
        scaled = replace(rows, weights=weights, scatter=0.7 * np.exp(-2.0 * logarithm))
        posterior = OutputLayerPosterior(features, scaled)
        evidence = posterior.log_evidence(np.exp(logarithm) * SCALES[1:2])[0]
        return np.exp(evidence - rows.degrees * logarithm)

    expected, _ = integrate.quad(known, -6.0, 6.0, epsrel=1e-10, points=[0.0])
    unknown = OutputLayerPosterior(features, replace(rows, is_noise_known=False))
    assert np.exp(unknown.log_evidence(SCALES[1:2])[0]) == pytest.approx(expected, rel=1e-7)


def test_a_flat_prior_gives_least_squares():
    features, rows = problem()
    weights, biases = OutputLayerPosterior(features, rows).output_layers(np.array([1e7]))
    roots = np.sqrt(rows.weights)
    design = np.column_stack([np.ones(9), features]) * roots[:, np.newaxis]
    expected = np.linalg.lstsq(design, rows.y * roots, rcond=None)[0]
    # The prior pulls by 1e-14 of the weights.
    np.testing.assert_allclose([biases[0], *weights[0]], expected, rtol=1e-9)


def contrasts(rows):
    """Return an orthonormal basis of what a bias does not change, of weighted rows."""
    roots = np.sqrt(rows.weights)
    q, _ = np.linalg.qr(np.column_stack([roots, np.eye(len(roots))]))
    return q[:, 1:], roots


@pytest.mark.parametrize("known", [False, True])
def test_evidence_is_the_density_of_what_a_bias_does_not_change(known):
    features, rows = problem(known=known)
    basis, roots = contrasts(rows)
    columns, y = basis.T @ (features * roots[:, np.newaxis]), basis.T @ (rows.y * roots)
    expected = []
    for scale in SCALES:
        covariance = scale**2 * columns @ columns.T + np.eye(len(y))
        if known:
            expected.append(stats.multivariate_normal(np.zeros(len(y)), covariance).logpdf(y))
        else:  # the noise integrated out with the prior 1/sigma
            _, logarithm = np.linalg.slogdet(covariance)
            form = y @ np.linalg.solve(covariance, y)
            expected.append(-0.5 * logarithm - 0.5 * rows.degrees * np.log(form))
    found = OutputLayerPosterior(features, rows).log_evidence(SCALES)
    np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-9)


def test_effective_parameters_are_the_trace_of_the_hat_matrix():
    features, rows = problem()
    found = OutputLayerPosterior(features, rows).effective_parameters(SCALES)
    roots = np.sqrt(rows.weights)
    design = np.column_stack([np.ones(9), features]) * roots[:, np.newaxis]
    for k, scale in enumerate(SCALES):
        prior = np.diag([0.0] + [scale**-2.0] * 4)
        hat = design @ np.linalg.solve(design.T @ design + prior, design.T)
        assert found[k] == pytest.approx(np.trace(hat), rel=1e-9)


def test_inflation_widens_and_moves_nothing():
    features, rows = problem()
    functional = np.ones((1, 4)), np.ones(1), SCALES
    plain = OutputLayerPosterior(features, rows).functionals(*functional)
    wider = rows.reweighted(np.ones(9), inflation=4.0)
    inflated = OutputLayerPosterior(features, wider).functionals(*functional)
    np.testing.assert_allclose(inflated[0], plain[0], rtol=1e-14)
    np.testing.assert_allclose(inflated[1], 2.0 * plain[1], rtol=1e-14)


def test_units_that_the_samples_do_not_see_are_no_problem():
    _, rows = problem()
    posterior = OutputLayerPosterior(np.zeros((9, 2)), rows)
    assert posterior.largest_value == 1.0
    np.testing.assert_allclose(posterior.log_evidence(SCALES), posterior.log_evidence(SCALES)[0])
    weights, biases = posterior.output_layers(SCALES)
    np.testing.assert_array_equal(weights, 0.0)
    np.testing.assert_allclose(biases, np.average(rows.y, weights=rows.weights), rtol=1e-12)
