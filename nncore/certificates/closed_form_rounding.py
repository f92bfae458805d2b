r"""How far the closed form of a network's integral may be off, as floats are rounded.

Each unit's term is that of a pre-activation and of a length that are off by a few roundings, itself
off by a few more; see `nncore.network.closed_form`. Adding n terms rounds each of them n times at
most.
"""

import numpy as np

from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork
from nncore.quadrature.gauss_kronrod import EPSILON

# Roundings of a term of the closed form, of its pre-activation and of its length; see the
# tolerances of `tests/nncore/network/test_closed_form.py`.
_ROUNDINGS, _MOVED = 10, 4


def closed_form_rounding(network: OneHiddenNetwork, a: FloatArray, b: FloatArray) -> FloatArray:
    """Return a bound of the error of ``network.integral(a, b)`` as the integral of the network.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.
    a, b : ndarray, shape (n_intervals,)
        Limits in any order.

    Returns
    -------
    ndarray, shape (n_intervals,)
        In units of x times y; not finite where the network is not.
    """
    weights, units = np.abs(network.hidden_weights), network.hidden_weights.size
    u_a, u_b = (np.outer(x, network.hidden_weights) + network.hidden_biases for x in (a, b))
    with np.errstate(all="ignore"):
        at_a, at_b = network.activation(u_a), network.activation(u_b)
        moved = np.divide(np.abs(at_b - at_a), weights, out=np.zeros_like(u_a), where=weights > 0)
        by_bias = moved * np.maximum(np.abs(u_a), np.abs(u_b))
        by_length = np.abs(b - a)[:, None] * (np.abs(at_a) + np.abs(at_b))
        moved_term = _MOVED * np.abs(network.output_weights) * (by_bias + by_length)
        terms = np.abs(network.unit_integrals(a, b))
        total = (moved_term + (_ROUNDINGS + units) * terms).sum(axis=-1)
        return EPSILON * (total + (_ROUNDINGS + units) * np.abs(network.output_bias * (b - a)))
