"""Quadrature rules on callables: Simpson (SNI), Gauss-Legendre, and the adaptive reference.

Every rule takes a vectorised ``f`` (an array of points in, an array of values out), allows limits
in any order, and is silent where ``f`` is infinite: the infinity shows in the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from operator import index
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import integrate, special

FloatArray = NDArray[np.float64]
VectorFunction = Callable[[FloatArray], ArrayLike]

SMALLEST_RELATIVE_TOLERANCE = 2e-14
"""QUADPACK refuses to aim below 50 ulp, which is 1.1e-14."""

LEAST_SUBDIVISIONS = 20


class AdaptiveIntegral(NamedTuple):
    """Value of an adaptive quadrature, with its own estimate of the absolute error."""

    value: float
    error_estimate: float


def simpson(
    f: VectorFunction, a: ArrayLike, b: ArrayLike, n_points: int = 100
) -> float | FloatArray:
    r"""Composite Simpson rule on equidistant points, as the notebook's SNI.

    .. math:: \int_a^b f \approx \frac{h}{3}\,(f_0 + 4 f_1 + 2 f_2 + \dots + 4 f_{n-2} + f_{n-1})

    An even number of points leaves an odd number of intervals; SciPy then takes the last interval
    from the parabola through the last three points.

    Parameters
    ----------
    f : callable
        Vectorised integrand.
    a, b : array_like
        Limits, in any order; they broadcast.
    n_points : int
        Number of equidistant points, both limits included.

    Returns
    -------
    float or ndarray
        A float for scalar limits. Infinite where `f` is infinite at one of the points.

    See Also
    --------
    scipy.integrate.simpson : the rule itself.
    """
    n_points = _check_n_points(n_points, least=2)
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    x = np.linspace(a, b, n_points, axis=-1)
    with np.errstate(all="ignore"):
        value = integrate.simpson(_values(f, x), x=x, axis=-1)
    return _float_if_scalar(value)


def gauss_legendre(
    f: VectorFunction, a: ArrayLike, b: ArrayLike, n_points: int
) -> float | FloatArray:
    r"""Gauss-Legendre rule, exact for polynomials of degree ``2 * n_points - 1``.

    .. math:: \int_a^b f \approx \frac{b-a}{2} \sum_i w_i\, f\!\left(\frac{a+b}{2}
              + \frac{b-a}{2}\,t_i\right)

    Parameters
    ----------
    f : callable
        Vectorised integrand; it is not evaluated at the limits.
    a, b : array_like
        Limits, in any order; they broadcast.
    n_points : int
        Number of nodes.

    Returns
    -------
    float or ndarray
        A float for scalar limits.
    """
    nodes, weights = legendre_rule(_check_n_points(n_points, least=1))
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    centre, half_length = (a + b) / 2, (b - a) / 2
    with np.errstate(all="ignore"):
        values = _values(f, centre[..., np.newaxis] + half_length[..., np.newaxis] * nodes)
        return _float_if_scalar(half_length * (values @ weights))


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
            raise ValueError(f"`{name}` must be finite, got {limit}.")
    if relative_tolerance < SMALLEST_RELATIVE_TOLERANCE:
        raise ValueError(
            f"`relative_tolerance` must be at least {SMALLEST_RELATIVE_TOLERANCE}, "
            f"got {relative_tolerance}."
        )
    lower, upper = sorted((float(a), float(b)))
    edges = [lower, *sorted({float(x) for x in breakpoints if lower < x < upper}), upper]
    pieces, remaining = [], max_subdivisions
    with np.errstate(all="ignore"):
        for piece in pairwise(edges):
            value, error_estimate, information, *_ = integrate.quad(
                lambda x: float(np.asarray(f(np.float64(x)))),  # type: ignore[arg-type]
                *piece,
                epsabs=0.0,
                epsrel=relative_tolerance,
                limit=max(remaining, LEAST_SUBDIVISIONS),
                full_output=1,  # instead of a warning: the error estimate tells
            )
            pieces.append((value, error_estimate))
            remaining -= information["last"]
    value = math.fsum(value for value, _ in pieces) if _all_finite(pieces) else math.nan
    error_estimate = sum(error_estimate for _, error_estimate in pieces)
    return AdaptiveIntegral(value if a <= b else -value, error_estimate)


@lru_cache(maxsize=32)
def legendre_rule(n_points: int) -> tuple[FloatArray, FloatArray]:
    r"""Nodes and weights of the Gauss-Legendre rule on [-1, 1], as read-only arrays.

    .. math:: w_i = \frac{2}{(1 - t_i^2)\,P_n'(t_i)^2}

    SciPy's weights lose digits near the ends (5e-13 at 30 points). They are computed again, with
    a first-order correction for the rounding :math:`\delta = -P_n/P_n'` of each node, to 7e-15.
    """
    nodes, _ = special.roots_legendre(n_points)
    last = special.eval_legendre(n_points, nodes)
    gap = (1 - nodes) * (1 + nodes)
    slope = n_points * (special.eval_legendre(n_points - 1, nodes) - nodes * last) / gap
    weights = 2 / (gap * slope**2) * (1 + 2 * nodes * last / (slope * gap))
    nodes.flags.writeable = weights.flags.writeable = False
    return nodes, weights


def _check_n_points(n_points: int, least: int) -> int:
    n_points = index(n_points)
    if n_points < least:
        raise ValueError(f"`n_points` must be at least {least}, got {n_points}.")
    return n_points


def _values(f: VectorFunction, x: FloatArray) -> FloatArray:
    """Evaluate `f`, which may return one number for all points (a constant)."""
    return np.broadcast_to(np.asarray(f(x), dtype=float), x.shape)


def _float_if_scalar(value: ArrayLike) -> float | FloatArray:
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else array


def _all_finite(pieces: list[tuple[float, float]]) -> bool:
    return all(math.isfinite(value) for value, _ in pieces)
