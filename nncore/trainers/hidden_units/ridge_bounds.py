r"""How steep a ridge may be, and how far outside the samples it may stand.

In several inputs a unit :math:`\sigma(w \cdot x + b)` rises along w alone, and all n samples lie
along it: on the average, neighbours in the order of :math:`w \cdot x` are the n-th part of its
range apart. With the centre c and the half-widths r of the box of the samples, the pivot is the
point

.. math:: p = c + t\,(\mathrm{sign}\,w \odot r), \qquad
    t = -\frac{w \cdot c + b}{|w| \cdot r} \text{ within } [-1, 1],

of the box's diagonal along w that is nearest to the unit's middle, and

.. math:: u = w \cdot (x - p) + \beta, \qquad
    |w_i|\,\frac{2 r_i}{n} \le \frac{s}{k}, \qquad |\beta| \le B,

where k, s and B are those of `nncore.trainers.hidden_units.unit_bounds`.
"""

import numpy as np

from nncore.activations import Activation
from nncore.starts.sample_spacing import sample_box
from nncore.trainers.hidden_units.unit_bounds import UnitBounds


class RidgeBounds(UnitBounds):
    """The bounds on the hidden units of several inputs, for given samples.

    Parameters
    ----------
    x : ndarray, shape (n_samples, n_inputs)
        The samples.
    activation : Activation
        Of the units.
    samples_per_width : float
        The least width of a unit, in mean spacings of the samples along it.
    """

    def __init__(self, x: np.ndarray, activation: Activation, samples_per_width: float) -> None:
        super().__init__(x, activation, samples_per_width)
        lower, upper = sample_box(x)
        self._centre, self._half_widths = 0.5 * lower + 0.5 * upper, 0.5 * upper - 0.5 * lower

    def pivots(self, weights: np.ndarray, biases: np.ndarray) -> np.ndarray:
        """Return the point of the diagonal that is nearest to the middle of each unit."""
        reach = np.abs(weights) @ self._half_widths
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            places = -(weights @ self._centre + biases) / np.where(reach > 0.0, reach, np.inf)
        places = np.clip(places, -1.0, 1.0)
        return self._centre + places[:, np.newaxis] * np.sign(weights) * self._half_widths

    def steepest(self, pivots: np.ndarray) -> np.ndarray:
        """Return the largest weights of a unit, which are the same at each pivot."""
        spacing = 2.0 * self._half_widths / len(self._x)
        return np.broadcast_to(self._steepness / spacing, pivots.shape)


def bounds_for(x: np.ndarray, activation: Activation, samples_per_width: float) -> UnitBounds:
    """Return the bounds on the hidden units for samples of one or of several inputs.

    Parameters
    ----------
    x : ndarray, shape (n_samples,) or (n_samples, n_inputs)
        The samples, in any order.
    activation : Activation
        Of the units.
    samples_per_width : float
        The least width of a unit, in spacings of the samples.
    """
    if x.ndim == 1:
        return UnitBounds(np.sort(x), activation, samples_per_width)
    return RidgeBounds(x, activation, samples_per_width)
