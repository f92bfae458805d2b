"""The reference value of an integral whose antiderivative is not known, by adaptive quadrature."""

from __future__ import annotations

import math

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.infinite_interval import InfiniteInterval, MappedFunction
from nncore.integrands.integrability import ArrayFunction
from nncore.quadrature import adaptive

TOLERANCE = 1e-6
"""A value whose error estimate exceeds this share of the integral of :math:`|f|` is nan."""


def adaptive_reference(
    f: ArrayFunction, breakpoints: tuple[float, ...], lower: float, upper: float
) -> float:
    """Integrate a function that is integrable; return nan where the quadrature does not converge.

    Parameters
    ----------
    f : callable
        Vectorised.
    breakpoints : tuple of float
        Kinks, jumps and peaks.
    lower, upper : float
        Limits in increasing order; they may be infinite.
    """
    if math.isinf(lower) or math.isinf(upper):
        interval = InfiniteInterval(lower, upper)
        inside = np.array([x for x in breakpoints if lower < x < upper])
        mapped = MappedFunction(f, interval)
        return adaptive_reference(mapped, tuple(interval.to_t(inside)), *interval.limits)
    with np.errstate(all="ignore"):
        value, error_estimate = adaptive(f, lower, upper, breakpoints=breakpoints)
        mean_size = np.mean(np.abs(f(inner_points(lower, upper))))
        size = max(abs(value), (upper - lower) * float(mean_size))
        return value if error_estimate <= TOLERANCE * size else math.nan


def inner_points(lower: float, upper: float) -> FloatArray:
    """Return 1023 increasing points of an open interval, which may be infinite."""
    if not (math.isinf(lower) or math.isinf(upper)):
        return np.linspace(lower, upper, 1025)[1:-1]
    interval = InfiniteInterval(lower, upper)
    points: FloatArray = interval.to_x(inner_points(*interval.limits))
    return points
