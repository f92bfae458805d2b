"""Nested adaptive quadrature: QUADPACK's QAGS in each variable inside the next (SciPy's nquad)."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike
from scipy import integrate

from nncore.messages import SettingError
from nncore.options.ranges import AT_LEAST
from nncore.quadrature.box_estimate import BoxEstimate, BoxFunction, CountedFunction
from nncore.quadrature.quadpack import EVALUATIONS, SMALLEST_RELATIVE_TOLERANCE

#: f is called point by point, from Python: more would take seconds.
MOST_NESTED_EVALUATIONS = 10_000


def nested_quadpack(
    f: BoxFunction, lower: ArrayLike, upper: ArrayLike, n_evaluations: int
) -> BoxEstimate:
    """Integrate over a box, one variable inside another.

    Parameters
    ----------
    f : callable
        Points (n_points, n_inputs) to values; it is given one point at a time.
    lower, upper : array_like, shape (n_inputs,)
        Finite limits, in any order.
    n_evaluations : int
        Not exceeded, at least 21 for each input multiplied: each QAGS may halve its intervals as
        often as leaves the product below it, even where that is less than it needs.

    Raises
    ------
    ValueError
        If there are too few evaluations.
    """
    limits = list(zip(np.ravel(lower).tolist(), np.ravel(upper).tolist(), strict=True))
    least = EVALUATIONS ** len(limits)
    if n_evaluations < least:
        raise SettingError(AT_LEAST, name="n_evaluations", bound=least, value=n_evaluations)
    n_parts = 1  # of an interval: QAGS evaluates each part and each that it has halved
    while (EVALUATIONS * (2 * n_parts + 1)) ** len(limits) <= n_evaluations:
        n_parts += 1
    counted = CountedFunction(f)
    options = {"limit": n_parts, "epsabs": 0.0, "epsrel": SMALLEST_RELATIVE_TOLERANCE}
    with warnings.catch_warnings():
        # That the tolerance was not met is what the error estimate says.
        warnings.simplefilter("ignore", integrate.IntegrationWarning)
        value, error_estimate = integrate.nquad(
            lambda *x: float(counted(np.array([x]))[0]), limits, opts=options
        )
    return counted.estimate(value, error_estimate)
