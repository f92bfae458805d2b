r"""A network as piecewise Chebyshev interpolant, for very many points of a wide network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.chebyshev import chebval
from numpy.typing import ArrayLike
from scipy import fft

from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork

_N_NODES = 32
_N_TAIL = 3  # of an even or odd function, every other coefficient is 0
_TOLERANCE = 1e-9  # of the largest value: a sixtieth of float32's rounding unit
# A unit whose pre-activation turns by this much lies over some twenty nodes or more: no bump or
# step of a unit can hide between two of them, so that the last coefficients tell of it.
_MAX_TURN = 8.0
# Beyond this pre-activation every activation but the sine is straight to rounding.
_STRAIGHT_BEYOND = 40.0


@dataclass(frozen=True, eq=False)
class PiecewiseChebyshev:
    r"""Polynomials :math:`\sum_k c_k T_k(t)` on adjacent intervals.

    Attributes
    ----------
    edges : ndarray, shape (n_pieces + 1,)
        The ends of the intervals, ascending.
    coefficients : ndarray, shape (n_nodes, n_pieces)
        :math:`c_k` for t from -1 to 1 on each.
    """

    edges: FloatArray
    coefficients: FloatArray

    def __call__(self, x: ArrayLike) -> FloatArray:
        """Evaluate at points inside of the edges; outside, the polynomials grow without bound."""
        points = np.asarray(x, dtype=np.float64)
        order = np.argsort(points, axis=None, kind="stable")  # no work where they are sorted
        ascending = points.ravel()[order]
        cuts = np.searchsorted(ascending, self.edges[1:-1])
        ends = zip(self.edges[:-1], self.edges[1:], strict=True)
        values = np.empty(points.size)
        values[order] = np.concatenate(
            [
                chebval(((part - lower) - (upper - part)) / (upper - lower), column)
                for part, (lower, upper), column in zip(
                    np.split(ascending, cuts), ends, self.coefficients.T, strict=True
                )
            ]
        )
        return values.reshape(points.shape)[()]


def chebyshev_interpolant(
    network: OneHiddenNetwork, lower: float, upper: float, max_evaluations: int
) -> PiecewiseChebyshev | None:
    r"""Interpolate a network to 1e-9 of its largest value, or find that this would take too much.

    Intervals are halved until no unit turns by more than 8 in any of them, by its pre-activation,
    and until the last coefficients are below the tolerance. The interpolants of a smooth network
    converge geometrically; at the kink of a ReLU they do not.

    Parameters
    ----------
    network : OneHiddenNetwork
        Finite.
    lower, upper : float
        The interval; there is no interpolant unless ``lower < upper``.
    max_evaluations : int
        How many values of the network it may take; to look at an interval counts as two.

    Returns
    -------
    PiecewiseChebyshev or None
        None where more values would be needed.

    References
    ----------
    L. N. Trefethen, "Approximation Theory and Approximation Practice", extended edition, SIAM,
    2019, chapters 4 and 8, https://doi.org/10.1137/1.9781611975949
    """
    angles = (np.arange(_N_NODES) + 0.5) * np.pi / _N_NODES
    if not lower < upper:
        return None
    todo = np.array([[lower, upper]])
    lefts, columns, largest, n_evaluations = [], [], 0.0, 0
    while len(todo):
        n_evaluations += 2 * len(todo)  # or a step between two numbers would be halved for ever
        if n_evaluations + _N_NODES * len(todo) > max_evaluations:
            return None
        calm = _turns(network, todo) <= _MAX_TURN
        tried = todo[calm]
        middle, half = tried.mean(axis=1), 0.5 * (tried[:, 1] - tried[:, 0])
        values = network(middle + half * np.cos(angles)[:, np.newaxis])
        n_evaluations += values.size
        largest = max(largest, np.abs(values).max(initial=0.0))
        coefficients = fft.dct(values, type=2, axis=0) / _N_NODES
        coefficients[0] *= 0.5
        fits = np.abs(coefficients[-_N_TAIL:]).max(axis=0) <= _TOLERANCE * largest
        lefts.append(tried[fits, 0])
        columns.append(coefficients[:, fits])
        todo = _halves(np.concatenate([todo[~calm], tried[~fits]]))
    order = np.argsort(edges := np.concatenate(lefts))
    return PiecewiseChebyshev(
        np.append(edges[order], upper), np.concatenate(columns, axis=1)[:, order]
    )


def _turns(network: OneHiddenNetwork, intervals: FloatArray) -> FloatArray:
    """Return the largest change of a pre-activation in each interval, of units that bend there."""
    ends = network.hidden_weights * intervals[..., np.newaxis] + network.hidden_biases
    first, last = ends[:, 0], ends[:, 1]
    nearest = np.where(first * last <= 0, 0.0, np.minimum(np.abs(first), np.abs(last)))
    bends = (nearest < _STRAIGHT_BEYOND) | (network.activation.name == "sine")
    turns: FloatArray = np.where(bends, np.abs(last - first), 0.0).max(axis=1)
    return turns


def _halves(intervals: FloatArray) -> FloatArray:
    lower, upper = intervals.T
    middle = 0.5 * (lower + upper)
    return np.concatenate([np.stack([lower, middle], axis=1), np.stack([middle, upper], axis=1)])
