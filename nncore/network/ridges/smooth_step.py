r"""The mean of a smooth step over a box, as one smooth sum.

A step H rises from 0 to 1, with an even derivative whose Fourier transform is
:math:`\varphi(t) = \int H'(u)\,e^{itu}\,du`. Let X be :math:`\sum_i k_i U_i`, with independent
:math:`U_i` that are uniform on [-1, 1], and :math:`F_q(m) = \mathrm{E}\,H^{(-q)}(m + X)` with the
q-th antiderivative that vanishes far to the left, or the derivative of order -q. Then

.. math:: F_0(m) = \frac12 + \frac1\pi \int_0^\infty \frac{\sin(m t)}{t}\,\varphi(t)
                   \prod_i \frac{\sin k_i t}{k_i t}\,dt ,

and :math:`F_{-1}` and :math:`F_{-2}` are its derivatives. By Poisson's summation formula, the
trapezoid rule of spacing :math:`h = 2\pi/P` adds to :math:`F_q(m)` the values at
:math:`m \pm P, m \pm 2P, \ldots`, each without its limit 0 or 1. With
:math:`P \ge |m| + K + r`, :math:`K = \sum_i k_i`, they are below rounding where H is so from
:math:`-r` downward [1]_. No corner of the box enters, and nothing cancels as
:math:`k_i \to 0`.

Farther out, where :math:`K - |m| \le -3`, the logistic function is a series of exponentials,

.. math:: F_q(-|m|) = \sum_{r \ge 1} (-1)^{r-1} r^{-q} e^{-r|m|} \prod_i \frac{\sinh r k_i}{r k_i},

which keeps the relative accuracy of the tail. Nearer, the accuracy is absolute: a few roundings
of 1. The Gaussian is 0 to rounding from its reach on.

References
----------
.. [1] L. N. Trefethen, J. A. C. Weideman, "The exponentially convergent trapezoidal rule",
   SIAM Review 56 (2014), 385-458. DOI 10.1137/130932132
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.network.ridges.trapezoid_sum import buckets, fourier_sum, sinc_products

# From here on, the transforms are below rounding (4e-18 and 6e-18)
NODE_RANGE = 12.6
BUDGET = 1 << 15
"""Numbers that are computed at a time: a few arrays of so many fit into the cache."""

# The series of exponentials begins where 13 of them are enough, and rounding is exp(-3) at most
_TAIL_GAP = 3.0


@dataclass(frozen=True, eq=False)
class SmoothStep:
    r"""A step H from 0 to 1, as its transform knows it.

    Attributes
    ----------
    transform : Callable
        :math:`\varphi(t) = \int H'(u)\,e^{itu}\,du` for t > 0.
    reach : float
        H is below rounding for u < -reach.
    moments : tuple of float
        :math:`\int u^{2l} H'(u)\,du / (2l)!` for l from 0 to 4.
    has_exponential_tail : bool
        Whether H is :math:`\sum_r (-1)^{r-1} e^{ru}` for u < 0; otherwise it is taken as 0 there
        from its reach on.
    """

    transform: Callable[[FloatArray], FloatArray]
    reach: float
    moments: tuple[float, ...]
    has_exponential_tail: bool

    @property
    def tail_gap(self) -> float:
        """How far from the range of -X the sum ends and the tail begins."""
        return _TAIL_GAP if self.has_exponential_tail else self.reach


LOGISTIC_STEP = SmoothStep(
    lambda t: np.pi * t / np.sinh(np.pi * t),
    37.0,
    (1.0, np.pi**2 / 6, 7 * np.pi**4 / 360, 31 * np.pi**6 / 15120, 127 * np.pi**8 / 604800),
    True,
)
"""The logistic function."""

GAUSSIAN_STEP = SmoothStep(
    lambda t: np.exp(-0.25 * t * t),
    6.3,
    tuple(0.25**order / math.factorial(order) for order in range(5)),
    False,
)
r"""The step whose derivative is :math:`e^{-u^2}/\sqrt\pi`."""


def trapezoid_mean(
    step: SmoothStep, order: int, midpoint: FloatArray, half_width: FloatArray
) -> FloatArray:
    r"""Return :math:`F_q(m)` by the trapezoid rule, for :math:`|m| \le K + g`.

    Parameters
    ----------
    step : SmoothStep
        With the gap g of its tail.
    order : int
        :math:`q`, from -2 to 0.
    midpoint : ndarray, shape (n_rows, n_columns)
        :math:`m`; where it is farther out, the result is of no use.
    half_width : ndarray, shape (n, n_columns)
        :math:`k_i`.

    Returns
    -------
    ndarray, shape (n_rows, n_columns)
        With an absolute error of a few rounding units.
    """
    n_rows = len(midpoint)
    period = 2.0 * half_width.sum(axis=0) + step.tail_gap + step.reach
    counts = np.ceil(NODE_RANGE / (2.0 * np.pi) * period).astype(np.int64)
    result = np.empty_like(midpoint)
    width = 1 + n_rows // 16
    for columns, n_nodes in buckets(counts, width, BUDGET):
        spacing = 2.0 * np.pi / period[columns].max()
        weights = transform_weights(step, order, half_width[:, columns], spacing, n_nodes)
        m = midpoint[:, columns]
        wave = fourier_sum(weights, spacing * m)
        result[:, columns] = _limit_at_zero(order, m, spacing) + (wave * (-1j) ** order).imag
    return result


def transform_weights(
    step: SmoothStep, order: int, half_width: FloatArray, spacing: float, n_nodes: int
) -> FloatArray:
    r"""Return :math:`W_j = (h/\pi)\,\varphi(t_j)\,t_j^{-q-1} \prod_i \sin(k_i t_j)/(k_i t_j)`."""
    t = spacing * np.arange(1.0, n_nodes + 1.0)
    factors = step.transform(t) * t ** (-order - 1) * (spacing / np.pi)
    weights = sinc_products(half_width, spacing, n_nodes)
    weights *= factors[:, np.newaxis]
    return weights


def _limit_at_zero(order: int, midpoint: FloatArray, spacing: float) -> FloatArray | float:
    """Return the term of the node 0, and the constant 1/2."""
    slope = spacing / (2.0 * np.pi)
    return 0.5 + slope * midpoint if order == 0 else slope * (order == -1)


def tail_mean(
    step: SmoothStep, order: int, midpoint: FloatArray, half_width: FloatArray
) -> FloatArray:
    r"""Return :math:`F_q(m)` for :math:`|m| \ge K + g`; see `trapezoid_mean`.

    Returns
    -------
    ndarray, shape (n_rows, n_columns)
        With a relative error of a few rounding units, and of the rounding of m and k; an absolute
        one for m > 0 and q = 0.
    """
    far = np.zeros_like(midpoint)
    if step.has_exponential_tail:
        gaps = np.maximum(np.abs(midpoint) - half_width.sum(axis=0), _TAIL_GAP)
        counts = np.ceil(step.reach / gaps.min(axis=0, initial=step.reach)).astype(np.int64)
        for columns, n_terms in buckets(counts, max(len(half_width), len(midpoint)), BUDGET):
            decay = np.exp(-gaps[:, columns])
            part = np.zeros_like(decay)
            for coefficient in _exponential_series(order, half_width[:, columns], n_terms)[::-1]:
                part += coefficient
                part *= decay
            far[:, columns] = part
    reflected = -far if order % 2 == 0 else far
    return np.where(midpoint < 0.0, far, reflected + (order == 0))


def _exponential_series(order: int, half_width: FloatArray, n_terms: int) -> FloatArray:
    r"""Return :math:`(-1)^{r-1} r^{-q} \prod_i e^{-r k_i} \sinh(r k_i) / (r k_i)` from r = 1 on."""
    r = np.arange(1.0, n_terms + 1.0)[:, np.newaxis]
    doubled = 2.0 * r[:, np.newaxis] * np.maximum(half_width, np.finfo(np.float64).tiny)
    coefficients: FloatArray = np.multiply.reduce(-np.expm1(-doubled) / doubled, axis=1)
    coefficients *= r**-order
    coefficients[1::2] *= -1.0
    return coefficients
