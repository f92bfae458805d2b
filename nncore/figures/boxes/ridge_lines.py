r"""Where the pre-activation of each unit is 0: a line in a section through a box.

With the other inputs fixed at c, the unit :math:`\sigma(w \cdot x + b)` has in the inputs i and j
the line

.. math:: w_i x_i + w_j x_j + \beta = 0, \qquad \beta = b + \sum_{p \ne i, j} w_p c_p,

of which the part inside of the section's rectangle is drawn.
"""

from __future__ import annotations

import numpy as np

from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork

_MOST_LINES = 60  # more cannot be told apart


def ridge_lines(
    network: OneHiddenNetwork,
    axes: tuple[int, int],
    point: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
) -> FloatArray:
    """Return the lines of the units that weigh most, cut at the rectangle.

    Parameters
    ----------
    network : OneHiddenNetwork
        Of several inputs.
    axes : (int, int)
        The inputs of the section, from 0.
    point : ndarray, shape (n_inputs,)
        The values of the others.
    lower, upper : ndarray, shape (2,)
        The corners of the rectangle, in the order of `axes`.

    Returns
    -------
    ndarray, shape (n_lines, 2, 2)
        Of each line that crosses the rectangle two ends, with two inputs.
    """
    heaviest = np.sort(np.argsort(-np.abs(network.output_weights), kind="stable")[:_MOST_LINES])
    weights = network.hidden_weights[heaviest]
    others = [i for i in range(network.n_inputs) if i not in axes]
    with np.errstate(all="ignore"):
        offsets = network.hidden_biases[heaviest] + weights[:, others] @ point[others]
        # In units of the rectangle, whose corners are 0 and 1 then.
        size = upper - lower
        w = weights[:, list(axes)] * size
        ends = _ends_in_unit_square(w, offsets + weights[:, list(axes)] @ lower)
    return lower + size * ends


def _ends_in_unit_square(w: FloatArray, b: FloatArray) -> FloatArray:
    """Cut the lines w . t + b = 0 by the slab of each input (Liang and Barsky)."""
    length = np.hypot(w[:, 0], w[:, 1])
    is_line = np.isfinite(length) & np.isfinite(b) & (length > 0.0)
    w, b = w[is_line], b[is_line]
    length = length[is_line]
    foot = -(b / length)[:, np.newaxis] * (w / length[:, np.newaxis])
    along = np.stack((-w[:, 1], w[:, 0]), axis=-1) / length[:, np.newaxis]
    # An input that does not vary along a line is inside of its slab, or the line is outside.
    first, last = (0.0 - foot) / along, (1.0 - foot) / along
    still = along == 0.0
    inside = np.where(still, (foot >= 0.0) & (foot <= 1.0), True).all(axis=1)
    enter = np.where(still, -np.inf, np.minimum(first, last)).max(axis=1)
    leave = np.where(still, np.inf, np.maximum(first, last)).min(axis=1)
    crosses = inside & (enter < leave)
    s = np.stack((enter, leave), axis=-1)[crosses][..., np.newaxis]
    ends: FloatArray = foot[crosses][:, np.newaxis] + s * along[crosses][:, np.newaxis]
    return np.clip(ends, 0.0, 1.0)
