"""Glorot's start, which is Keras's default: all the units begin in one point."""

import numpy as np

from nncore.activations import Activation
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset


def glorot(
    activation: str | Activation, n_hidden: int, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    r"""Draw both layers from Keras's ``GlorotUniform``, with zero biases.

    .. math:: w_j, v_j \sim U(-\ell, \ell), \qquad
        \ell = \sqrt{6 / (\text{fan}_\text{in} + \text{fan}_\text{out})} = \sqrt{6 / (1 + n)}

    Parameters
    ----------
    activation : str or Activation
        Of the hidden units.
    n_hidden : int
        n, their number.
    dataset : Dataset
        Not looked at.
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
    limit = np.sqrt(6.0 / (1 + n_hidden))
    hidden_weights = rng.uniform(-limit, limit, n_hidden)
    output_weights = rng.uniform(-limit, limit, n_hidden)
    return OneHiddenNetwork(activation, hidden_weights, np.zeros(n_hidden), output_weights, 0.0)
