r"""What a network does between neighbouring samples, where the loss does not look.

Half way between two samples a network that follows the data departs from their chord by about as
much as the data bend there, or as it misses the samples themselves. Its *excess* is the largest

.. math:: \frac{|\hat y(\bar x_i) - \bar y_i|}{|r_i| + |r_{i+1}| + \rho
    + h_i\,(|s_i - s_{i-1}| + |s_{i+1} - s_i|)}, \\
    \bar x_i = \tfrac12 (x_i + x_{i+1}), \quad \bar y_i = \tfrac12 (y_i + y_{i+1}),

with the gaps :math:`h_i`, the slopes :math:`s_i` of the chords, the residuals r and their root
mean square :math:`\rho`. It is 1/16 for a smooth, well-sampled function and at most 1/2 where the
network misses the data or they jump. Units that cancel on the samples and not between them have
any.
"""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.least_squares.qr_in_batches import Work
from nncore.trainers.least_squares.residuals import residual_in_parts

LARGEST_EXCESS = 1.0
"""A step to a network of a larger excess is refused, unless it lowers the excess."""


class BetweenSamples:
    """The middles of the gaps between samples.

    Parameters
    ----------
    x, y : ndarray, shape (n_samples,)
        Samples at increasing x.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self._x = 0.5 * x[1:] + 0.5 * x[:-1]
        self._y = 0.5 * y[1:] + 0.5 * y[:-1]
        gaps = np.maximum(np.diff(x), np.finfo(float).tiny)
        bends = np.zeros(y.size)
        with np.errstate(all="ignore"):
            bends[1:-1] = np.abs(np.diff(np.diff(y) / gaps))
            # Samples almost in one place have a slope that says nothing about the next gap.
            bends = np.fmin(gaps * (bends[1:] + bends[:-1]), np.ptp(y))
        rounding = 8.0 * np.finfo(float).eps * np.max(np.abs(y))
        self._bends = np.maximum(bends + rounding, np.finfo(float).tiny)

    def excess(self, network: OneHiddenNetwork, residual: np.ndarray) -> Work[float]:
        """Return the excess of a network.

        Parameters
        ----------
        network : OneHiddenNetwork
            Any network.
        residual : ndarray, shape (n_samples,)
            Its residuals at the samples.
        """
        if not self._x.size:
            return 0.0
        departures = yield from residual_in_parts(network, self._x, self._y)
        size = np.abs(residual)
        allowance = size[1:] + size[:-1] + self._bends + np.sqrt(np.mean(np.square(residual)))
        return float(np.max(np.abs(departures) / allowance))
