"""The samples against scikit-learn's and Keras's split sizes and numpy's nodes."""

import dataclasses
import math

import mpmath
import numpy as np
import pytest
from scipy import stats

from nncore.integrands import INTEGRANDS
from nncore.quadrature import fejer_weights
from nncore.samples.dataset import (
    MAX_GAUSS_LEGENDRE_NODES,
    NODES,
    RANDOM_NODES,
    RULE_WEIGHTS,
    Dataset,
    Scaling,
    n_training_samples,
    sample,
)

# Nodes are computed on (0, 1) and mapped: a few roundings of numbers up to 1.
ROUNDING = 1e-15


def rng(seed=0):
    return np.random.default_rng(seed)


def log_samples(**options):
    return sample(INTEGRANDS["log"], 0.0, 100.0, rng=rng(), **options)


def test_split_has_the_sizes_of_the_first_notebook():
    dataset = log_samples(n_samples=1_000_000, test_fraction=0.25, validation_fraction=0.33)
    sizes = dataset.x_train.size, dataset.x_validation.size, dataset.x_test.size
    assert sizes == (502_500, 247_500, 250_000)
    assert dataset.n_samples == n_training_samples("uniform", 1_000_000, 0.25, 0.33) == 502_500


@pytest.mark.parametrize("nodes", NODES)
@pytest.mark.parametrize("n_samples", [2, 7, 100, 5_001])
@pytest.mark.parametrize("fractions", [(0.0, 0.0), (0.0, 0.33), (0.25, 0.33), (0.9, 0.9)])
def test_number_of_training_samples_is_foretold(nodes, n_samples, fractions):
    if nodes == "gauss-legendre" and n_samples > MAX_GAUSS_LEGENDRE_NODES:
        pytest.skip("an eigenvalue problem of this size takes seconds")
    dataset = log_samples(
        nodes=nodes,
        n_samples=n_samples,
        test_fraction=fractions[0],
        validation_fraction=fractions[1],
    )
    assert dataset.n_samples == n_training_samples(nodes, n_samples, *fractions) >= 1


def test_chebyshev_nodes_are_numpys():
    expected = np.polynomial.chebyshev.chebpts1(33)
    np.testing.assert_allclose(2 * NODES["chebyshev"](33, rng()) - 1, expected, atol=4 * ROUNDING)


def test_gauss_legendre_nodes_are_numpys():
    expected = np.polynomial.legendre.leggauss(33)[0]
    actual = 2 * NODES["gauss-legendre"](33, rng()) - 1
    np.testing.assert_allclose(actual, expected, atol=4 * ROUNDING)


def test_grid_is_the_midpoints_of_equal_cells():
    np.testing.assert_allclose(NODES["grid"](4, rng()), [0.125, 0.375, 0.625, 0.875])


@pytest.mark.parametrize("n_points", [1, 2, 3, 8, 51, 200])
def test_fejer_weights_are_the_integrals_of_the_lagrange_polynomials(n_points):
    # The rule is exact for the Chebyshev polynomials up to n - 1, and no other weights are. Their
    # integrals are 2 / (1 - m²) for even m, and 0.
    angles = (2 * np.arange(n_points) + 1) * np.pi / (2 * n_points)
    degrees = np.arange(n_points)
    found = np.cos(np.multiply.outer(degrees, angles)) @ fejer_weights(n_points)
    exact = np.zeros(n_points)
    exact[::2] = 2.0 / (1.0 - np.square(degrees[::2], dtype=float))
    # A rounded angle, times a degree of up to 200.
    np.testing.assert_allclose(found, exact, atol=200 * np.pi * np.finfo(float).eps)


def test_fejer_weights_have_the_digits_of_the_published_sum():
    n_points = 40
    with mpmath.workdps(50):
        for k in (0, 7, 19):
            angle = (2 * k + 1) * mpmath.pi / (2 * n_points)
            terms = (
                mpmath.cos(2 * j * angle) / (4 * j**2 - 1) for j in range(1, n_points // 2 + 1)
            )
            expected = 2 * (1 - 2 * mpmath.fsum(terms)) / n_points
            assert fejer_weights(n_points)[k] == pytest.approx(float(expected), rel=1e-13)


def test_many_fejer_weights_are_positive_and_add_up():
    weights = fejer_weights(2_000_000)
    assert np.min(weights) > 0.0
    assert math.fsum(weights) == pytest.approx(2.0, rel=1e-14)


def test_fejer_weights_need_a_point():
    with pytest.raises(ValueError, match="`n_points` must be at least 1, got 0."):
        fejer_weights(0)


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


def test_all_deterministic_nodes_have_a_rule():
    assert set(RULE_WEIGHTS) == set(NODES) - RANDOM_NODES
    for rule in RULE_WEIGHTS.values():
        for n_nodes in (1, 2, 9):
            assert np.sum(rule(n_nodes)) == pytest.approx(1.0, rel=4 * ROUNDING)


def test_scaling_keeps_the_weights():
    dataset = log_samples(nodes="chebyshev", n_samples=50)
    np.testing.assert_array_equal(dataset.standardized(0.0, 100.0).weights, dataset.weights)


@pytest.mark.parametrize("exponent", [1, 5, 12])
def test_sobol_nodes_are_one_in_each_of_equal_cells(exponent):
    n_cells = 2**exponent
    cells = np.floor(NODES["sobol"](n_cells, rng()) * n_cells)
    np.testing.assert_array_equal(np.sort(cells), np.arange(n_cells))


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


def test_sobol_nodes_are_scrambled_by_the_generator():
    first, again, other = (NODES["sobol"](100, rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.intersect1d(first, other).size
    # The mean of n points is off by D at most, see above.
    for x in (first, other):
        assert abs(x.mean() - 0.5) <= (math.log2(100) / 3.0 + 1.0) / 100


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


def test_constant_samples_keep_their_scale():
    scaling = Scaling.to_unit_square(0.0, 2.0, np.full(5, 7.0))
    assert (scaling.y_center, scaling.y_scale) == (7.0, 1.0)


def test_range_of_y_may_be_as_large_as_floats_go():
    scaling = Scaling.to_unit_square(0.0, 1.0, np.array([-1.7e308, 1.7e308]))
    assert np.isfinite([scaling.y_center, scaling.y_scale]).all()


def test_no_nodes_where_the_integrand_is_not_finite():
    with pytest.raises(ValueError, match="`log` is not a finite number at x = -"):
        sample(INTEGRANDS["log"], -1.0, 1.0, rng=rng())


def test_datasets_compare_by_identity():
    empty = np.empty(0)
    first = Dataset(empty, empty, empty, empty, empty, empty)
    assert first == first
    assert first != dataclasses.replace(first)
