"""The Clenshaw-Curtis rule: its degree and its weights."""

import math

import mpmath as mp
import numpy as np
import pytest

from nncore.quadrature import (
    clenshaw_curtis,
    clenshaw_curtis_rule,
    simpson,
)

EPSILON = np.finfo(float).eps


@pytest.mark.parametrize("n_points", [2, 3, 4, 9, 10])
def test_clenshaw_curtis_is_exact_to_its_degree(n_points):
    degree = n_points - 1
    value = clenshaw_curtis(lambda x: (x + 1) ** degree, -1, 1, n_points)
    assert value == pytest.approx(2.0 ** (degree + 1) / (degree + 1), rel=1e-14)


def test_clenshaw_curtis_with_three_points_is_simpson():
    assert clenshaw_curtis(np.exp, 0, 1, 3) == pytest.approx(simpson(np.exp, 0, 1, 3), rel=1e-15)
    assert clenshaw_curtis(np.exp, 0, 1, 16) == pytest.approx(math.e - 1, rel=4 * EPSILON)
    assert clenshaw_curtis(np.log, 0, 1, 9) == -math.inf


def lagrange_integral(nodes, j):
    others = [t for i, t in enumerate(nodes) if i != j]
    return mp.quad(lambda x: mp.fprod((x - t) / (nodes[j] - t) for t in others), [-1, 1])


@pytest.mark.parametrize("n_points", [2, 5, 8])
def test_clenshaw_curtis_weights_are_the_integrals_of_lagranges_polynomials(n_points):
    nodes, weights = clenshaw_curtis_rule(n_points)
    with mp.workdps(40):
        exact = [mp.cos(mp.pi * j / (n_points - 1)) for j in range(n_points)]
        for j, (node, weight) in enumerate(zip(nodes, weights, strict=True)):
            assert abs(node - exact[j]) <= EPSILON
            assert abs(weight - lagrange_integral(exact, j)) <= 2 * EPSILON
    assert not weights.flags.writeable
