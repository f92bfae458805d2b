r"""Moving the least useful hidden units to where the residual is largest.

Least useful is a unit without which the best output layer of the others does nearly as well: a
dead one, or one of two that are the same. The residual is cut into lobes where its sign changes; a
lobe is drawn with a probability as its share of the loss, and a unit is put on its peak, about as
wide as the lobe.
"""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.base import weighted_squares
from nncore.trainers.least_squares.truncated_least_squares import TruncatedSolution

_SHARE = 8  # one unit in so many is moved
_UNITS_PER_LOBE = 4.0  # slope times width, in pre-activations: a flank on either side
_STANDARD_ERRORS = 3.0


def is_structured(residual: np.ndarray) -> bool:
    r"""Tell whether neighbouring residuals have the same sign more often than those of noise.

    The signs of n values of noise, rounding errors included, change :math:`n / 2` times, give or
    take :math:`\sqrt n / 2`; those of a function that units could still fit change less often.

    Parameters
    ----------
    residual : ndarray, shape (n_samples,)
        At increasing x.

    References
    ----------
    A. Wald, J. Wolfowitz, "On a test whether two samples are from the same population", Annals
    of Mathematical Statistics 11, 1940, 147-162, https://doi.org/10.1214/aoms/1177731909
    """
    n_changes = int(np.count_nonzero(np.diff(np.signbit(residual))))
    return n_changes < 0.5 * residual.size - _STANDARD_ERRORS * 0.5 * np.sqrt(residual.size)


def n_movable(network: OneHiddenNetwork) -> int:
    """Return how many units of a network are moved at a time."""
    return max(1, network.n_hidden // _SHARE)


def idle_units(solution: TruncatedSolution, n_units: int) -> np.ndarray:
    """Return the indices of the least useful units."""
    return np.argsort(solution.removal_costs()[:-1], kind="stable")[:n_units]


def relocated(
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
    x, residual : ndarray, shape (n_samples,)
        At increasing x.
    rng : numpy.random.Generator
        Draws the lobes and, by a factor of two either way, the slopes.
    sample_weights : ndarray, shape (n_samples,), optional
        Of the squared residuals in the loss.
    """
    if not is_structured(residual):
        return None
    weights, biases = network.hidden_weights.copy(), network.hidden_biases.copy()
    edges = np.flatnonzero(np.diff(np.sign(residual)) != 0) + 1
    edges = np.concatenate([[0], edges, [len(x)]])
    energies = np.add.reduceat(weighted_squares(residual, sample_weights), edges[:-1])
    n_moved = min(n_movable(network), int(np.count_nonzero(energies)))
    lobes = rng.choice(len(energies), n_moved, replace=False, p=energies / np.sum(energies))
    factors = np.exp2(rng.uniform(-1.0, 1.0, n_moved))
    idle = idle_units(solution, n_moved)
    for unit, lobe, factor in zip(idle, lobes, factors, strict=True):
        first, end = edges[lobe], edges[lobe + 1]
        peak = x[first + np.argmax(np.abs(residual[first:end]))]
        width = x[min(end, len(x) - 1)] - x[max(first - 1, 0)]
        weights[unit] = _UNITS_PER_LOBE * factor / max(width, np.finfo(float).tiny)
        biases[unit] = -weights[unit] * peak
    return weights, biases
