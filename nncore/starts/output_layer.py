r"""The output layer of given hidden units: a linear least-squares problem.

.. math:: \min_{v, d} \sum_i \omega_i
    \Bigl(d + \sum_j v_j\,\sigma(w_j x_i + b_j) - y_i\Bigr)^2

It is solved by a singular value decomposition, without the singular values below a cut, so that
output weights cannot blow up.
"""

import numpy as np
from scipy import linalg

from nncore.activations import Activation
from nncore.activations import activation as find_activation
from nncore.network import OneHiddenNetwork

MAX_COLUMNS = 300
"""Of the solve; more units share an output weight with their neighbours."""

_MAX_ROWS = 5_000  # of the solve: evenly spaced ones among the sorted samples
_MAX_ENTRIES = 1_000_000  # of the activations that are held at once
_SINGULAR_VALUE_CUT = 1e-8  # relative; output weights stay within about 1e8 of the data
_INTERPOLATION_CUT = 1e-4  # the same where units outnumber samples


def solve_output_layer(
    activation: str | Activation,
    hidden_weights: np.ndarray,
    hidden_biases: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    sample_weights: np.ndarray | None = None,
) -> tuple[OneHiddenNetwork, float]:
    """Return the network whose output layer fits the samples best, and its loss.

    Parameters
    ----------
    activation : str or Activation
        Of the hidden units.
    hidden_weights : ndarray, shape (n_hidden,) or (n_hidden, n_inputs)
        They stay as they are.
    hidden_biases : ndarray, shape (n_hidden,)
        As well. Above `MAX_COLUMNS` units, neighbours share an output weight.
    x : ndarray, shape (n_samples,) or (n_samples, n_inputs)
        Samples, in increasing order where the input is a scalar; of more than 5,000, as many are
        used.
    y : ndarray, shape (n_samples,)
        Their values.
    sample_weights : ndarray, shape (n_samples,), optional
        Positive weights of the samples; None where they are equal.

    Returns
    -------
    network : OneHiddenNetwork
        Its output layer is zero where the samples are not finite.
    loss : float
        The weighted mean squared error on the samples that were used, in squared units of y.
    """
    n_hidden, sigma = len(hidden_weights), find_activation(activation)
    rows = np.linspace(0, len(x) - 1, min(len(x), _MAX_ROWS)).round().astype(int)
    groups = np.linspace(0, n_hidden, min(n_hidden, MAX_COLUMNS) + 1).astype(int)
    sizes = np.diff(groups)
    matrix = np.ones((len(rows), len(sizes) + 1))
    for part in np.array_split(np.arange(len(rows)), 1 + len(rows) * n_hidden // _MAX_ENTRIES):
        inputs = _products(x[rows[part]], hidden_weights) + hidden_biases
        matrix[part, :-1] = np.add.reduceat(sigma(inputs), groups[:-1], axis=1)
    matrix[:, :-1] /= sizes
    right_side = y[rows]
    if sample_weights is not None:
        roots = np.sqrt(sample_weights[rows])
        matrix, right_side = matrix * roots[:, np.newaxis], right_side * roots
    cut = _SINGULAR_VALUE_CUT if len(rows) > 2 * n_hidden else _INTERPOLATION_CUT
    try:
        solution = linalg.lstsq(matrix, right_side, cond=cut, lapack_driver="gelsd")[0]
    except (linalg.LinAlgError, ValueError):  # samples that are not finite
        solution = np.zeros(len(sizes) + 1)
    loss = float(np.mean(np.square(matrix @ solution - right_side)))
    output_weights = np.repeat(solution[:-1] / sizes, sizes)
    network = OneHiddenNetwork(sigma, hidden_weights, hidden_biases, output_weights, solution[-1])
    return network, loss


def _products(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.multiply.outer(x, weights) if weights.ndim == 1 else x @ weights.T
