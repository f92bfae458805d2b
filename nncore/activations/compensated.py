r"""Pre-activations :math:`u = w x + \beta` over an interval, in twice the working precision.

The tail of a logistic or Gaussian unit turns the absolute error of u into a relative error of its
integral, and u cancels near the centre of a unit. So the ends and the midpoints of its range are
computed as unevaluated sums of two floats, by error-free transformations [1]_ [2]_, without a loop
in Python and without new memory, for many units and intervals at a time.

References
----------
.. [1] T. J. Dekker, "A floating-point technique for extending the available precision",
   Numerische Mathematik 18 (1971), 224-242. DOI 10.1007/BF01397083
.. [2] T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", SIAM Journal on Scientific
   Computing 26 (2005), 1955-1988. DOI 10.1137/030601818
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Arrays of the size of a chunk that `PreActivationRanges` works in
N_SCRATCH = 8

# Splits a float into two halves of 26 bits [1]_
_SPLITTER = 2.0**27 + 1.0


class Pair(NamedTuple):
    """A number as the unevaluated sum ``high + low``, accurate to about 32 digits."""

    high: FloatArray
    low: FloatArray


def _split(x: Any) -> tuple[Any, Any]:
    high = _SPLITTER * x
    high = high - (high - x)
    return high, x - high


def _two_sum(x: Any, y: Any) -> tuple[Any, Any]:
    total = x + y
    z = total - x
    return total, (x - (total - z)) + (y - z)


def unit_table(weights: FloatArray, biases: FloatArray) -> FloatArray:
    """Return what depends on the units only.

    Parameters
    ----------
    weights, biases : ndarray, shape (n_units,)
        Hidden weights w and biases, at most 2**700 in magnitude.

    Returns
    -------
    ndarray, shape (6, 1, n_units)
        w, its two halves, the biases, abs(w), and the centres, where u is 0.
    """
    table = np.empty((6, 1, weights.size))
    table[0] = weights
    table[0] += 0.0  # -0.0 becomes 0.0, for the sign of its centre
    table[1], table[2] = _split(weights)
    table[3] = biases
    np.abs(weights, out=table[4, 0])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        np.divide(-biases, table[0, 0], out=table[5, 0])
    return table


def interval_table(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return what depends on the intervals only.

    Parameters
    ----------
    lower, upper : ndarray, of the same shape
        Limits, ``lower <= upper``, at most 1e90 in magnitude.

    Returns
    -------
    ndarray, shape (8, n_intervals, 1)
        The two halves of the lower and of the upper limits; then the midpoints and the half
        lengths, each as a pair.
    """
    ends: tuple[Any, Any] = (lower.ravel(), upper.ravel())
    if lower.size == 1:  # floats are faster than arrays of one element
        ends = (lower.item(), upper.item())
    below, above = ends
    middle = _two_sum(0.5 * below, 0.5 * above)
    half = _two_sum(0.5 * above, -0.5 * below)
    return np.array([*_split(below), *_split(above), *middle, *half]).reshape(8, -1, 1)


class PreActivationRanges:
    r"""The ranges :math:`[m - k, m + k]` of the pre-activations of some units over some intervals.

    :math:`m = w (a + b) / 2 + \beta` and :math:`k = |w (b - a)| / 2`. The arrays that the methods
    return have the shape ``(n_intervals, n_units)``, lie in `scratch`, and may be overwritten;
    `half_width` can be combined with either of `midpoint` and `near_end`.

    Parameters
    ----------
    units : ndarray, shape (6, n_intervals, n_units)
        A part of a `unit_table`, repeated for each interval.
    intervals : ndarray, shape (8, n_intervals, 1)
        A part of an `interval_table`.
    scratch : ndarray, shape (N_SCRATCH, n_intervals, n_units)
        Memory for the results (0 to 2) and for the steps in between.
    widest : float
        An upper bound of all half-widths.
    """

    def __init__(
        self, units: FloatArray, intervals: FloatArray, scratch: FloatArray, widest: float
    ) -> None:
        self._units = units
        self._intervals = intervals
        self._scratch = scratch
        self.widest = widest

    def half_width(self) -> FloatArray:
        """Return half of the width, ``k >= 0``."""
        return np.multiply(self._units[4], self._intervals[6], out=self._scratch[2])

    def half_width_pair(self) -> Pair:
        """Return half of the width, compensated."""
        product, error = self._product(self._intervals[6], self._intervals[7])
        high = np.add(product, error, out=self._scratch[0])
        product -= high
        product += error
        sign = np.copysign(1.0, self._units[0])
        high *= sign
        return Pair(high, np.multiply(product, sign, out=self._scratch[1]))

    def midpoint(self) -> Pair:
        """Return the midpoint ``m``, compensated."""
        return self._add_biases(*self._product(self._intervals[4], self._intervals[5]))

    def near_end(self) -> tuple[NDArray[np.bool_], Pair]:
        """Return where ``m > 0``, and the compensated ``k - |m|``.

        Reflected to ``m <= 0``, the range is ``[-k - |m|, k - |m|]``; 0 lies inside where the
        near end ``k - |m|`` is positive.
        """
        lower_high, lower_low, upper_high, upper_low, middle = self._intervals[:5]
        above = middle > self._units[5]  # then the lower limit is nearer to the centre
        x_high, x_low = self._scratch[3:5]
        np.copyto(x_high, upper_high)
        np.copyto(x_high, lower_high, where=above)
        np.copyto(x_low, upper_low)
        np.copyto(x_low, lower_low, where=above)
        high, low = self._add_biases(*self._exact_product())
        positive = above ^ (self._units[0] < 0.0)
        sign = self._scratch[3]
        sign.fill(1.0)
        np.copyto(sign, -1.0, where=positive)
        high *= sign
        low *= sign
        return positive, Pair(high, low)

    def _product(self, x: FloatArray, x_tail: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Multiply the weights and the pair ``x + x_tail``, each of shape (n_intervals, 1)."""
        self._scratch[3], self._scratch[4] = _split(x)
        product, error = self._exact_product()
        error += self._units[0] * x_tail
        return product, error

    def _exact_product(self) -> tuple[FloatArray, FloatArray]:
        """Multiply the weights and the x whose halves are in scratch 3 and 4, exactly [1]_."""
        weights, weights_high, weights_low = self._units[:3]
        x_high, x_low, error, product, z = self._scratch[3:]
        np.add(x_high, x_low, out=product)
        product *= weights
        np.multiply(weights_high, x_high, out=error)
        error -= product
        np.multiply(weights_high, x_low, out=z)
        error += z
        x_high *= weights_low
        error += x_high
        x_low *= weights_low
        error += x_low
        return product, error

    def _add_biases(self, product: FloatArray, error: FloatArray) -> Pair:
        """Add the biases to ``product + error``; the result is normalised [2]_."""
        biases = self._units[3]
        high, low, _, total, z = self._scratch[:5]
        np.add(product, biases, out=total)
        np.subtract(total, product, out=z)
        np.subtract(total, z, out=low)
        product -= low
        np.subtract(biases, z, out=z)
        product += z
        error += product
        np.add(total, error, out=high)
        total -= high
        np.add(total, error, out=low)
        return Pair(high, low)
