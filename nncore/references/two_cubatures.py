r"""An integral over a box by two methods that fail differently, and how far apart they are.

Where f is smooth, as two products of Gauss-Legendre rules show, which put their nodes by a formula,
adaptive cubature is the witness: it halves the box where the values ask for it. Where f is not
smooth, there are

- up to two inputs, adaptive cubature twice, the second time on a box that is cut at places which no
  halving meets;
- from three on, randomised quasi-Monte Carlo, whose replicates are independent, and adaptive
  cubature.

The value is that of the method whose own error estimate is smaller. Its error is this estimate and
what both differ by; of random points the interval of 99.9 % alone, where the other method lies in
the intervals of both.
"""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from nncore.arrays import FloatArray
from nncore.quadrature.adaptive_cubature import adaptive_cubature, evaluations_of_a_part
from nncore.quadrature.box_estimate import BoxFunction
from nncore.quadrature.product_rule import (
    gauss_legendre_product,
    most_nodes,
    product_gauss_legendre,
)
from nncore.quadrature.random_points import quasi_monte_carlo
from nncore.references.unproved import Unproved

EPSILON = float(np.finfo(float).eps)

TRUSTED = 1e-3
"""Of the integral of abs(f): a reference that is less exact than that is none."""

_ROUNDING = 50 * EPSILON
_SMOOTH = 1e-9  # of the integral of abs(f), which two products of rules may differ by
_MOST_KRONROD_INPUTS = 3  # 21^n nodes a part
_MOST_CUT_INPUTS = 2
_MOST_PARTS = 2_000  # at a tenth of a millisecond or more
_EVALUATIONS = 500_000  # of f, by a deterministic method
_RANDOM_EVALUATIONS = 2**20 + 3
_SURER = 2.29  # half an interval of 99.9 % over one of 95 %, of eight values
_CUT = (math.sqrt(5) - 1) / 2


class Agreement(NamedTuple):
    """An integral and its error estimate."""

    value: float
    error: float


class NotFinite(Unproved):
    """A value that is infinite or no number.

    Parameters
    ----------
    point : ndarray, shape (n_inputs,)
        Where.
    """

    def __init__(self, point: FloatArray) -> None:
        super().__init__("a value is not finite")
        self.point = point


def two_cubatures(f: BoxFunction, lower: FloatArray, upper: FloatArray) -> Agreement:
    """Return the integral of a function over a box.

    Parameters
    ----------
    f : callable
        Points (n_points, n_inputs) to values.
    lower, upper : ndarray, shape (n_inputs,)
        Increasing limits.

    Raises
    ------
    Unproved
        If the methods do not agree, or a value is not finite.
    """
    size = _size(f, lower, upper)
    by_product = gauss_legendre_product(f, lower, upper, _EVALUATIONS)
    is_random = False
    if by_product.error_estimate <= _SMOOTH * size:
        first, second = Agreement(*by_product[:2]), _adaptive(f, lower, upper, _EVALUATIONS)
    elif lower.size <= _MOST_CUT_INPUTS:
        first, second = _adaptive(f, lower, upper, _EVALUATIONS), _on_parts(f, lower, upper)
    else:
        first, second = _random(f, lower, upper), _adaptive(f, lower, upper, _EVALUATIONS)
        is_random = True
    best = min(first, second, key=lambda found: found.error)
    difference = abs(first.value - second.value)
    if is_random and difference <= first.error + second.error:
        difference = 0.0
    error = best.error + difference + _ROUNDING * size
    if not error <= TRUSTED * size:
        raise Unproved("two methods do not agree")
    return Agreement(best.value, error)


def _adaptive(
    f: BoxFunction, lower: FloatArray, upper: FloatArray, n_evaluations: int
) -> Agreement:
    n_inputs = lower.size
    rule = "gk21" if n_inputs <= _MOST_KRONROD_INPUTS else "genz-malik"
    found = adaptive_cubature(
        f,
        lower,
        upper,
        rule=rule,
        n_evaluations=max(n_evaluations, evaluations_of_a_part(rule, n_inputs)),
        most_parts=_MOST_PARTS,
    )
    return Agreement(found.value, found.error_estimate)


def _on_parts(f: BoxFunction, lower: FloatArray, upper: FloatArray) -> Agreement:
    """Return the sum over the parts of a box that is cut along each edge."""
    middle = lower + _CUT * (upper - lower)
    found = []
    for sides in product((True, False), repeat=lower.size):
        below = np.array(sides)
        low, high = np.where(below, lower, middle), np.where(below, middle, upper)
        found.append(_adaptive(f, low, high, _EVALUATIONS // 2**lower.size))
    return Agreement(
        math.fsum(part.value for part in found), math.fsum(part.error for part in found)
    )


def _random(f: BoxFunction, lower: FloatArray, upper: FloatArray) -> Agreement:
    rng = np.random.default_rng(0)
    found = quasi_monte_carlo(f, lower, upper, _RANDOM_EVALUATIONS, rng)
    return Agreement(found.value, _SURER * found.error_estimate)


def _size(f: BoxFunction, lower: FloatArray, upper: FloatArray) -> float:
    """Return about the integral of the absolute value; raise where a value is not finite."""
    count = most_nodes(_EVALUATIONS // 4, lower.size)
    nodes, weights = product_gauss_legendre((count,) * lower.size)
    points = lower + (upper - lower) * nodes
    with np.errstate(all="ignore"):
        values = np.abs(np.asarray(f(points), dtype=float))
    if not np.isfinite(values).all():
        raise NotFinite(points[np.flatnonzero(~np.isfinite(values))[0]])
    return float(np.prod(upper - lower) * (weights @ values))
