r"""The Gauss-Kronrod pair of 10 and 21 nodes, on many panels at once.

On a panel of half-length h, with Kronrod's sum K, the sum G of the 10 Gauss nodes among the 21,
the integral A of :math:`|f|` and the integral D of :math:`|f - \bar f|`, QUADPACK estimates

.. math:: |K - I| \le D\,\min\!\left(1, \left(200\,\frac{|K - G|}{D}\right)^{3/2}\right),

and never less than 50 rounding units of A.

References
----------
R. Piessens et al., QUADPACK: A Subroutine Package for Automatic Integration, Springer, 1983,
https://doi.org/10.1007/978-3-642-61786-7 (the tables of DQK21)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nncore.arrays import FloatArray
from nncore.quadrature.gauss_legendre import legendre_rule

EPSILON = float(np.finfo(float).eps)

N_NODES = 21

_POSITIVE_NODES = (
    0.995657163025808080735527280689003,
    0.973906528517171720077964012084452,
    0.930157491355708226001207180059508,
    0.865063366688984510732096688423493,
    0.780817726586416897063717578345042,
    0.679409568299024406234327365114874,
    0.562757134668604683339000099272694,
    0.433395394129247190799265943165784,
    0.294392862701460198131126602303866,
    0.148874338981631210884826001129720,
)
_WEIGHTS = (
    0.011694638867371874278064396062192,
    0.032558162307964727478818972459390,
    0.054755896574351996031381300244580,
    0.075039674810919952767043140916190,
    0.093125454583697605535065465083366,
    0.109387158802297641899210590325805,
    0.123491976262065851077958109831074,
    0.134709217311473325928054001771707,
    0.142775938577060080797094273138717,
    0.147739104901338491374841515972068,
    0.149445554002916905664936468389821,
)
NODES = np.array([-t for t in _POSITIVE_NODES] + [0.0, *reversed(_POSITIVE_NODES)])
WEIGHTS = np.array([*_WEIGHTS, *_WEIGHTS[-2::-1]])
GAUSS_WEIGHTS = legendre_rule(10)[1]  # of every second node
for _table in (NODES, WEIGHTS):
    _table.setflags(write=False)


class PanelSums(NamedTuple):
    """The integral over each panel, the estimated error, and the integral of the absolute value."""

    integral: FloatArray
    error_estimate: FloatArray
    size: FloatArray


def nodes_between(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return the 21 nodes of each panel, none of which lies on an end.

    Parameters
    ----------
    left, right : ndarray, shape (n_panels,)
        The ends, in increasing order.

    Returns
    -------
    ndarray, shape (n_panels, 21)
    """
    x = ((left + right) / 2)[:, np.newaxis] + ((right - left) / 2)[:, np.newaxis] * NODES
    inner = np.nextafter(left, right)[:, np.newaxis], np.nextafter(right, left)[:, np.newaxis]
    return np.clip(x, *inner, out=x)


def panel_sums(half_lengths: FloatArray, values: FloatArray) -> PanelSums:
    """Integrate over each panel.

    Parameters
    ----------
    half_lengths : ndarray, shape (n_panels,)
        Half the length of each panel.
    values : ndarray, shape (n_panels, 21)
        The integrand at `nodes_between`. A value that is not finite shows in the sums.

    Returns
    -------
    PanelSums
        Arrays of shape (n_panels,).
    """
    with np.errstate(all="ignore"):
        means = values @ (WEIGHTS / 2)
        integral = 2 * half_lengths * means
        size = half_lengths * (np.abs(values) @ WEIGHTS)
        spread = half_lengths * (np.abs(values - means[:, np.newaxis]) @ WEIGHTS)
        difference = np.abs(integral - half_lengths * (values[:, 1::2] @ GAUSS_WEIGHTS))
        share = np.where(spread > 0, 200 * difference / spread, 0.0)
        estimate = spread * np.minimum(1.0, share**1.5)
        return PanelSums(integral, np.maximum(estimate, 50 * EPSILON * size), size)
