"""An integral by two rules that fail differently: their mean, with their difference as the error.

The double exponential rule puts its nodes by a formula and looks at no error of its own; panels of
Gauss and Kronrod are split where the values ask for it. A peak between the nodes of one lies under
nodes of the other, and an end that is heavy for one is not for the other.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from scipy import integrate

from nncore.integrands import InfiniteInterval, Integrand
from nncore.integrands.infinite_interval import MappedFunction, has_improper_integral, improper
from nncore.integrands.integrability import ArrayFunction, find_problem
from nncore.quadrature import adaptive_panels
from nncore.references.unproved import HeavyTail, Refused, Unproved

TRUSTED = 1e-6  # relative to the integral of abs(f)
_ROUNDING = 50 * float(np.finfo(float).eps)
_MOST_NODES = 20_000
_MOST_LEVELS = 9  # of the double exponential rule: 2^level * 10 nodes


def two_rules(f: Integrand, lower: float, upper: float) -> tuple[float, float]:
    """Return the integral and its error.

    Parameters
    ----------
    f : Integrand
        Its break points are used.
    lower, upper : float
        Increasing limits, which may be infinite.

    Raises
    ------
    Unproved
        If samples show that the integral does not exist, or the rules do not agree.
    """
    edges = [lower, *(x for x in f.breakpoints if lower < x < upper), upper]
    parts = np.array([_on_panel(f, *ends) for ends in pairwise(edges)])
    value, error, size = parts.sum(axis=0)
    if not error <= TRUSTED * size:
        raise Unproved("two methods do not agree")
    return float(value), float(error)


def _on_panel(f: Integrand, left: float, right: float) -> tuple[float, float, float]:
    """Return the integral, its error, and the integral of the absolute value."""
    function: ArrayFunction = f
    ends = left, right
    if math.isfinite(right - left):
        if (problem := find_problem(f, f.domain, left, right)) is not None:
            raise Refused(problem)
    else:
        if not has_improper_integral(f, f.domain, left, right):
            raise HeavyTail(improper(left, right))
        interval = InfiniteInterval(left, right)
        function, ends = MappedFunction(f, interval), interval.limits
    with np.errstate(all="ignore"):
        panels = adaptive_panels(function, [ends], singular_points=ends, max_nodes=_MOST_NODES)
        other = integrate.tanhsinh(f, left, right, maxlevel=_MOST_LEVELS, rtol=1e-14)
    first, second, size = panels.integral.sum(), float(other.integral), panels.size.sum()
    return (first + second) / 2, abs(first - second) + _ROUNDING * size, size
