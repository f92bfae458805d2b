r"""Pre-activations :math:`u = w x + \beta` over an interval, in twice the working precision.

The tail of a logistic or Gaussian unit turns the absolute error of u into a relative error of its
integral, and u cancels near the centre of a unit. So the ends and the midpoints of its range are
computed as unevaluated sums of two floats, by error-free transformations [1]_ [2]_ [3]_, without a
loop in Python and without new memory, for many units and intervals at a time.

References
----------
.. [1] T. J. Dekker, "A floating-point technique for extending the available precision",
   Numerische Mathematik 18 (1971), 224-242. DOI 10.1007/BF01397083
.. [2] T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", SIAM Journal on Scientific
   Computing 26 (2005), 1955-1988. DOI 10.1137/030601818
.. [3] S. M. Rump, T. Ogita, S. Oishi, "Accurate floating-point summation part I: faithful
   rounding", SIAM Journal on Scientific Computing 31 (2008), 189-224. DOI 10.1137/050645671
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nncore.arrays import FloatArray

# Arrays of the size of a chunk that `PreActivationRanges` works in
N_SCRATCH = 7

# An array, because numpy takes longer to convert a float
ONE = np.array(1.0)
# Splits a float into two halves of 26 bits [1]_
_SPLITTER = 2.0**27 + 1.0
# Below this bound of the pre-activations, a `grid_table` gives them to 2**-54
_LARGEST_ON_GRID = 2.0**22


class Pair(NamedTuple):
    """A number as the unevaluated sum ``high + low``, accurate to about 32 digits."""

    high: FloatArray
    low: FloatArray


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


def grid_table(units: FloatArray, reach: float) -> FloatArray | None:
    r"""Return rounded units, with which plain matrix products give u in twice the precision.

    Let S be a power of 2 above both :math:`|w| X` and :math:`|\beta|`, with the largest limit X.
    The multiple :math:`w_h` of :math:`2^{-26} S / X`, the multiple :math:`x_h` of
    :math:`2^{-25} X` and the multiple :math:`\beta_h` of :math:`2^{-51} S` that are nearest to w,
    x and :math:`\beta` make :math:`w_h x_h + \beta_h` exact, in any order, so that

    .. math:: u = (w_h x_h + \beta_h) + (w\,(x - x_h) + (w - w_h)\,x_h + (\beta - \beta_h))

    has an absolute error below :math:`2^{-76} S`.

    Parameters
    ----------
    units : ndarray, shape (6, 1, n_units)
        A `unit_table`.
    reach : float
        X, a power of 2, at least 1.

    Returns
    -------
    ndarray, shape (8, n_units), or None
        The rows of the products: first :math:`w_h, \beta_h`; then w and what is left of w and of
        :math:`\beta`; then the parts of abs(w): low, whole, high. None if a pre-activation may
        be too large for this to be accurate.
    """
    weights, biases = units[0, 0], units[3, 0]
    scales = np.maximum(np.abs(weights) * reach, np.abs(biases))
    if scales.max(initial=0.0) > _LARGEST_ON_GRID:
        return None
    scales = np.ldexp(1.0, np.frexp(scales)[1])
    high, low = _on_grid(weights, scales * (2.0**-26 / reach))
    biases_high, biases_low = _on_grid(biases, scales * 2.0**-51)
    sign = np.copysign(1.0, weights)
    return np.stack(
        [high, biases_high, weights, low, biases_low, sign * low, sign * weights, sign * high]
    )


class IntervalTable(NamedTuple):
    """What depends on the intervals only.

    The midpoint, half of the length, and both limits, each as high and low: arrays of shape
    (n_intervals, 1), or floats for one interval. Then the columns that belong to the rows of a
    `grid_table`, shape (n_intervals, 5).
    """

    middle: tuple[Any, Any]
    half: tuple[Any, Any]
    lower: tuple[Any, Any]
    upper: tuple[Any, Any]
    on_grid: FloatArray

    @classmethod
    def of(cls, lower: Any, upper: Any, reach: float) -> IntervalTable:
        """Prepare intervals.

        Parameters
        ----------
        lower, upper : float or ndarray, shape (n_intervals, 1)
            Limits, ``lower <= upper``, at most 1e90 in magnitude.
        reach : float
            A power of 2 above all limits, at least 1.
        """
        middle = _two_sum(0.5 * lower, 0.5 * upper)
        half = _two_sum(0.5 * upper, -0.5 * lower)
        middle_high, middle_low = _on_grid(middle[0], reach * 2.0**-25)
        half_high, half_low = _on_grid(half[0], reach * 2.0**-25)
        one = 0.0 * lower + 1.0
        columns = [half_high, half_low + half[1], middle_low + middle[1], middle_high, one]
        on_grid = np.ascontiguousarray(np.array(columns).reshape(5, -1).T)
        return cls(middle, half, _split(lower), _split(upper), on_grid)

    def rows(self, start: int, stop: int) -> IntervalTable:
        """Return some of the intervals."""
        if len(self.on_grid) == 1:
            return self
        middle, half, lower, upper = ((x[start:stop], y[start:stop]) for x, y in self[:4])
        return IntervalTable(middle, half, lower, upper, self.on_grid[start:stop])


# Error-free transformations [1]_ [2]_, of floats as well as of arrays


def _split(x: Any) -> tuple[Any, Any]:
    high = _SPLITTER * x
    high = high - (high - x)
    return high, x - high


def _two_sum(x: Any, y: Any) -> tuple[Any, Any]:
    total = x + y
    z = total - x
    return total, (x - (total - z)) + (y - z)


def _on_grid(x: Any, grid: Any) -> tuple[Any, Any]:
    """Split off the nearest multiple of a power of 2, for abs(x) up to 2**51 times of it [3]_."""
    shift = 1.5 * 2.0**52 * grid
    high = (x + shift) - shift
    return high, x - high


class PreActivationRanges:
    r"""The ranges :math:`[m - k, m + k]` of the pre-activations of some units over some intervals.

    :math:`m = w (a + b) / 2 + \beta` and :math:`k = |w (b - a)| / 2`. The arrays that the methods
    return have the shape ``(n_intervals, n_units)``, lie in `scratch`, and may be overwritten;
    `half_width` can be combined with either of `midpoint` and `near_end`.

    Parameters
    ----------
    units : ndarray, shape (6, 1, n_units)
        A part of a `unit_table`.
    on_grid : ndarray, shape (8, n_units), or None
        The same part of a `grid_table`.
    intervals : IntervalTable
        The intervals.
    scratch : ndarray, shape (N_SCRATCH, n_intervals, n_units)
        Memory for the results (0 to 3) and for the steps in between.
    narrowest, widest : float
        Bounds of all half-widths.
    """

    def __init__(
        self,
        units: FloatArray,
        on_grid: FloatArray | None,
        intervals: IntervalTable,
        scratch: FloatArray,
        narrowest: float,
        widest: float,
    ) -> None:
        self._units = units
        self._on_grid = on_grid
        self._intervals = intervals
        self._scratch = scratch
        self.narrowest = narrowest
        self.widest = widest

    def half_width(self, factor: float = 1.0) -> FloatArray:
        """Return half of the width, ``k >= 0``, times a factor."""
        return np.multiply(self._units[4], factor * self._intervals.half[0], out=self._scratch[2])

    def half_width_pair(self) -> Pair:
        """Return half of the width, compensated."""
        product, error = self._product(*self._intervals.half)
        high = np.add(product, error, out=self._scratch[0])
        product -= high
        product += error
        sign = np.copysign(1.0, self._units[0])
        high *= sign
        return Pair(high, np.multiply(product, sign, out=self._scratch[1]))

    def midpoint(self) -> Pair:
        """Return the midpoint ``m``, compensated."""
        return self._add_biases(*self._product(*self._intervals.middle))

    def near_end(self) -> tuple[FloatArray, Pair]:
        """Return the sign of m, and the compensated ``k - |m|``.

        Reflected to ``m <= 0``, the range is ``[-k - |m|, k - |m|]``; 0 lies inside where the
        near end ``k - |m|`` is positive.
        """
        above = self._intervals.middle[0] > self._units[5]  # nearer to the lower limit
        x_high, x_low = (
            np.where(above, *limits)
            for limits in zip(self._intervals.lower, self._intervals.upper, strict=True)
        )
        high, low = self._add_biases(*self._exact_product(x_high, x_low))
        sign = np.where(above ^ (self._units[0] < 0.0), 1.0, -1.0)
        high *= -sign
        low *= -sign
        return sign, Pair(high, low)

    def near_end_for_exp(self) -> tuple[FloatArray, Pair]:
        """Return the same as `near_end`, with a small absolute error only, but sooner.

        The pair is not normalised: ``low`` is anything up to 1.
        """
        if self._on_grid is None:
            sign, (high, low) = self.near_end()
            # a larger one belongs to a u beyond 2**52, where exp(u) is 0 or not needed
            return sign, Pair(high, np.clip(low, -1.0, 1.0, out=low))
        rows, columns = self._on_grid, self._intervals.on_grid
        high, low, _, sign, z = self._scratch[:5]
        np.matmul(columns[:, 3:5], rows[0:2], out=z)
        np.copysign(ONE, z, out=sign)
        z *= sign
        np.multiply(columns[:, 0:1], rows[7], out=high)
        high -= z
        np.matmul(columns[:, 2:5], rows[2:5], out=z)
        z *= sign
        np.matmul(columns[:, 0:2], rows[5:7], out=low)
        low -= z
        return sign, Pair(high, low)

    def _product(self, x: Any, x_low: Any) -> tuple[FloatArray, FloatArray]:
        """Multiply the weights and a compensated x."""
        product, error = self._exact_product(*_split(x))
        error += self._units[0] * x_low
        return product, error

    def _exact_product(self, x_high: Any, x_low: Any) -> tuple[FloatArray, FloatArray]:
        """Multiply the weights and an x in two halves, exactly [1]_."""
        weights, high, low = self._units[:3]
        product, error, z = self._scratch[4:7]
        np.multiply(weights, x_high + x_low, out=product)
        np.multiply(high, x_high, out=error)
        error -= product
        for weight, part in ((high, x_low), (low, x_high), (low, x_low)):
            np.multiply(weight, part, out=z)
            error += z
        return product, error

    def _add_biases(self, product: FloatArray, error: FloatArray) -> Pair:
        """Add the biases to ``product + error``; the result is normalised [2]_."""
        biases = self._units[3]
        high, low, _, total, _, _, z = self._scratch
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
