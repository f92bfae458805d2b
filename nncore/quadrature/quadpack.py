"""The adaptive reference: QUADPACK's QAGS, by SciPy, piece by piece."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import integrate

from nncore.messages import SettingError
from nncore.options.ranges import AT_LEAST, FINITE
from nncore.quadrature.callables import VectorFunction

SMALLEST_RELATIVE_TOLERANCE = 2e-14
"""QUADPACK refuses to aim below 50 ulp, which is 1.1e-14."""

LEAST_SUBDIVISIONS = 20

EVALUATIONS = 21
"""Of the integrand on one part; every subdivision replaces a part by two."""


class AdaptiveIntegral(NamedTuple):
    """Value of an adaptive quadrature, with its own estimate of the absolute error."""

    value: float
    error_estimate: float


def adaptive(
    f: VectorFunction,
    a: float,
    b: float,
    *,
    breakpoints: Iterable[float] = (),
    relative_tolerance: float = 1e-13,
    max_subdivisions: int = 500,
) -> AdaptiveIntegral:
    r"""Adaptive Gauss-Kronrod quadrature with extrapolation (QUADPACK's QAGS), the reference.

    Singularities of `f` at a limit or at a break point are integrated as long as they are
    integrable. Convergence is not promised: see `error_estimate`.

    Parameters
    ----------
    f : callable
        Vectorised integrand; it is not evaluated at the limits or the break points.
    a, b : float
        Finite limits, in any order.
    breakpoints : iterable of float
        Kinks, jumps, peaks or singularities. Those strictly between the limits cut the interval.
    relative_tolerance : float
        Aimed at on each piece.
    max_subdivisions : int
        Bound on the cost: the pieces share it, at 42 evaluations of `f` each. A piece that finds
        it used up still gets a few, enough for a singularity at its end.

    Returns
    -------
    AdaptiveIntegral
        ``(value, error_estimate)``. Both are nan or infinite where `f` is.

    References
    ----------
    R. Piessens et al., QUADPACK: A Subroutine Package for Automatic Integration, Springer, 1983,
    https://doi.org/10.1007/978-3-642-61786-7
    """
    for name, limit in (("a", a), ("b", b)):
        if not math.isfinite(limit):
            raise SettingError(FINITE, name=name, value=limit)
    if relative_tolerance < SMALLEST_RELATIVE_TOLERANCE:
        least = SMALLEST_RELATIVE_TOLERANCE
        raise SettingError(
            AT_LEAST, name="relative_tolerance", bound=least, value=relative_tolerance
        )
    lower, upper = sorted((float(a), float(b)))
    edges = [lower, *sorted({float(x) for x in breakpoints if lower < x < upper}), upper]
    pieces, remaining = [], max_subdivisions
    for piece in pairwise(edges):
        limit = max(remaining, LEAST_SUBDIVISIONS)
        value, error_estimate, n_parts = qags(f, *piece, relative_tolerance, limit)
        pieces.append((value, error_estimate))
        remaining -= n_parts
    value = math.fsum(value for value, _ in pieces) if _all_finite(pieces) else math.nan
    error_estimate = sum(error_estimate for _, error_estimate in pieces)
    return AdaptiveIntegral(value if a <= b else -value, error_estimate)


def qags(
    f: VectorFunction, a: float, b: float, relative_tolerance: float, max_parts: int
) -> tuple[float, float, int]:
    """Return value, error estimate and number of parts of one call of QUADPACK."""
    with np.errstate(all="ignore"):
        value, error_estimate, information, *_ = integrate.quad(
            lambda x: float(np.asarray(f(np.float64(x)))),  # type: ignore[arg-type]
            a,
            b,
            epsabs=0.0,
            epsrel=relative_tolerance,
            limit=max_parts,
            full_output=1,  # instead of a warning: the error estimate tells
        )
    return value, error_estimate, information["last"]


def _all_finite(pieces: list[tuple[float, float]]) -> bool:
    return all(math.isfinite(value) for value, _ in pieces)
