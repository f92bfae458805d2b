"""The start of Nguyen and Widrow: units at random over the interval or box of the samples."""

import math

import numpy as np

from nncore.activations import Activation
from nncore.activations import activation as find_activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.sample_spacing import sample_box


def nguyen_widrow(
    activation: str | Activation, n_hidden: int, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    r"""Spread the active parts of the units at random over the interval of the samples.

    On [-1, 1], or on that in each of N inputs, with n units,

    .. math:: |w_j| = 0.7\,n^{1/N}, \qquad b_j \sim U(-|w_j|, |w_j|), \qquad v_j, d \sim U(-½, ½),

    in random directions: for one input, of either sign.

    This is meant for tanh; logistic units are twice as steep, as
    :math:`\sigma(2u) = (1 + \tanh u) / 2`.

    Parameters
    ----------
    activation : str or Activation
        Of the hidden units.
    n_hidden : int
        n, their number.
    dataset : Dataset
        Its training samples tell the interval, or the box.
    rng : numpy.random.Generator
        Draws directions, biases and the output layer.

    Returns
    -------
    OneHiddenNetwork
        In the coordinates of `dataset`.

    References
    ----------
    D. Nguyen, B. Widrow, "Improving the learning speed of 2-layer neural networks by choosing
    initial values of the adaptive weights", IJCNN 1990, vol. 3, 21-26,
    https://doi.org/10.1109/IJCNN.1990.137819
    """
    inputs = dataset.x_train.shape[1:]
    steepness = 0.7 * n_hidden ** (1.0 / math.prod(inputs))
    hidden_weights = steepness * _directions(n_hidden, inputs, rng)
    hidden_biases = rng.uniform(-steepness, steepness, n_hidden)
    output = rng.uniform(-0.5, 0.5, n_hidden + 1)
    twice = 2.0 if find_activation(activation).name == "logistic" else 1.0
    lower, upper = sample_box(dataset.x_train)
    weights = twice * hidden_weights * (2.0 / (upper - lower))
    shifts = weights * (0.5 * (lower + upper))
    biases = twice * hidden_biases - (shifts if not inputs else np.sum(shifts, axis=1))
    return OneHiddenNetwork(activation, weights, biases, output[:-1], output[-1])


def _directions(n_hidden: int, inputs: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if not inputs:
        return np.where(rng.random(n_hidden) < 0.5, -1.0, 1.0)
    directions = rng.standard_normal((n_hidden, *inputs))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)
