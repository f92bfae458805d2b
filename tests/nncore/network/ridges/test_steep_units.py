"""The mean of a steep unit over a box, against its corners in mpmath."""

import numpy as np
import pytest

from tests.nncore.network.ridges.accuracy import assert_accurate


@pytest.mark.parametrize("name", ["logistic", "gaussian"])
@pytest.mark.parametrize("n", [2, 3, 4])
def test_steep_units(name, n):
    """From 1 to 1e9 in one unit: the smooth sum alone would take 1e9 nodes."""
    rng = np.random.default_rng(n)
    for _ in range(10):
        k = 10.0 ** rng.uniform(0.0, rng.choice([3.0, 9.0]), n)
        knot = (k * rng.choice([-1, 1], n)).sum()
        for midpoint in (knot + rng.normal(scale=10.0), k.sum() * rng.uniform(-1.0, 1.0)):
            assert_accurate(name, midpoint, k)
            assert_accurate(name, midpoint, k, derivative=1)
