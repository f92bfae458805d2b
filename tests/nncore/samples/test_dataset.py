"""The samples that are drawn: their weights, their split and where they lie."""

import dataclasses
import math

import mpmath
import numpy as np
import pytest
from scipy import stats

from nncore.integrands import INTEGRANDS
from nncore.samples.dataset import Dataset, sample
from nncore.samples.nodes import NODES

# Nodes are computed on (0, 1) and mapped: a few roundings of numbers up to 1.
ROUNDING = 1e-15


def rng(seed=0):
    return np.random.default_rng(seed)


def log_samples(**options):
    return sample(INTEGRANDS["log"], 0.0, 100.0, rng=rng(), **options)


def mean_square_over(name, power):
    """Return the mean of (f + x)^power over the interval of f, by mpmath."""
    integrand = INTEGRANDS[name]
    functions = {
        "abs": lambda x: abs(x - mpmath.mpf(1) / 3),
        "step": lambda x: mpmath.mpf(x >= mpmath.mpf(1) / 3),
        "cos": mpmath.cos,
    }
    with mpmath.workdps(30):
        edges = [integrand.lower, *integrand.breakpoints, integrand.upper]
        total = mpmath.quad(lambda x: (functions[name](x) + x) ** power, edges)
        return float(total / (mpmath.mpf(integrand.upper) - mpmath.mpf(integrand.lower)))


@pytest.mark.parametrize("nodes", ["chebyshev", "gauss-legendre"])
@pytest.mark.parametrize("name", ["abs", "step", "cos"])
def test_means_with_the_weights_are_means_over_the_interval(name, nodes):
    integrand = INTEGRANDS[name]
    interval = integrand.lower, integrand.upper
    dataset = sample(integrand, *interval, nodes=nodes, n_samples=120, rng=rng())
    assert np.all(dataset.weights > 0.0)
    assert np.mean(dataset.weights) == pytest.approx(1.0, abs=4 * ROUNDING)
    for power in (1, 2):
        found = np.mean(dataset.weights * (dataset.y_train + dataset.x_train) ** power)
        assert found == pytest.approx(mean_square_over(name, power), rel=1e-13)
    # Without them the nodes near the ends count too much.
    plain = np.mean((dataset.y_train + dataset.x_train) ** 2)
    assert abs(plain - mean_square_over(name, 2)) > 1e-2


def test_each_panel_of_a_grid_has_its_share():
    options = {"nodes": "grid", "n_samples": 100, "rng": rng()}
    dataset = sample(INTEGRANDS["abs"], 0.0, 1.0, **options)
    share = np.mean(dataset.weights * (dataset.x_train < 1.0 / 3.0))
    assert share == pytest.approx(1.0 / 3.0, rel=1e-14)
    assert np.ptp(dataset.weights) > 0.0  # 33 and 67 nodes


@pytest.mark.parametrize("nodes", NODES)
def test_equal_weights_are_none(nodes):
    has_weights = nodes in ("chebyshev", "gauss-legendre")
    # 100 and 200 nodes on panels of a third and two thirds.
    for breakpoints in ((), (0.5 * math.pi / 3.0,)):
        options = {"nodes": nodes, "n_samples": 300, "breakpoints": breakpoints, "rng": rng()}
        dataset = sample(INTEGRANDS["cos"], 0.0, 0.5 * math.pi, **options)
        assert (dataset.weights is not None) == has_weights


def test_scaling_keeps_the_weights():
    dataset = log_samples(nodes="chebyshev", n_samples=50)
    np.testing.assert_array_equal(dataset.standardized(0.0, 100.0).weights, dataset.weights)


@pytest.mark.parametrize("seed", range(5))
def test_every_part_of_the_sobol_nodes_is_spread_evenly(seed):
    identity = dataclasses.replace(INTEGRANDS["cos"], function=lambda x: x)
    dataset = sample(identity, 0.0, 1.0, nodes="sobol", test_fraction=0.2, rng=rng(seed))
    assert (dataset.n_samples, dataset.x_validation.size, dataset.x_test.size) == (2680, 1320, 1000)
    # The Kolmogorov statistic is the star discrepancy D. For the first n points of a (0, 1)-
    # sequence in base 2, n D ≤ log2(n) / 3 + 1 (Béjian and Faure); what lies between two first
    # parts has at most both. Of 1,000 independent points n D is about 27.
    limit = 2.0 * (math.log2(5_000) / 3.0 + 1.0)
    for x in (dataset.x_train, dataset.x_validation, dataset.x_test):
        assert x.size * stats.kstest(x, "uniform").statistic <= limit


@pytest.mark.parametrize("nodes", NODES)
@pytest.mark.parametrize("interval", [(0.0, 100.0), (0.0, 1e-300), (1e15, 1e15 + 2.0), (-3.0, 2.0)])
def test_no_node_lies_on_an_end(nodes, interval):
    lower, upper = interval
    constant = dataclasses.replace(INTEGRANDS["cos"], function=np.ones_like)
    dataset = sample(constant, lower, upper, nodes=nodes, n_samples=501, rng=rng())
    for x in (dataset.x_train, dataset.x_validation):
        assert np.all((lower < x) & (x < upper))


def test_deterministic_nodes_are_all_trained_on_and_validated_on_fresh_points():
    dataset = log_samples(nodes="chebyshev", n_samples=201)
    assert dataset.n_samples == 201
    assert dataset.x_validation.size >= 99
    assert not np.intersect1d(dataset.x_train, dataset.x_validation).size
    assert log_samples(nodes="chebyshev", validation_fraction=0.0).x_validation.size == 0


def test_same_seed_same_samples():
    first, second = log_samples(noise=0.1), log_samples(noise=0.1)
    np.testing.assert_array_equal(first.y_validation, second.y_validation)
    other = sample(INTEGRANDS["log"], 0.0, 100.0, rng=rng(1))
    assert not np.array_equal(other.x_train, first.x_train)


def test_noise_has_the_standard_deviation_asked_for():
    dataset = log_samples(n_samples=40_000, noise=0.3)
    noise = dataset.y_train - np.log(dataset.x_train)
    # The standard error of a standard deviation is 0.3 / sqrt(2 n), here 0.0013.
    assert np.std(noise) == pytest.approx(0.3, abs=6 * 0.0013)


def test_standardized_samples_lie_in_the_unit_square_and_map_back():
    physical = log_samples(n_samples=500)
    scaled = physical.standardized(0.0, 100.0)
    scaling = scaled.scaling
    assert np.min(scaled.y_train) == pytest.approx(-1.0)
    assert np.max(scaled.y_train) == pytest.approx(1.0)
    assert np.all(np.abs(scaled.x_train) < 1.0)
    for part in ("train", "validation", "test"):
        x = getattr(scaled, f"x_{part}") * scaling.x_scale + scaling.x_center
        y = getattr(scaled, f"y_{part}") * scaling.y_scale + scaling.y_center
        np.testing.assert_allclose(x, getattr(physical, f"x_{part}"), rtol=1e-13, atol=1e-13)
        np.testing.assert_allclose(y, getattr(physical, f"y_{part}"), rtol=1e-13, atol=1e-13)


def test_no_nodes_where_the_integrand_is_not_finite():
    with pytest.raises(ValueError, match="`log` is not a finite number at x = -"):
        sample(INTEGRANDS["log"], -1.0, 1.0, rng=rng())


def test_datasets_compare_by_identity():
    empty = np.empty(0)
    first = Dataset(empty, empty, empty, empty, empty, empty)
    assert first == first
    assert first != dataclasses.replace(first)
