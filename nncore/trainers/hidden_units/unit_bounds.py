r"""How steep a hidden unit may be, and how far outside it may stand.

A unit :math:`\sigma(wx + b)` that rises between two samples could take any value there, and one
that stands far outside shows the samples only a tail, :math:`e^{-|u|}`, which needs an enormous
output weight. Both blow up where there are no samples. So each unit is described by its *pivot*
:math:`p`, the point of the samples' interval nearest to its centre :math:`-b / w`, and

.. math:: u = w\,(x - p) + \beta, \qquad |w|\,h(p) \le \frac{s}{k}, \qquad |\beta| \le B,

with the spacing h(p) of the samples near the pivot, a unit width of at least k spacings, the
steepness s of the activation (1 for the logistic function) and the reach B, in pre-activations.
"""

import numpy as np

from nncore.activations import Activation
from nncore.starts.sample_spacing import widest_gap

# The logistic function rises over 1/w, tanh(u) = 2 logistic(2u) - 1 over half of that, and the
# Gaussian's flank is about as wide as that of tanh. The slope of a ReLU belongs to its output
# weight: it has no width.
_STEEPNESS = {"logistic": 1.0, "tanh": 0.5, "gaussian": 0.5, "sine": 1.0, "relu": np.inf}
# At its reach a unit still has 2 % of its height, or of its slope, at the end of the interval.
_REACH = {"logistic": 4.0, "tanh": 2.0, "gaussian": 2.0, "sine": np.inf, "relu": 0.0}
_N_NEAREST = 4  # samples over which the spacing is taken


def along(weights: np.ndarray, points: np.ndarray) -> np.ndarray:
    r"""Return :math:`w_j \cdot p_j`, of arrays of shape (n_hidden,) or (n_hidden, n_inputs)."""
    products = weights * points
    return products if products.ndim == 1 else np.sum(products, axis=1)


class UnitBounds:
    """The bounds on the hidden units of a scalar input, for given samples.

    `nncore.trainers.hidden_units.ridge_bounds` has those of several inputs.

    Parameters
    ----------
    x : ndarray, shape (n_samples,)
        The samples, in increasing order.
    activation : Activation
        Of the units.
    samples_per_width : float
        The least width of a unit, in spacings of the samples.
    """

    def __init__(self, x: np.ndarray, activation: Activation, samples_per_width: float) -> None:
        self._x = x
        self._steepness = _STEEPNESS[activation.name] / samples_per_width
        self.reach = _REACH[activation.name]
        #: How far a step may move a pre-activation; a hinge is bounded by its place alone.
        self.stride = self.reach if self.reach > 0.0 else np.inf
        self._is_wave = activation.name == "sine"

    def pivots(self, weights: np.ndarray, biases: np.ndarray) -> np.ndarray:
        """Return the point of the interval that is nearest to each centre."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            centres = np.where(weights == 0.0, self._x[0], -biases / weights)
        return np.clip(centres, self._x[0], self._x[-1])

    def steepest(self, pivots: np.ndarray) -> np.ndarray:
        """Return the largest slope of a unit at each pivot."""
        x = self._x
        # A wave is everywhere, and the widest gap between samples counts.
        where = np.linspace(x[0], x[-1], 200) if self._is_wave else pivots
        # At an end too the spacing is that of so many samples, not of the half that lies inside.
        inner = min(_N_NEAREST // 2, (len(x) - 1) // 2)
        where = np.clip(where, x[inner], x[-1 - inner])
        spacing = widest_gap(x, where, _N_NEAREST) / _N_NEAREST
        spacing = np.full(len(pivots), np.max(spacing)) if self._is_wave else spacing
        return self._steepness / spacing

    def restricted(self, weights: np.ndarray, biases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the nearest weights and biases within the bounds, about the same pivots."""
        pivots = self.pivots(weights, biases)
        offsets = np.clip(biases + along(weights, pivots), -self.reach, self.reach)
        steepest = self.steepest(pivots)
        weights = np.clip(weights, -steepest, steepest)
        return weights, offsets - along(weights, pivots)
