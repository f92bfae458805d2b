r"""How many digits the published form loses where the smooth sum keeps all.

The published integral of a ridge over a box sums :math:`2^n` polylogarithms at the corners, and
divides by :math:`\prod_i w_i`. As :math:`k = w_i (u_i - l_i) \to 0` the corners cancel: each input
takes :math:`\log_{10} 1/k` digits. The mean of the unit, which is what
`nncore.OneHiddenNetwork.integral` sums, does not cancel.

References
----------
S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration and
optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import mpmath
import numpy as np

from nncore.network import OneHiddenNetwork, polylog_box_integral

SPANS = (10.0, 1.0, 1e-1, 1e-2, 1e-3, 1e-4)
"""Of the pre-activation along each edge of the box."""

MOST_INPUTS = 4
"""Of the comparison: with 8 the corners take mpmath a quarter of a minute."""

#: Decimal digits of float64, in which the published form is computed, and of what judges it.
DIGITS, _GUARD_DIGITS = 16, 30
_BIAS = 0.5


class CornerDigits(NamedTuple):
    """How many decimal digits two forms of one integral have right, from 0 to `DIGITS`.

    Parameters
    ----------
    span : float
        Of the pre-activation along each edge, :math:`w_i (u_i - l_i)`.
    smooth_sum, corners : float
        The digits of the mean of the unit, and of the sum over the corners.
    """

    span: float
    smooth_sum: float
    corners: float

    @property
    def lost(self) -> float:
        """How many digits fewer the corners have right."""
        return max(0.0, self.smooth_sum - self.corners)


@lru_cache(maxsize=8)
def corner_digits(n_inputs: int) -> tuple[CornerDigits, ...]:
    """Compute the integral of a logistic unit over the unit cube in both forms.

    Parameters
    ----------
    n_inputs : int
        1 to `MOST_INPUTS`. The corners are computed in mpmath with the digits of float64, and
        judged by the same sum with as many digits as it loses, and 30 more.
    """
    return tuple(_digits(n_inputs, span) for span in SPANS)


def _digits(n_inputs: int, span: float) -> CornerDigits:
    unit = OneHiddenNetwork("logistic", np.full((1, n_inputs), span), [_BIAS], [1.0], 0.0)
    lower, upper = np.zeros(n_inputs), np.ones(n_inputs)
    lost = n_inputs * max(0.0, -math.log10(span))
    exact, corners = (
        polylog_box_integral(unit, lower, upper, context=_context(digits))
        for digits in (math.ceil(lost) + _GUARD_DIGITS, DIGITS)
    )
    smooth = float(unit.integral(lower, upper))
    return CornerDigits(span, _right(smooth, exact), _right(corners, exact))


def _context(digits: int) -> mpmath.MPContext:
    """Return a precision of its own: readers ask in threads, and mpmath's is that of them all."""
    context = mpmath.MPContext()
    context.dps = digits
    return context


def _right(value: float, exact: float) -> float:
    error = abs(value - exact) / abs(exact)
    if not error > 0.0:
        return float(DIGITS) if error == 0.0 else 0.0
    return min(max(-math.log10(error), 0.0), float(DIGITS))
