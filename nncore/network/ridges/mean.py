r"""The mean of a ridge unit over a box.

.. math:: M(m, k) = \frac{1}{V} \int_{\prod [l_i, u_i]} \sigma(w \cdot x + \beta)\,dx
                  = \mathrm{E}\,\sigma\Bigl(m + \sum_i k_i U_i\Bigr) ,

Here :math:`m = w \cdot c + \beta` at the centre c of the box, the half-widths are
:math:`k_i = |w_i| (u_i - l_i) / 2`, and the :math:`U_i` are independent and uniform on [-1, 1]. A
width may be 0: the mean over a face of the box, or at a point of some inputs, is no other case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from nncore.activations import Activation, PreActivationRanges
from nncore.arrays import FloatArray
from nncore.network.ridges.ramp import heaviside_mean, ramp_mean
from nncore.network.ridges.smooth_step import (
    GAUSSIAN_STEP,
    LOGISTIC_STEP,
    SmoothStep,
    tail_mean,
    trapezoid_mean,
)
from nncore.network.ridges.steep_units import STEEP, steep_mean

# A step with wider ranges is one with these, as long as their proportions stay
_WIDEST = 2.0**60


def ridge_mean(activation: Activation, midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    r"""Return :math:`M(m, k)`.

    Parameters
    ----------
    activation : Activation
        :math:`\sigma`.
    midpoint : ndarray, shape (n_rows, n_columns)
        :math:`m`. The rows of a column have its half-widths, as those of a unit over boxes of one
        size have, and share what depends on them.
    half_width : ndarray, shape (n, n_columns)
        :math:`k_i`; n is 0 to 8.

    Returns
    -------
    ndarray, shape (n_rows, n_columns)
        With an error of a few rounding units of max(1, abs(M)), and that of the rounding of m and
        k. In the tail of a logistic unit, and for n < 2 as `nncore.activations` has it, the error
        is relative.
    """
    if len(half_width) == 0:
        return activation(midpoint)
    if len(half_width) == 1:
        widest = float(half_width.max(initial=0.0))
        widths = np.broadcast_to(half_width, midpoint.shape)
        return activation.mean(PreActivationRanges(midpoint, widths, widest))
    return _RIDGES[activation.name].value(midpoint, half_width)


def ridge_slope(activation: Activation, midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    r"""Return :math:`\partial M / \partial m`, the mean of :math:`\sigma'`; see `ridge_mean`.

    The slope of a ReLU is its derivative wherever it has one.
    """
    if len(half_width) == 0:
        return activation.derivative(midpoint)
    return _RIDGES[activation.name].slope(midpoint, half_width)


def _step_mean(
    step: SmoothStep, order: int, midpoint: FloatArray, half_width: FloatArray
) -> FloatArray:
    """Return the mean of a smooth step, or of a derivative of order ``-order``."""
    _, exponents = np.frexp(half_width.sum(axis=0) / _WIDEST)
    excess = np.maximum(exponents, 0)
    m, k = np.ldexp(midpoint, -excess), np.ldexp(half_width, -excess)
    is_tail = np.abs(m) >= k.sum(axis=0) + step.tail_gap
    is_steep = k.max(axis=0) > STEEP
    result = np.empty_like(m)
    if is_tail.any():
        columns = np.flatnonzero(is_tail.any(axis=0))
        result[:, columns] = tail_mean(step, order, m[:, columns], k[:, columns])
    columns = np.flatnonzero(~is_tail.all(axis=0) & ~is_steep)
    central = trapezoid_mean(step, order, m[:, columns], k[:, columns])
    result[:, columns] = np.where(is_tail[:, columns], result[:, columns], central)
    if is_steep.any():
        steep = ~is_tail & is_steep
        result[steep] = steep_mean(step, order, m[steep], k[:, np.nonzero(steep)[1]])
    return np.ldexp(result, excess * order)


def _logistic(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return _step_mean(LOGISTIC_STEP, 0, midpoint, half_width)


def _logistic_slope(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return _step_mean(LOGISTIC_STEP, -1, midpoint, half_width)


def _tanh(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return 2.0 * _logistic(2.0 * midpoint, 2.0 * half_width) - 1.0


def _tanh_slope(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return 4.0 * _logistic_slope(2.0 * midpoint, 2.0 * half_width)


def _gaussian(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return np.sqrt(np.pi) * _step_mean(GAUSSIAN_STEP, -1, midpoint, half_width)


def _gaussian_slope(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return np.sqrt(np.pi) * _step_mean(GAUSSIAN_STEP, -2, midpoint, half_width)


def _damping(half_width: FloatArray) -> FloatArray:
    return np.asarray(np.sinc(half_width / np.pi).prod(axis=0))


def _sine(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return np.sin(midpoint) * _damping(half_width)


def _sine_slope(midpoint: FloatArray, half_width: FloatArray) -> FloatArray:
    return np.cos(midpoint) * _damping(half_width)


class _Ridge(NamedTuple):
    """M and its derivative by m, for two directions or more, and for one or more."""

    value: Callable[[FloatArray, FloatArray], FloatArray]
    slope: Callable[[FloatArray, FloatArray], FloatArray]


_RIDGES: Mapping[str, _Ridge] = MappingProxyType(
    {
        "logistic": _Ridge(_logistic, _logistic_slope),
        "tanh": _Ridge(_tanh, _tanh_slope),
        "relu": _Ridge(ramp_mean, heaviside_mean),
        "sine": _Ridge(_sine, _sine_slope),
        "gaussian": _Ridge(_gaussian, _gaussian_slope),
    }
)
