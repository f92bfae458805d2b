r"""An integral over a box by two methods that fail differently, and how far apart they are.

One is adaptive cubature, which halves the box where the values ask for it. The other puts its nodes
by a formula: a product of Gauss-Legendre rules where f is smooth, as coarser products tell, and
randomised quasi-Monte Carlo, whose replicates are independent, where it is not.

The value is that of the method whose own error estimate is smaller. Its error is this estimate and
what both differ by; beside random points, the estimate alone, where they confirm it as far as they
can.
"""

from __future__ import annotations

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
_MOST_KRONROD_INPUTS = {True: 3, False: 2}  # by whether f is smooth: 21^n nodes a part
_MOST_PARTS = 2_000  # at a tenth of a millisecond or more
_EVALUATIONS = 500_000  # of f, by a method that is not random
_RANDOM_EVALUATIONS = 2**20 + 3
_SURER = 2.29  # half an interval of 99.9 % over one of 95 %, of eight values


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
    other = gauss_legendre_product(f, lower, upper, _EVALUATIONS)
    is_smooth = other.error_estimate <= _SMOOTH * size
    first = _adaptive(f, lower, upper, is_smooth)
    second = Agreement(*other[:2]) if is_smooth else _random(f, lower, upper)
    best = min(first, second, key=lambda found: found.error)
    difference = abs(first.value - second.value)
    if not is_smooth and difference <= first.error + second.error:
        difference = 0.0
    error = best.error + difference + _ROUNDING * size
    if not error <= TRUSTED * size:
        raise Unproved("two methods do not agree")
    return Agreement(best.value, error)


def _adaptive(f: BoxFunction, lower: FloatArray, upper: FloatArray, is_smooth: bool) -> Agreement:
    n_inputs = lower.size
    rule = "gk21" if n_inputs <= _MOST_KRONROD_INPUTS[is_smooth] else "genz-malik"
    found = adaptive_cubature(
        f,
        lower,
        upper,
        rule=rule,
        n_evaluations=max(_EVALUATIONS, evaluations_of_a_part(rule, n_inputs)),
        most_parts=_MOST_PARTS,
    )
    return Agreement(found.value, found.error_estimate)


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
