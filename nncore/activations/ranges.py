r"""Pre-activations :math:`u = w x + \beta` over an interval.

Far from 0 the terms of u cancel: on [1000, 1004], with :math:`|w| \le 100`, plain sums miss the
exact integral of a network by up to 2e-12 of the sum of its terms for the sine, and 1e-13 for ReLU
and Gaussian. So the midpoint of each interval and each weight are cut in two parts [1]_,
:math:`x = x_1 + x_2` and :math:`w = w_1 + w_2`, with 26 bits in the first, and

.. math:: u = (w_1 x_1 + \beta) + (w_2 x + w_1 x_2),

where the first product is exact, and the second bracket is :math:`2^{26}` times smaller than
:math:`w x`. The midpoint itself is the unrounded half of a + b [2]_: its rounding is in
:math:`x_2`. So u has a few roundings of itself wherever the interval is, and whatever other
intervals stand beside it.

References
----------
.. [1] T. J. Dekker, "A floating-point technique for extending the available precision",
   Numerische Mathematik 18 (1971), 224-242. DOI 10.1007/BF01397083
.. [2] T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", SIAM Journal on Scientific
   Computing 26 (2005), 1955-1988. DOI 10.1137/030601818
"""

from typing import Any, NamedTuple

import numpy as np

from nncore.arrays import FloatArray

# Splits a float into two halves of 26 bits [1]_
_SPLITTER = 2.0**27 + 1.0


class Halves(NamedTuple):
    """Numbers as unrounded sums: the first 26 bits, the rest, and both together, rounded."""

    high: FloatArray
    low: FloatArray
    rounded: FloatArray

    @classmethod
    def of(cls, values: FloatArray, remainder: Any = 0.0) -> "Halves":
        """Cut values of at most 2**900 in magnitude, to which a small remainder is added."""
        high = _SPLITTER * values
        high = high - (high - values)
        return cls(high, (values - high) + remainder, values)

    def part(self, some: slice) -> "Halves":
        """Return some of the numbers."""
        return Halves(*(values[some] for values in self))


def midpoints(a: FloatArray, b: FloatArray) -> Halves:
    """Return the midpoints of intervals, not rounded."""
    total = a + b
    z = total - a
    error = (a - (total - z)) + (b - z)
    return Halves.of(np.asarray(0.5 * total), 0.5 * error)


def pre_activations(weights: Halves, biases: FloatArray, x: Halves) -> FloatArray:
    r"""Return :math:`w x + \beta`, to a few roundings of itself.

    Parameters
    ----------
    weights : Halves
        Hidden weights w, shape (n_units,), at most 2**700 in magnitude.
    biases : ndarray, shape (n_units,)
        Hidden biases, at most 2**700 in magnitude.
    x : Halves
        Points, shape (n_points, 1), at most 1e90 in magnitude.

    Returns
    -------
    ndarray, shape (n_points, n_units)
    """
    u: FloatArray = weights.high * x.high
    u += biases
    small = weights.low * x.rounded
    small += weights.high * x.low
    u += small
    return u


class PreActivationRanges(NamedTuple):
    r"""The ranges :math:`[m - k, m + k]` of the pre-activations of some units over some intervals.

    Parameters
    ----------
    midpoint : ndarray, shape (n_intervals, n_units)
        :math:`m = w (a + b) / 2 + \beta`.
    half_width : ndarray, shape (n_intervals, n_units)
        :math:`k = |w (b - a)| / 2`.
    widest : float
        A bound of all half-widths.
    """

    midpoint: FloatArray
    half_width: FloatArray
    widest: float

    def near_end(self) -> FloatArray:
        """Return ``k - |m|``.

        Reflected to ``m <= 0``, the range is ``[-k - |m|, k - |m|]``; 0 lies inside where the
        near end is positive.
        """
        return self.half_width - np.abs(self.midpoint)
