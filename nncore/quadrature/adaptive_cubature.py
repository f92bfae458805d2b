r"""Adaptive cubature: the box is halved along each edge where the error is largest.

On each part a pair of rules is applied, and their difference is the error. The pair is a product of
Gauss-Kronrod rules, :math:`21^n` nodes, or that of Genz and Malik of the degrees 7 and 5, about
:math:`2^n + 2 n^2` nodes for two inputs or more. Both are SciPy's, which evaluates f twice at the
nodes of the finer rule; the evaluations are counted as they are made.

References
----------
A. C. Genz, A. A. Malik, "Remarks on algorithm 006: An adaptive algorithm for numerical integration
over an N-dimensional rectangular region", Journal of Computational and Applied Mathematics 6, 1980,
295-302, https://doi.org/10.1016/0771-050X(80)90039-X
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from nncore.messages import SettingError
from nncore.options.ranges import AT_LEAST
from nncore.quadrature.box_estimate import BoxEstimate, BoxFunction, CountedFunction

SMALLEST_RELATIVE_TOLERANCE = 1e-14

MOST_PARTS = 20_000
"""A part costs SciPy a tenth of a millisecond, however fast f is."""

GAUSS_KRONROD_NODES, GAUSS_NODES = 21, 10


def evaluations_of_a_part(rule: str, n_inputs: int) -> int:
    """Return how often f is evaluated for one part of the box.

    Parameters
    ----------
    rule : str
        ``"gk21"`` or ``"genz-malik"``.
    n_inputs : int
        At least 2 for Genz and Malik.
    """
    if rule == "gk21":
        return 2 * GAUSS_KRONROD_NODES**n_inputs + GAUSS_NODES**n_inputs
    lower = 1 + 4 * n_inputs + 2 * n_inputs * (n_inputs - 1)
    return 2 * (lower + 2**n_inputs) + lower


def adaptive_cubature(
    f: BoxFunction,
    lower: ArrayLike,
    upper: ArrayLike,
    *,
    rule: str,
    n_evaluations: int,
    most_parts: int = MOST_PARTS,
    relative_tolerance: float = SMALLEST_RELATIVE_TOLERANCE,
) -> BoxEstimate:
    """Integrate over a box.

    Parameters
    ----------
    f : callable
        Vectorised: points (n_points, n_inputs) to values. It is not evaluated on the faces.
    lower, upper : array_like, shape (n_inputs,)
        Finite limits, in any order.
    rule : str
        ``"gk21"`` or ``"genz-malik"``.
    n_evaluations : int
        Not exceeded; at least `evaluations_of_a_part`.
    most_parts : int
        Not exceeded either.
    relative_tolerance : float
        Where the error estimate is below it, the work ends before.

    Raises
    ------
    ValueError
        If there are too few evaluations, or Genz and Malik's rule is asked for one input.
    """
    from scipy.integrate import cubature

    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    n_inputs = lower.size
    if rule == "genz-malik" and n_inputs < 2:
        raise SettingError("Genz and Malik's rule needs at least 2 inputs, got 1.")
    part = evaluations_of_a_part(rule, n_inputs)
    if n_evaluations < part:
        raise SettingError(AT_LEAST, name="n_evaluations", bound=part, value=n_evaluations)
    n_halvings = (min(n_evaluations // part, most_parts) - 1) // 2**n_inputs
    counted = CountedFunction(f)
    with np.errstate(all="ignore"):
        found = cubature(
            counted,
            lower,
            upper,
            rule=rule,
            rtol=relative_tolerance,
            # SciPy halves once at least where the tolerance is not met: without leave, it must be.
            atol=0.0 if n_halvings else math.inf,
            max_subdivisions=n_halvings,
        )
    return counted.estimate(found.estimate, found.error)
