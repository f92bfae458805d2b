"""Values and slopes of hidden units at many points, in pieces that stay in the cache."""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.qr_in_batches import Memory

MAX_CHUNK, LEAST_POINTS = 16_384, 64  # values at a time; loops over fewer points are slow


def evaluate_units(
    network: OneHiddenNetwork,
    x: np.ndarray,
    values: np.ndarray,
    slopes: np.ndarray | None,
    memory: Memory,
) -> None:
    """Write the value of each hidden unit, and its derivative by the pre-activation.

    Parameters
    ----------
    network : OneHiddenNetwork
        Its output layer is not used.
    x : ndarray, shape (n_points,)
        Points.
    values, slopes : ndarray, shape (n_hidden, n_points)
        Where they are written; slopes may be None.
    memory : Memory
        For what comes in between.
    """
    n_hidden = network.n_hidden
    size = max(LEAST_POINTS, MAX_CHUNK // n_hidden)
    for start in range(0, x.size, size):
        part = slice(start, min(x.size, start + size))
        n_points = part.stop - start
        u = memory.array("pre-activations", n_points, n_hidden).T
        np.multiply(network.hidden_weights[:, np.newaxis], x[part], out=u)
        u += network.hidden_biases[:, np.newaxis]
        if slopes is None:
            unused = memory.array("slopes", n_points, n_hidden).T
            network.activation.evaluate(u, values[:, part], unused)
        else:
            network.activation.evaluate(u, values[:, part], slopes[:, part])
