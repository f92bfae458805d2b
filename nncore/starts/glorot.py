"""Glorot's start, which is Keras's default: all the units begin in one point."""

import math

import numpy as np

from nncore.activations import Activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset


def glorot(
    activation: str | Activation, n_hidden: int, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    r"""Draw both layers from Keras's ``GlorotUniform``, with zero biases.

    .. math:: w_j, v_j \sim U(-\ell, \ell), \qquad
        \ell = \sqrt{6 / (\text{fan}_\text{in} + \text{fan}_\text{out})}

    which is :math:`\sqrt{6 / (1 + n)}` for the output layer, and for a scalar input for both.

    Parameters
    ----------
    activation : str or Activation
        Of the hidden units.
    n_hidden : int
        n, their number.
    dataset : Dataset
        Its training samples tell how many inputs there are.
    rng : numpy.random.Generator
        Draws the weights.

    Returns
    -------
    OneHiddenNetwork
        In the coordinates of `dataset`.

    References
    ----------
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", Proceedings of AISTATS, PMLR 9, 2010, 249-256,
    https://proceedings.mlr.press/v9/glorot10a.html
    """
    inputs = dataset.x_train.shape[1:]
    limit = np.sqrt(6.0 / (math.prod(inputs) + n_hidden))
    hidden_weights = rng.uniform(-limit, limit, (n_hidden, *inputs))
    limit = np.sqrt(6.0 / (1 + n_hidden))
    output_weights = rng.uniform(-limit, limit, n_hidden)
    return OneHiddenNetwork(activation, hidden_weights, np.zeros(n_hidden), output_weights, 0.0)
