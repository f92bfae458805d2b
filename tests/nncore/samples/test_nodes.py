"""Nodes and their weights against NumPy's, and against the theory of Sobol's."""

import math

import numpy as np
import pytest

from nncore.samples.nodes import NODES, RANDOM_NODES, RULE_WEIGHTS

# Nodes are computed on (0, 1): a few roundings of numbers up to 1.
ROUNDING = 1e-15


def rng(seed=0):
    return np.random.default_rng(seed)


def test_chebyshev_nodes_are_numpys():
    expected = np.polynomial.chebyshev.chebpts1(33)
    np.testing.assert_allclose(2 * NODES["chebyshev"](33, rng()) - 1, expected, atol=4 * ROUNDING)


def test_gauss_legendre_nodes_are_numpys():
    expected = np.polynomial.legendre.leggauss(33)[0]
    actual = 2 * NODES["gauss-legendre"](33, rng()) - 1
    np.testing.assert_allclose(actual, expected, atol=4 * ROUNDING)


def test_grid_is_the_midpoints_of_equal_cells():
    np.testing.assert_allclose(NODES["grid"](4, rng()), [0.125, 0.375, 0.625, 0.875])


def test_all_deterministic_nodes_have_a_rule():
    assert set(RULE_WEIGHTS) == set(NODES) - RANDOM_NODES
    for rule in RULE_WEIGHTS.values():
        for n_nodes in (1, 2, 9):
            assert np.sum(rule(n_nodes)) == pytest.approx(1.0, rel=4 * ROUNDING)


@pytest.mark.parametrize("exponent", [1, 5, 12])
def test_sobol_nodes_are_one_in_each_of_equal_cells(exponent):
    n_cells = 2**exponent
    cells = np.floor(NODES["sobol"](n_cells, rng()) * n_cells)
    np.testing.assert_array_equal(np.sort(cells), np.arange(n_cells))


def test_sobol_nodes_are_scrambled_by_the_generator():
    first, again, other = (NODES["sobol"](100, rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.intersect1d(first, other).size
    # The mean of n points is off by D at most, see above.
    for x in (first, other):
        assert abs(x.mean() - 0.5) <= (math.log2(100) / 3.0 + 1.0) / 100
