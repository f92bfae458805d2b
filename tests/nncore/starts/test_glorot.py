"""Glorot's start against the limits of Keras."""

import numpy as np
import pytest

from tests.nncore.starts.starting import dataset_of, start


def test_glorot_has_the_limits_of_keras():
    n_hidden = 2_000
    network = start("glorot", dataset_of("cos"), n_hidden=n_hidden)
    limit = np.sqrt(6.0 / (1 + n_hidden))  # keras.initializers.GlorotUniform, fan_in or fan_out 1
    for weights in (network.hidden_weights, network.output_weights):
        assert np.max(np.abs(weights)) <= limit
        # The largest of 2,000 uniform numbers misses its limit by more than 1 % once in 5e8.
        assert np.max(np.abs(weights)) >= 0.99 * limit
        # Six standard errors of a uniform variance.
        assert np.var(weights) == pytest.approx(limit**2 / 3, rel=0.12)
    assert not network.hidden_biases.any()
    assert network.output_bias == 0.0
