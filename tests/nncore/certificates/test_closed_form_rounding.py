"""The closed form is off by no more than its rounding, whatever the units; the oracle is mpmath."""

import mpmath
import numpy as np
import pytest

from nncore.certificates.closed_form_rounding import closed_form_rounding
from nncore.network import OneHiddenNetwork
from tests.nncore.network.test_closed_form import exact_integral


@pytest.mark.parametrize("name", ["logistic", "tanh", "relu", "gaussian", "sine"])
def test_the_rounding_of_the_closed_form_is_bounded(name):
    """By mpmath, for units from flat to a million times as steep, near 0 and far from it."""
    rng = np.random.default_rng(3)
    for _ in range(15):
        weights = rng.normal(size=6) * 10.0 ** rng.uniform(-3, 6)
        a = rng.uniform(-1, 1) * 10.0 ** rng.uniform(0, 3)
        b = a + rng.uniform(-1, 1) * 10.0 ** rng.uniform(-2, 2)
        biases = -weights * rng.uniform(min(a, b), max(a, b), 6)
        output = rng.normal(size=6) * 10.0 ** rng.uniform(-2, 4)
        network = OneHiddenNetwork(name, weights, biases, output, rng.normal())
        limits = np.array([a]), np.array([b])
        units = zip(output, weights, biases, strict=True)
        with mpmath.workdps(100):
            truth = sum(mpmath.mpf(v) * exact_integral(name, w, bias, a, b) for v, w, bias in units)
            truth += mpmath.mpf(network.output_bias) * (mpmath.mpf(b) - mpmath.mpf(a))
            error = abs(mpmath.mpf(float(network.integral(a, b))) - truth)
        assert error <= closed_form_rounding(network, *limits)[0]
