"""The Gauss-Legendre rule: its degree, its convergence, its nodes and weights."""

import math

import mpmath as mp
import numpy as np
import pytest

from nncore.quadrature import (
    gauss_legendre,
    legendre_rule,
)

EPSILON = np.finfo(float).eps


@pytest.mark.parametrize("n_points", [1, 2, 3, 5, 10])
def test_gauss_legendre_is_exact_to_its_degree(n_points):
    degree = 2 * n_points - 1
    value = gauss_legendre(lambda x: (x + 1) ** degree, -1, 1, n_points)
    assert value == pytest.approx(2.0 ** (degree + 1) / (degree + 1), rel=1e-14)


def test_gauss_legendre_is_geometric_on_analytic_functions():
    assert gauss_legendre(np.exp, 0, 1, 8) == pytest.approx(math.e - 1, rel=4 * EPSILON)


@pytest.mark.parametrize("n_points", [1, 2, 5, 20, 30])
def test_legendre_rule_equals_mpmath(n_points):
    nodes, weights = legendre_rule(n_points)
    with mp.workdps(40):
        for node, weight in zip(nodes, weights, strict=True):
            exact = mp.findroot(lambda t: mp.legendre(n_points, t), mp.mpf(float(node)))
            previous = n_points * mp.legendre(n_points - 1, exact)
            assert abs(node - exact) <= EPSILON
            # The weights at the ends change by 500 ulp when their nodes change by one.
            assert abs(weight * previous**2 / (2 * (1 - exact**2)) - 1) <= 50 * EPSILON
    assert not nodes.flags.writeable
