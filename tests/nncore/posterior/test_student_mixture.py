"""Mixtures of Student's t: against SciPy's distributions."""

import numpy as np
import pytest
from scipy import optimize, stats

from nncore.posterior.student_mixture import StudentMixture

# Quantiles are found to 1e-7 of the bracket between the components' own.
QUANTILE = 1e-6


def mixture(degrees=7.0):
    weights = np.array([0.5, 0.3, 0.2])
    locations = np.array([[0.0, 5.0], [1.0, 5.0], [-3.0, 5.5]])
    scales = np.array([[1.0, 0.1], [0.2, 0.3], [2.0, 1e-9]])
    return StudentMixture(weights, locations, scales, degrees)


def component(one, k, j):
    if np.isinf(one.degrees):
        return stats.norm(one.locations[k, j], one.scales[k, j])
    return stats.t(one.degrees, one.locations[k, j], one.scales[k, j])


def distribution(one, j, value):
    return sum(w * component(one, k, j).cdf(value) for k, w in enumerate(one.weights))


@pytest.mark.parametrize("degrees", [3.0, 7.0, np.inf])
@pytest.mark.parametrize("probability", [1e-4, 0.025, 0.5, 0.9, 0.975])
def test_quantiles_are_those_of_the_distribution(degrees, probability):
    one = mixture(degrees)
    for j, value in enumerate(one.quantile(probability)):
        ends = [component(one, k, j).ppf(probability) for k in range(3)]
        bracket = min(ends), max(ends)
        exact = optimize.brentq(lambda q, j=j: distribution(one, j, q) - probability, *bracket)
        assert abs(value - exact) <= QUANTILE * (bracket[1] - bracket[0])


@pytest.mark.parametrize("degrees", [2.5, 7.0, np.inf])
def test_mean_and_deviation_have_the_moments_of_the_components(degrees):
    one = mixture(degrees)
    for j in range(2):
        parts = [component(one, k, j) for k in range(3)]
        mean = one.weights @ [part.mean() for part in parts]
        square = one.weights @ [part.var() + part.mean() ** 2 for part in parts]
        assert one.mean[j] == pytest.approx(mean, rel=1e-14)
        assert one.standard_deviation[j] == pytest.approx(np.sqrt(square - mean**2), rel=1e-9)


@pytest.mark.parametrize("unit", [1e-250, 1e250])
def test_a_deviation_is_in_the_unit_of_the_numbers_however_large_it_is(unit):
    one = mixture()
    other = one.transformed(unit, 0.0)
    np.testing.assert_allclose(other.standard_deviation, unit * one.standard_deviation, rtol=1e-14)


def test_one_component_is_a_plain_distribution():
    one = StudentMixture(np.ones(1), np.array([[2.0]]), np.array([[0.5]]), 4.0)
    assert one.quantile(0.975)[0] == pytest.approx(stats.t(4, 2.0, 0.5).ppf(0.975), rel=1e-12)
    assert one.standard_deviation[0] == pytest.approx(stats.t(4, 2.0, 0.5).std(), rel=1e-12)


def test_what_is_certain_has_no_width():
    one = StudentMixture(np.ones(1), np.array([[2.0]]), np.zeros((1, 1)), np.inf)
    assert one.quantile(0.025)[0] == one.quantile(0.975)[0] == 2.0
    assert one.standard_deviation[0] == 0.0


def test_a_change_of_unit_goes_along():
    one, other = mixture(), mixture().transformed(3.0, np.array([1.0, -1.0]))
    np.testing.assert_allclose(other.mean, 3.0 * one.mean + [1.0, -1.0], rtol=1e-14)
    expected = 3.0 * one.quantile(0.9) + [1.0, -1.0]
    np.testing.assert_allclose(other.quantile(0.9), expected, rtol=QUANTILE)
