r"""Peaks of a function that lie between the points at which it is drawn.

The integral over an interval is known by other means than points (`nncore.references`). Where it
differs from that of the curve that is drawn, p, something is missing; bisection finds where. A peak
of width w and height h is found as long as its area is seen in a gap g of the points,

.. math::

    \Big|\int_a^b f - \int_a^b p\Big| \approx h w > \tfrac{1}{300} g \, (\max p - \min p),

and it is located when further points in what is left of the interval give its integral.
"""

import numpy as np
from scipy.integrate import trapezoid
from scipy.interpolate import PchipInterpolator

from nncore.arrays import FloatArray
from nncore.integrands import Integrand
from nncore.references.exact_values import ExactValues, exact_values

_MISSED = 1 / 300  # of the height, over a gap: less cannot be seen in a chart
_LEFT = 0.1  # of what is missed: so little is left by the points of a peak that was located
_MOST_INTERVALS = 4  # that are bisected side by side
_MOST_LEVELS = 40
_N_POINTS = 33  # of an interval
_FINER = 4  # a trapezoid needs fewer points of a smooth peak than an eye
_SEEN = 0.01  # of the height: less is no peak
_PROVED = ("antiderivative", "enclosure")  # two rules that agree have looked at points alone


def unseen_peaks(integrand: Integrand, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return further abscissas, dense where the points of a curve miss a peak of the function.

    Parameters
    ----------
    integrand : Integrand
        The function.
    x, y : ndarray, shape (n,)
        Its points, in increasing order of x.

    Returns
    -------
    ndarray
        None where nothing is missed, or nothing is proved of the integral. Peaks whose areas
        cancel may be missed, and beyond four at a time the smaller ones.
    """
    is_finite = np.isfinite(y)
    x, y = x[is_finite], y[is_finite]
    if x.size < 2 or not (height := float(np.ptp(y))) > 0:
        return np.empty(0)
    curve = PchipInterpolator(x, y)
    drawn, least = curve.antiderivative(), _MISSED * height * float(np.diff(x).max())
    intervals, found = [(float(x[0]), float(x[-1]))], [np.empty(0)]
    for _ in range(_MOST_LEVELS):
        known = exact_values(integrand, tuple(intervals))
        missed = _missed(drawn, intervals, known)
        worst = [j for j in np.argsort(-missed) if missed[j] > least][:_MOST_INTERVALS]
        intervals, before = [], intervals
        for j in worst:
            a, b = before[j]
            points = np.linspace(a, b, _N_POINTS)
            seen = trapezoid(integrand(points), points)
            if abs(seen - known.values[j]) < _LEFT * missed[j]:
                found.append(_dense(integrand, curve, a, b, _SEEN * height))
            else:
                intervals += _halves(a, b)
        if not intervals:
            break
    return np.setdiff1d(np.concatenate(found), x)


def _dense(
    integrand: Integrand, curve: PchipInterpolator, a: float, b: float, least: float
) -> FloatArray:
    """Return points of an interval where the function leaves the drawn curve, and one beside."""
    points = np.linspace(a, b, _FINER * _N_POINTS)
    leaves = np.abs(np.asarray(integrand(points)) - curve(points)) > least
    return points[np.convolve(leaves, np.ones(3), mode="same") > 0]


def _halves(a: float, b: float) -> tuple[tuple[float, float], tuple[float, float]]:
    middle = (a + b) / 2
    return (a, middle), (middle, b)


def _missed(
    drawn: PchipInterpolator, intervals: list[tuple[float, float]], known: ExactValues
) -> FloatArray:
    """Return what the drawn curve surely misses of each integral; 0 where it is not proved."""
    a, b = np.array(intervals).T
    with np.errstate(invalid="ignore"):
        missed = np.abs(known.values - (drawn(b) - drawn(a))) - known.errors
    is_proved = np.array([method in _PROVED for method in known.methods])
    return np.where(is_proved & np.isfinite(missed), missed, 0.0)
