"""Samples of a curve, and hidden layers for them."""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.posterior.weighted_rows import WeightedRows

#: What rounding adds to values of about 1.
ROUNDING = 1e-15


def layers(sizes=(5, 9, 17)):
    """Return hidden layers of even tanh units on [-1, 1], with prior deviations of 1."""
    made = []
    for size in sizes:
        weights = np.full(size, 0.4 * size)
        centres = np.linspace(-1.2, 1.2, size)
        made.append(OneHiddenNetwork("tanh", weights, -weights * centres, np.ones(size), 0.0))
    return made


def rows(n=40, noise=0.05, seed=0, known=False):
    """Return samples of a cosine; with known noise their weights say how large it is."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(-1.0, 1.0, n))
    y = np.cos(2.0 * x) + noise * rng.standard_normal(n)
    weights = np.full(n, noise**-2.0 if known else 1.0)
    return WeightedRows(x, y, weights, 0.0, n - 1.0, known)
