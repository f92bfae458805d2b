"""Something to draw."""

import numpy as np

from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork

LOG = INTEGRANDS["log"]


def network(n_hidden=5, activation="logistic", seed=0):
    rng = np.random.default_rng(seed)
    w, b, v = rng.standard_normal((3, n_hidden))
    return OneHiddenNetwork(activation, w, b, v, 0.5)
