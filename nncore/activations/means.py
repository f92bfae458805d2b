r"""The mean of each activation over a range, in a form that does not cancel.

.. math:: M(m, k) = \frac{1}{2k}\int_{m-k}^{m+k} \sigma(u)\,du, \qquad M(m, 0) = \sigma(m).
"""

import numpy as np
from scipy import special

from nncore.activations.ranges import PreActivationRanges
from nncore.arrays import FloatArray

# An array, because numpy takes longer to convert a float
ONE = np.array(1.0)

# exp(u) does not overflow below this bound
_LARGEST_EXPONENT = 700.0
# log(1 + exp(u)) is u to the last bit from here on
_SATURATION = 40.0
# exp(-u**2) is 0 in float64 from |u| = 27.3 on: a farther u may be replaced by this one
_GAUSSIAN_ZERO = 40.0
# what is added where a quotient tends to 1: too small to be seen, large enough to divide by
_NEGLIGIBLE = np.array(1e-30)
# as an array, because numpy takes longer to convert a float
_HALF = np.array(0.5)
# tanh and sine: M(m, k) = M(m, 0) (1 + O(k**2)), so that a half-width may be raised to this one
_SMALLEST_HALF_WIDTH = 2.0**-30
# Gauss-Legendre on [0, 1]: to rounding for exp(-t**2 - c t), 0 <= c <= 1
_NODES, _WEIGHTS = (0.5 * rule for rule in np.polynomial.legendre.leggauss(10))
_NODES = _NODES + 0.5


def logistic_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the logistic function, in place because a class integrates it all the time.

    Reflected to :math:`m \le 0`, with the near end :math:`u_2 = k - |m|`, and
    :math:`u_1 = u_2 - 2k`,

    .. math:: 2 k M = \log\frac{1 + e^{u_2}}{1 + e^{u_1}} = \log(1 + y), \qquad
              y = \frac{e^{u_2} (1 - e^{-2k})}{1 + e^{u_1}},

    in which every term is positive; :math:`m > 0` gives :math:`1 - M`. Written as
    :math:`M = (y / 2k) \cdot \log(1 + y) / y`, it holds as :math:`k \to 0` too, and underflows no
    earlier than :math:`\sigma` does.
    """
    near, sign = ranges.near_end(), np.copysign(ONE, ranges.midpoint)
    width = -2.0 * ranges.half_width
    width -= _NEGLIGIBLE
    saturated = ranges.widest > _LARGEST_EXPONENT
    if saturated:  # log(1 + y) is linear in what exceeds the bound
        clipped = np.minimum(near, _LARGEST_EXPONENT)
        excess = (near - clipped) / width
        near = clipped
    np.exp(near, out=near)
    far = np.exp(width)
    far *= near
    far += ONE
    near /= far
    np.expm1(width, out=far)
    far /= width
    near *= far  # y / 2k
    np.multiply(near, width, out=width)
    y = np.subtract(_NEGLIGIBLE, width, out=width)
    np.log1p(y, out=far)
    far /= y
    near *= far
    if saturated:
        near -= excess
    near *= sign  # M or 1 - M
    sign *= _HALF
    sign += _HALF
    sign -= near
    return sign


def tanh_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the hyperbolic tangent.

    With the sign of :math:`m`, and :math:`p = \min(|m|, k)`, :math:`q = \max(|m|, k)`,

    .. math:: 2 k |M| = \log\frac{\cosh(q + p)}{\cosh(q - p)}
              = \log\Bigl(1 + (e^{2p} - 1) \frac{1 - e^{-2q}}{1 + e^{-2(q - p)}}\Bigr),

    which keeps its relative accuracy where the range is nearly symmetric, :math:`m \to 0`.
    """
    midpoint = ranges.midpoint
    half_width = np.maximum(ranges.half_width, _SMALLEST_HALF_WIDTH)
    size = np.abs(midpoint)
    p = np.minimum(size, half_width)
    q = np.maximum(size, half_width)
    ratio = -np.expm1(-2.0 * q) / (1.0 + np.exp(-2.0 * (q - p)))
    p *= 2.0
    logarithm = np.log1p(np.expm1(np.minimum(p, _SATURATION)) * ratio)
    logarithm += np.maximum(p - _SATURATION, 0.0)
    return np.copysign(logarithm / (2.0 * half_width), midpoint)


def relu_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the ramp.

    With the near end :math:`u_2 = k - |m|`, it is :math:`\max(u_2, 0)^2 / 4k`, plus
    :math:`|m| = k - u_2` where :math:`m > 0`; neither term is negative.
    """
    near, half_width = ranges.near_end(), ranges.half_width
    ramp = np.maximum(near, 0.0)
    mean = ramp * (ramp / (4.0 * half_width + np.finfo(np.float64).tiny))
    return mean + np.maximum(ranges.midpoint, 0.0)


def sine_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the sine, :math:`\sin(m) \sin(k) / k`."""
    half_width = np.maximum(ranges.half_width, _SMALLEST_HALF_WIDTH)
    return np.sin(ranges.midpoint) * (np.sin(half_width) / half_width)


def gaussian_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the Gaussian, in three cases, with the near end :math:`u_2 = k - |m|`.

    - The exponent varies by less than 1: a Gauss-Legendre rule, exact to rounding.
    - 0 is inside: :math:`\frac{\sqrt\pi}{4k} [\mathrm{erf}(u_2) + \mathrm{erf}(2k - u_2)]`.
    - A tail, with :math:`g = -u_2 > 0` and the scaled function of `scipy.special.erfcx`:
      :math:`\frac{\sqrt\pi}{4k} e^{-g^2}
      [\mathrm{erfcx}(g) - e^{-4k(g + k)} \mathrm{erfcx}(g + 2k)]`.
    """
    near = np.maximum(ranges.near_end(), -_GAUSSIAN_ZERO)
    width = 2.0 * ranges.half_width
    # the decay of the exponent over the range; the bound keeps the square of a huge width finite
    decay = np.minimum(width, 1e100) * np.maximum(np.minimum(width, 1e100) - 2.0 * near, 0.0)
    narrow = (decay < 1.0) & (width < 1.0)
    within = ~narrow & (near >= 0.0)
    tail = ~narrow & (near < 0.0)
    mean = np.empty_like(near)
    t = width[narrow, None] * _NODES
    mean[narrow] = np.exp(-t * (t - 2.0 * near[narrow, None])) @ _WEIGHTS
    u, full = near[within], width[within]
    mean[within] = 0.5 * np.sqrt(np.pi) * (special.erf(u) + special.erf(full - u)) / full
    u, full = near[tail], width[tail]
    far = np.exp(-decay[tail]) * special.erfcx(full - u)
    mean[tail] = 0.5 * np.sqrt(np.pi) * (special.erfcx(-u) - far) / full
    outside = narrow | tail
    mean[outside] *= np.exp(-np.square(near[outside]))
    return mean
