"""Residuals and losses of a network, from as many samples at a time as fit a unit of work."""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.base import mean_squared_error
from nncore.trainers.least_squares.qr_in_batches import Work
from nncore.trainers.least_squares.training_rows import ACTIVATION_COST

_CHUNK = 2_000_000  # values of the hidden layer that are computed at once


def rounding_floor(network: OneHiddenNetwork, x: np.ndarray) -> float:
    """Return the loss that the rounding errors of the network's terms alone make."""
    terms = np.abs(network.contributions(x[:1_000])).sum(axis=1)
    return float((8.0 * np.finfo(float).eps * (np.max(terms) + abs(network.output_bias))) ** 2)


def mean_squared_error_in_parts(
    network: OneHiddenNetwork, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
) -> Work[float | None]:
    """Return `mean_squared_error`, from as many samples at a time as fit a unit of work."""
    size = max(1, _CHUNK // network.n_hidden)
    if y.size <= size:
        loss = mean_squared_error(network, x, y, weights)
        yield ACTIVATION_COST * y.size * network.n_hidden
        return loss
    total = 0.0
    for start in range(0, y.size, size):
        part = slice(start, start + size)
        some = None if weights is None else weights[part]
        total += (mean_squared_error(network, x[part], y[part], some) or 0.0) * y[part].size
        yield ACTIVATION_COST * y[part].size * network.n_hidden
    return total / y.size


def residual_in_parts(network: OneHiddenNetwork, x: np.ndarray, y: np.ndarray) -> Work[np.ndarray]:
    """Return the residuals, from as many samples at a time as fit a unit of work."""
    size = max(1, _CHUNK // network.n_hidden)
    residual = np.empty(y.size)
    for start in range(0, y.size, size):
        part = slice(start, start + size)
        residual[part] = network(x[part]) - y[part]
        yield ACTIVATION_COST * y[part].size * network.n_hidden
    return residual
