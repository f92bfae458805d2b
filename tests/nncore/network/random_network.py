"""Networks of several inputs with random weights."""

import numpy as np

from nncore.network import OneHiddenNetwork


def random_network(name="logistic", n_inputs=3, n_hidden=4, steepness=2.0, seed=0):
    """Return a network whose weights have this standard deviation, and its biases and outputs 1."""
    rng = np.random.default_rng(seed)
    weights = steepness * rng.normal(size=(n_hidden, n_inputs))
    return OneHiddenNetwork(name, weights, *rng.normal(size=(2, n_hidden)), 0.3)
