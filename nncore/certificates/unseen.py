"""What the nodes of a rule did not see of an integrand, as far as something tells of it."""

from __future__ import annotations

import math

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands import Integrand
from nncore.integrands.infinite_interval import MappedFunction
from nncore.quadrature.gauss_kronrod import panel_sums
from nncore.quadrature.panels import Panels, rounding_of_nodes
from nncore.references.catalogue_trees import tree_of
from nncore.references.exact_values import ExactValues, exact_values


def tails(panels: Panels, values: FloatArray) -> FloatArray:
    """Return the errors of panels beyond what their nodes show; see `adaptive_panels`."""
    half_lengths = (panels.right - panels.left) / 2
    with np.errstate(all="ignore"):
        seen = np.maximum(
            panel_sums(half_lengths, values).error_estimate,
            rounding_of_nodes(panels.left, panels.right, values),
        )
        return np.where(panels.error_estimate > 2 * seen, panels.error_estimate, 0.0)


def known_integrals(integrand: Integrand, lower: FloatArray, upper: FloatArray) -> ExactValues:
    """Return what is known of the integrals of f by other means than the nodes.

    That is something where f has an antiderivative or a formula. Of any other function only two
    more rules could tell, which look at points as well and take longer than all the rest.
    """
    intervals = tuple(zip(lower.tolist(), upper.tolist(), strict=True))
    function = integrand.function
    f = function.function if isinstance(function, MappedFunction) else integrand
    if isinstance(f, Integrand) and (f.antiderivative is not None or tree_of(f) is not None):
        return exact_values(integrand, intervals)
    n = len(intervals)
    return ExactValues(np.full(n, np.nan), np.full(n, np.inf), n * ("",), n * (None,))


def where_only_zeros_were_seen(
    panels: Panels, lower: FloatArray, upper: FloatArray, known: ExactValues
) -> FloatArray:
    """Return infinity for intervals where f is 0 at all nodes, which tell nothing of its size.

    Where the integral is proved, as it is beside a jump for instance, that tells; it is 0 then.
    """
    nothing = (panels.total(panels.size, lower, upper) == 0.0) & (lower < upper)
    return np.where(nothing & ~known.is_proved, math.inf, 0.0)
