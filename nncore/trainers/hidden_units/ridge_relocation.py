r"""Moving the least useful units of several inputs to where the residual is largest.

As in `nncore.trainers.hidden_units.relocation`, but a residual over several inputs has no lobes in
a row. So a sample is drawn with a probability as its share of the loss, and a unit is put there
along the gradient of the residual (`nncore.starts.local_gradients`), about as steep as the units
are.
"""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.starts.local_gradients import local_gradients, nearest_samples
from nncore.trainers.base import weighted_squares
from nncore.trainers.hidden_units.relocation import idle_units, n_movable
from nncore.trainers.least_squares.truncated_least_squares import TruncatedSolution

_STANDARD_ERRORS = 3.0


def is_structured(x: np.ndarray, residual: np.ndarray) -> bool:
    r"""Tell whether neighbouring residuals have the same sign more often than those of noise.

    The sign of n values of noise is that of the nearest other sample in :math:`n / 2` cases, give
    or take :math:`\sqrt{n / 2}` at most: two samples may be each other's nearest.

    Parameters
    ----------
    x : ndarray, shape (n_samples, n_inputs)
        Samples.
    residual : ndarray, shape (n_samples,)
        At the samples.

    References
    ----------
    P. A. P. Moran, "The interpretation of statistical maps", Journal of the Royal Statistical
    Society B 10, 1948, 243-251, https://doi.org/10.1111/j.2517-6161.1948.tb00012.x
    """
    if len(x) < 2:
        return False
    neighbours = nearest_samples(x, 2)[:, 1]
    is_negative = np.signbit(residual)
    n_alike = int(np.count_nonzero(is_negative == is_negative[neighbours]))
    return n_alike > 0.5 * len(x) + _STANDARD_ERRORS * np.sqrt(0.5 * len(x))


def relocated_ridges(
    network: OneHiddenNetwork,
    solution: TruncatedSolution,
    x: np.ndarray,
    residual: np.ndarray,
    rng: np.random.Generator,
    sample_weights: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return hidden weights and biases with some units moved, or None if only noise is left.

    Parameters
    ----------
    network : OneHiddenNetwork
        Where the units are.
    solution : TruncatedSolution
        Its output layer.
    x : ndarray, shape (n_samples, n_inputs)
        Samples.
    residual : ndarray, shape (n_samples,)
        At the samples.
    rng : numpy.random.Generator
        Draws the samples and, by a factor of two either way, the slopes.
    sample_weights : ndarray, shape (n_samples,), optional
        Of the squared residuals in the loss.
    """
    if not is_structured(x, residual):
        return None
    weights, biases = network.hidden_weights.copy(), network.hidden_biases.copy()
    squares = weighted_squares(residual, sample_weights)
    gradients, _ = local_gradients(x, residual)
    lengths = np.linalg.norm(gradients, axis=1)
    squares = np.where(lengths > 0.0, squares, 0.0)
    n_moved = min(n_movable(network), int(np.count_nonzero(squares)))
    if not n_moved:
        return None
    samples = rng.choice(len(x), n_moved, replace=False, p=squares / np.sum(squares))
    slopes = np.exp2(rng.uniform(-1.0, 1.0, n_moved))
    slopes *= np.median(np.linalg.norm(weights, axis=1))
    idle = idle_units(solution, n_moved)
    weights[idle] = (slopes / lengths[samples])[:, np.newaxis] * gradients[samples]
    biases[idle] = -np.sum(weights[idle] * x[samples], axis=1)
    return weights, biases
