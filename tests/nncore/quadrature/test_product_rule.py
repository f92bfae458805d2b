import itertools
import math

import numpy as np
import pytest

from nncore.quadrature.product_rule import (
    MOST_NODES_OF_AN_INPUT,
    gauss_legendre_product,
    most_nodes,
    product_counts,
    product_gauss_legendre,
)


@pytest.mark.parametrize("n_inputs", range(1, 9))
def test_counts_use_what_there_is(n_inputs):
    for n_nodes in (1, 2, 7, 64, 100, 1_000, 4_096, 12_345):
        counts = product_counts(n_nodes, n_inputs)
        assert len(counts) == n_inputs
        assert max(counts) - min(counts) <= 1
        assert math.prod(counts) <= n_nodes
        more = sorted(counts)
        more[0] += 1
        assert math.prod(more) > n_nodes or counts == (MOST_NODES_OF_AN_INPUT,)


def test_the_rule_is_exact_for_powers_below_twice_its_nodes():
    nodes, weights = product_gauss_legendre((4, 3, 2))
    assert nodes.shape == (24, 3)
    assert np.all((nodes > 0) & (nodes < 1))
    assert weights.sum() == pytest.approx(1.0, rel=1e-15)
    for powers in itertools.product(range(8), range(6), range(4)):
        exact = 1 / math.prod(p + 1 for p in powers)
        assert weights @ np.prod(nodes**powers, axis=1) == pytest.approx(exact, rel=1e-13)


def test_the_products_use_what_there_is():
    for n_inputs in range(1, 9):
        for n_evaluations in (2**n_inputs + 1, 1_000, 100_000):
            if n_evaluations > 2**n_inputs:
                m = most_nodes(n_evaluations, n_inputs)
                assert sum((m - i) ** n_inputs for i in range(3)) <= n_evaluations
                more = sum((m + 1 - i) ** n_inputs for i in range(3))
                assert more > n_evaluations or m == 1_000


def test_the_estimate_is_never_zero_where_f_is_not():
    found = gauss_legendre_product(lambda x: np.ones(len(x)), [0, 0], [1, 1], 1_000)
    assert found.value == pytest.approx(1.0, rel=1e-15)
    assert 0 < found.error_estimate < 1e-14


def test_too_few():
    with pytest.raises(ValueError, match="`n_evaluations` must be at least 9, got 8."):
        gauss_legendre_product(np.ones, [0, 0, 0], [1, 1, 1], 8)
