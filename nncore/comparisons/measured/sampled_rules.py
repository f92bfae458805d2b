"""The trapezoidal rule and Simpson's rule on the points that were measured, between any limits."""

import numpy as np

from nncore.arrays import FloatArray


def trapezoid_weights(x: FloatArray, a: float, b: float) -> FloatArray:
    r"""Return the weights of the trapezoidal rule: those of the integral of the polygon.

    .. math:: \int_a^b f \approx \sum_i w_i y_i

    Parameters
    ----------
    x : ndarray, shape (n,)
        Increasing.
    a, b : float
        Limits within the points, in any order; between two points the polygon is cut.

    See Also
    --------
    scipy.integrate.trapezoid : from the first point to the last.
    """
    lower, upper = min(a, b), max(a, b)
    left, right = x[:-1], x[1:]
    first, last = np.clip(lower, left, right), np.clip(upper, left, right)
    lengths = last - first
    share = (0.5 * (first + last) - left) / (right - left)  # of the right end, on average
    weights = np.zeros(x.size)
    weights[:-1] += lengths * (1.0 - share)
    weights[1:] += lengths * share
    return weights if a <= b else -weights


def simpson_weights(x: FloatArray, a: float, b: float) -> FloatArray:
    r"""Return the weights of Simpson's rule on uneven points, as SciPy has it.

    Each two intervals have the parabola through their three points; of an odd number the last is
    integrated with the parabola through the last three (Cartwright's correction). What lies between
    a limit and the next point inside is the trapezoidal rule's. Where an interval is more than
    twice the one beside it a weight is negative, and where points are close the weights are large:
    at 0, 0.01 and 1 they are -16.2, 16.8 and 0.3, and noise is multiplied by them.

    Parameters
    ----------
    x, a, b
        As of `trapezoid_weights`.

    References
    ----------
    K. V. Cartwright, "Simpson's rule cumulative integration with MS Excel and irregularly-spaced
    data", Journal of Mathematical Sciences and Mathematics Education 12, 2017, 1-9

    See Also
    --------
    scipy.integrate.simpson : from the first point to the last.
    """
    lower, upper = min(a, b), max(a, b)
    first, end = np.searchsorted(x, lower), np.searchsorted(x, upper, side="right")
    if end - first < 3:
        return trapezoid_weights(x, a, b)
    weights = np.zeros(x.size)
    weights[first:end] = _simpson_between_points(x[first:end])
    weights += trapezoid_weights(x, lower, x[first]) + trapezoid_weights(x, x[end - 1], upper)
    return weights if a <= b else -weights


def _simpson_between_points(x: FloatArray) -> FloatArray:
    h = np.diff(x)
    weights = np.zeros(x.size)
    n_pairs = h.size // 2
    one, two = h[: 2 * n_pairs : 2], h[1 : 2 * n_pairs : 2]
    both = one + two
    weights[: 2 * n_pairs : 2] += both / 6.0 * (2.0 - two / one)
    weights[1 : 2 * n_pairs : 2] += both / 6.0 * (both / one) * (both / two)
    weights[2 : 2 * n_pairs + 1 : 2] += both / 6.0 * (2.0 - one / two)
    if h.size % 2:
        before, last = h[-2:]
        ratio = last / before
        weights[-1] += last * (2.0 * ratio + 3.0) / (6.0 * (1.0 + ratio))
        weights[-2] += last * (ratio + 3.0) / 6.0
        weights[-3] -= last * ratio**2 / (6.0 * (1.0 + ratio))
    return weights
