"""What a certificate asks of an integrand: single points, poles, its square, and where to cut.

The integrands made here are cached, for what `nncore.integrands` finds out about them is cached
with them, and a page asks again at every rerun.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands import Integrand

# Of the default interval. A point of 0/0 takes the mean of the values at this distance.
_STEP = 1e-9


@lru_cache(maxsize=128)
def healed(integrand: Integrand) -> Integrand:
    """Return the integrand with single undefined points filled from their neighbours.

    What is undefined on a whole interval stays so, and a pole stays infinite.
    """
    step = _STEP * (integrand.upper - integrand.lower)

    def function(x: FloatArray) -> FloatArray:
        values = np.asarray(integrand.function(x), dtype=float)
        undefined = np.isnan(values)
        if not undefined.any():
            return values
        beside = (integrand.function(x - step) + integrand.function(x + step)) / 2
        return np.where(undefined, beside, values)

    return replace(integrand, function=function)


@lru_cache(maxsize=128)
def squared(integrand: Integrand) -> Integrand:
    """Return the square of an integrand."""
    return replace(
        integrand, function=lambda x: np.square(integrand.function(x)), antiderivative=None
    )


def is_integrable(integrand: Integrand, lower: FloatArray, upper: FloatArray) -> np.ndarray:
    """Return for each interval whether the integrand is real and integrable there."""
    return np.array(
        [
            low == high or integrand.is_integrable_on(low, high)
            for low, high in zip(lower.tolist(), upper.tolist(), strict=True)
        ],
        dtype=bool,
    )


def singular_points(integrand: Integrand, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return where panels should be graded if they do not converge, in increasing order.

    These are the break points, the ends of the domain and of the default interval, and those
    limits at which the integrand is not finite.
    """
    limits = np.unique(np.concatenate([lower, upper]))
    poles = limits[~np.isfinite(integrand(limits))]
    known = [*integrand.breakpoints, *integrand.domain, integrand.lower, integrand.upper]
    return np.unique([*(point for point in known if math.isfinite(point)), *poles])


def sections(lower: FloatArray, upper: FloatArray, cuts: FloatArray) -> FloatArray:
    """Cut the union of intervals at all their ends and at the cuts.

    Returns
    -------
    ndarray, shape (n_sections, 2)
        In increasing order and without overlap. Every interval consists of whole sections.
    """
    if lower.size == 0:
        return np.empty((0, 2))
    inside = cuts[(cuts > lower.min()) & (cuts < upper.max())]
    points = np.unique(np.concatenate([lower, upper, inside]))
    begun = np.bincount(np.searchsorted(points, lower), minlength=points.size)
    ended = np.bincount(np.searchsorted(points, upper), minlength=points.size)
    covered = np.cumsum(begun - ended)[:-1] > 0
    return np.stack([points[:-1], points[1:]], axis=1)[covered]
