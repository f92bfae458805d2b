"""What the nodes of a rule did not see of an integrand, as far as something tells of it."""

from __future__ import annotations

import math

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands import Integrand
from nncore.quadrature.gauss_kronrod import panel_sums
from nncore.quadrature.panels import Panels, rounding_of_nodes
from nncore.references import ReferenceFailure, reference


def tails(panels: Panels, values: FloatArray) -> FloatArray:
    """Return the claimed errors beyond what the rule itself claims; see `adaptive_panels`."""
    half_lengths = (panels.right - panels.left) / 2
    with np.errstate(all="ignore"):
        seen = np.maximum(
            panel_sums(half_lengths, values).error_estimate,
            rounding_of_nodes(panels.left, panels.right, values),
        )
        return np.where(panels.error_estimate > 2 * seen, panels.error_estimate, 0.0)


def where_only_zeros_were_seen(
    integrand: Integrand, panels: Panels, lower: FloatArray, upper: FloatArray
) -> FloatArray:
    """Return what to claim on intervals where f is 0 at all nodes, which tell nothing of its size.

    That is the integral where it is proved, 0 beside a jump for instance, and infinity elsewhere.
    """
    claimed = np.zeros(lower.size)
    for j in np.flatnonzero((panels.total(panels.size, lower, upper) == 0.0) & (lower < upper)):
        claimed[j] = _proved_size(integrand, float(lower[j]), float(upper[j]))
    return claimed


def _proved_size(integrand: Integrand, lower: float, upper: float) -> float:
    try:
        known = reference(integrand, lower, upper)
    except ReferenceFailure:
        return math.inf
    return math.inf if known.method == "agreement" else abs(known.value) + known.error
