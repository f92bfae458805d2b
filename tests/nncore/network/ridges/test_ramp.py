"""The mean of a ramp over a box of many inputs, by its series and by its recurrence."""

import numpy as np
import pytest

from tests.nncore.network.ridges.accuracy import assert_accurate


@pytest.mark.parametrize("n", [6, 7, 8])
@pytest.mark.parametrize("largest", [0.01, 5.0, 100.0, 1e6])
def test_ramps_over_many_inputs_of_about_one_size(n, largest):
    rng = np.random.default_rng(n)
    for _ in range(12):
        k = largest * rng.uniform(0.1, 1.0, n)
        assert_accurate("relu", k.sum() * rng.uniform(-1.0, 1.0), k)
        assert_accurate("relu", k.sum() * rng.uniform(-1.0, 1.0), k, derivative=1)
