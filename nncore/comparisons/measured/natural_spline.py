"""Natural cubic splines by their values and second derivatives, and how they smooth."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import linalg

from nncore.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class NaturalSpline:
    r"""The natural cubic splines with knots at given points.

    With the spacings h, a spline of values f has the second derivatives :math:`\gamma` of
    :math:`R \gamma = Q^T f`, where :math:`Q^T f` are the changes of the slope,
    :math:`(Q^T f)_i = (f_{i+1} - f_i) / h_i - (f_i - f_{i-1}) / h_{i-1}`, and R is tridiagonal with
    :math:`(h_{i-1} + h_i) / 3` and :math:`h_i / 6`. The one that minimises

    .. math:: \sum_i w_i (y_i - f_i)^2 + \lambda \int f''^2 = \sum_i w_i (y_i - f_i)^2
        + \lambda\, \gamma^T R \gamma

    has :math:`(R + \lambda Q^T W^{-1} Q) \gamma = Q^T y` and
    :math:`f = y - \lambda W^{-1} Q \gamma` (Reinsch): a banded solve, in O(n).

    Parameters
    ----------
    x : ndarray, shape (n,)
        Knots, increasing, at least 3.
    weights : ndarray, shape (n,)
        Positive.

    References
    ----------
    C. H. Reinsch, "Smoothing by spline functions", Numerische Mathematik 10, 1967, 177-183,
    https://doi.org/10.1007/BF02162161
    """

    x: FloatArray
    weights: FloatArray

    @cached_property
    def spacings(self) -> FloatArray:
        """Of the knots, shape (n - 1,)."""
        return np.diff(self.x)

    def slope_changes(self, values: FloatArray) -> FloatArray:
        """Return the slope's change at each inner knot, shape (n - 2, ...)."""
        slopes = np.diff(values, axis=0) / _columns(self.spacings, values)
        return np.diff(slopes, axis=0)

    def spread(self, inner: FloatArray) -> FloatArray:
        """Return Q times a vector of inner knots: the transpose of `slope_changes`."""
        padded = np.pad(inner, [(1, 1)] + [(0, 0)] * (inner.ndim - 1))
        slopes = np.diff(padded, axis=0) / _columns(self.spacings, inner)
        return np.diff(np.pad(slopes, [(1, 1)] + [(0, 0)] * (inner.ndim - 1)), axis=0)

    def smooth(self, values: FloatArray, penalty: float) -> FloatArray:
        r"""Return the smoothed values, shape (n, ...), for a penalty :math:`\lambda`."""
        inner = linalg.solveh_banded(self._system(penalty), self.slope_changes(values), lower=True)
        return values - penalty * self.spread(inner) / _columns(self.weights, values)

    def values_for(self, on_values: FloatArray, on_curvatures: FloatArray) -> FloatArray:
        r"""Return what a functional of values and curvatures is on the values alone.

        :math:`l^T f + m^T \gamma = (l + Q R^{-1} m)^T f`, where :math:`\gamma` has zeros at both
        ends.

        Parameters
        ----------
        on_values, on_curvatures : ndarray, shape (n, ...)
            l and m.
        """
        inner = linalg.solveh_banded(self._system(0.0)[:2], on_curvatures[1:-1], lower=True)
        return on_values + self.spread(inner)

    def integral_weights(self, b: float) -> FloatArray:
        """Return the weights of the values in the integral from the first knot to b, shape (n,)."""
        on_values, on_curvatures = np.zeros((2, self.x.size))
        h = self.spacings
        share = np.clip((b - self.x[:-1]) / h, 0.0, 1.0)
        rest = share * (2.0 - share)
        # The integrals of the four parts of the cubic of `point_weights`.
        on_values[:-1] += 0.5 * h * rest
        on_values[1:] += 0.5 * h * share**2
        on_curvatures[:-1] -= h**3 / 24.0 * rest**2
        on_curvatures[1:] -= h**3 / 24.0 * share**2 * (2.0 - share**2)
        return self.values_for(on_values, on_curvatures)

    def point_weights(self, x: FloatArray, derivative_order: int) -> FloatArray:
        r"""Return the weights of the values in a value or a slope at points, shape (n, m).

        Between two knots, with t the share of the way and s = 1 - t, the spline is
        :math:`s f_0 + t f_1 + \frac{h^2}{6} ((s^3 - s) \gamma_0 + (t^3 - t) \gamma_1)`.

        Parameters
        ----------
        x : ndarray, shape (m,)
            Within the knots.
        derivative_order : int
            0 or 1.
        """
        columns = np.arange(x.size)
        left = np.clip(np.searchsorted(self.x, x, side="right") - 1, 0, self.x.size - 2)
        h = self.spacings[left]
        t = (x - self.x[left]) / h
        s = 1.0 - t
        on_values, on_curvatures = np.zeros((2, self.x.size, x.size))
        if derivative_order == 0:
            on_values[left, columns], on_values[left + 1, columns] = s, t
            on_curvatures[left, columns] = h**2 / 6.0 * (s**3 - s)
            on_curvatures[left + 1, columns] = h**2 / 6.0 * (t**3 - t)
        else:
            on_values[left, columns], on_values[left + 1, columns] = -1.0 / h, 1.0 / h
            on_curvatures[left, columns] = h / 6.0 * (1.0 - 3.0 * s**2)
            on_curvatures[left + 1, columns] = h / 6.0 * (3.0 * t**2 - 1.0)
        return self.values_for(on_values, on_curvatures)

    def _system(self, penalty: float) -> FloatArray:
        """Return the lower bands of R + penalty Q' W^-1 Q."""
        h, variance = self.spacings, penalty / self.weights
        before, after = 1.0 / h[:-1], 1.0 / h[1:]
        middle = -(before + after)
        bands = np.zeros((3, h.size - 1))
        bands[0] = (h[:-1] + h[1:]) / 3.0
        bands[0] += before**2 * variance[:-2] + middle**2 * variance[1:-1] + after**2 * variance[2:]
        bands[1, :-1] = h[1:-1] / 6.0
        bands[1, :-1] += middle[:-1] * before[1:] * variance[1:-2]
        bands[1, :-1] += after[:-1] * middle[1:] * variance[2:-1]
        bands[2, :-2] = after[:-2] * before[2:] * variance[2:-2]
        return bands


def _columns(factors: FloatArray, values: FloatArray) -> FloatArray:
    return factors.reshape(-1, *[1] * (values.ndim - 1))
