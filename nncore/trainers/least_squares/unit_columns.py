"""Values and slopes of hidden units at many points, in pieces that stay in the cache."""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.least_squares.qr_in_batches import Memory

MAX_CHUNK, LEAST_POINTS = 16_384, 64  # values at a time; loops over fewer points are slow


def input_rows(x: np.ndarray) -> np.ndarray:
    """Return a view of points, shape (n_points,) or (n_points, n_inputs), with a row an input."""
    return x.reshape(len(x), -1).T


def write_pre_activations(network: OneHiddenNetwork, inputs: np.ndarray, out: np.ndarray) -> None:
    r"""Write :math:`w_j \cdot x_i + b_j`.

    Parameters
    ----------
    network : OneHiddenNetwork
        Its output layer is not used.
    inputs : ndarray, shape (n_inputs, n_points)
        From `input_rows`.
    out : ndarray, shape (n_hidden, n_points)
        Where they are written.
    """
    weights = network.hidden_weights.reshape(network.n_hidden, -1)
    if len(inputs) == 1:  # a column times a row: matmul takes twice as long for the same numbers
        np.multiply(weights, inputs, out=out)
    else:
        np.matmul(weights, inputs, out=out)
    out += network.hidden_biases[:, np.newaxis]


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
    x : ndarray, shape (n_points,) or (n_points, n_inputs)
        Points.
    values, slopes : ndarray, shape (n_hidden, n_points)
        Where they are written; slopes may be None.
    memory : Memory
        For what comes in between.
    """
    n_hidden, inputs = network.n_hidden, input_rows(x)
    size = max(LEAST_POINTS, MAX_CHUNK // n_hidden)
    for start in range(0, len(x), size):
        part = slice(start, min(len(x), start + size))
        n_points = part.stop - start
        u = memory.array("pre-activations", n_points, n_hidden).T
        write_pre_activations(network, inputs[:, part], u)
        if slopes is None:
            unused = memory.array("slopes", n_points, n_hidden).T
            network.activation.evaluate(u, values[:, part], unused)
        else:
            network.activation.evaluate(u, values[:, part], slopes[:, part])
