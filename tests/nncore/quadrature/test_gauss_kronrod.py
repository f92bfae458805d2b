"""Kronrod's rule, which contains Gauss's."""

import mpmath as mp
import numpy as np
import pytest

from nncore.quadrature import (
    legendre_rule,
)
from nncore.quadrature.gauss_kronrod import GAUSS_WEIGHTS, NODES, WEIGHTS

EPSILON = np.finfo(float).eps


def test_kronrods_rule_is_exact_to_its_degree_and_contains_gauss():
    with mp.workdps(40):
        for degree in range(0, 33, 2):
            total = mp.fsum(
                mp.mpf(float(w)) * mp.mpf(float(t)) ** degree
                for t, w in zip(NODES, WEIGHTS, strict=True)
            )
            error = abs(total - mp.mpf(2) / (degree + 1))
            # degree 31, and by symmetry no more
            assert (error <= 4 * EPSILON) == (degree < 32)
    nodes, weights = legendre_rule(10)
    assert NODES[1::2] == pytest.approx(nodes, abs=EPSILON)
    assert np.array_equal(GAUSS_WEIGHTS, weights)
