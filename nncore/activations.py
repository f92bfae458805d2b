r"""Activation functions :math:`\sigma`, with their derivative, antiderivative and mean value.

The integral of a hidden unit is the length of the interval times the mean of its activation,

.. math:: \int_a^b \sigma(w x + \beta)\,dx = (b - a)\,M(m, k), \qquad
          M(m, k) = \frac{1}{2k}\int_{m-k}^{m+k} \sigma(u)\,du,

where :math:`m = w\,(a+b)/2 + \beta` and :math:`k = |w (b - a)| / 2`. The mean needs no division by
the weight, so that :math:`w \to 0` is no special case, and each activation writes :math:`M` in a
form that does not cancel, from the range :math:`[m-k, m+k]` with compensated ends
(`nncore.compensated`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from nncore.compensated import FloatArray, Pair, PreActivationRanges

# exp(u) does not overflow below this bound
_LARGEST_EXPONENT = 700.0
# log(1 + exp(u)) is u to the last bit from here on
_SATURATION = 40.0
# exp(-u**2) is 0 in float64 from |u| = 27.3 on: a farther u may be replaced by this one
_GAUSSIAN_ZERO = 40.0
# what is added where a quotient tends to 1: too small to be seen, large enough to divide by
_NEGLIGIBLE = 1e-30
# tanh and sine: M(m, k) = M(m, 0) (1 + O(k**2)), so that a half-width may be raised to this one
_SMALLEST_HALF_WIDTH = 2.0**-30
# Gauss-Legendre on [0, 1]: to rounding for exp(-t**2 - c t), 0 <= c <= 1
_NODES, _WEIGHTS = (0.5 * rule for rule in np.polynomial.legendre.leggauss(10))
_NODES = _NODES + 0.5


@dataclass(frozen=True, eq=False, repr=False)
class Activation:
    r"""An activation function :math:`\sigma(u)`; it works elementwise on any shape.

    Attributes
    ----------
    name : str
        Its key in `ACTIVATIONS`.
    latex : str
        The formula of :math:`\sigma(u)`.
    degree : int
        The power of s with which the mean over :math:`[s(m - k), s(m + k)]` scales for large s:
        0 for a step, 1 for a ramp, -1 for a pulse or a wave.
    mean : Callable
        :math:`M(m, k)`, the mean of :math:`\sigma` over each of some `PreActivationRanges`.
    """

    name: str
    latex: str
    degree: int
    mean: Callable[[PreActivationRanges], FloatArray]
    _function: Callable[[FloatArray], FloatArray]
    _derivative: Callable[[FloatArray], FloatArray]
    _antiderivative: Callable[[FloatArray], FloatArray]

    def __call__(self, u: ArrayLike) -> FloatArray:
        r""":math:`\sigma(u)`."""
        return self._function(np.asarray(u, dtype=np.float64))

    def derivative(self, u: ArrayLike) -> FloatArray:
        r""":math:`\sigma'(u)`; for the ReLU, 0 at 0."""
        return self._derivative(np.asarray(u, dtype=np.float64))

    def antiderivative(self, u: ArrayLike) -> FloatArray:
        r""":math:`\int \sigma(u)\,du`, with the constant of the usual closed form."""
        return self._antiderivative(np.asarray(u, dtype=np.float64))

    def __repr__(self) -> str:
        return f"<activation {self.name}>"

    def __reduce__(self) -> tuple[Callable[[str], Activation], tuple[str]]:
        return activation, (self.name,)


def _logistic(u: FloatArray) -> FloatArray:
    return np.exp(np.minimum(u, 0.0)) / (1.0 + np.exp(-np.abs(u)))


def _logistic_derivative(u: FloatArray) -> FloatArray:
    decay = np.exp(-np.abs(u))
    return decay / (1.0 + decay) ** 2


def _softplus(u: FloatArray) -> FloatArray:
    return np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u)))


def _logistic_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the logistic function, in place because a class integrates it all the time.

    Reflected to :math:`m \le 0`, with the near end :math:`u_2 = k - |m|`, and
    :math:`u_1 = u_2 - 2k`,

    .. math:: 2 k M = \log\frac{1 + e^{u_2}}{1 + e^{u_1}} = \log(1 + y), \qquad
              y = \frac{e^{u_2} (1 - e^{-2k})}{1 + e^{u_1}},

    in which every term is positive; :math:`m > 0` gives :math:`1 - M`. Written as
    :math:`M = (y / 2k) \cdot \log(1 + y) / y`, it holds as :math:`k \to 0` too, and underflows no
    earlier than :math:`\sigma` does.
    """
    positive, (near, low) = ranges.near_end()
    width = ranges.half_width()
    width *= -2.0
    width -= _NEGLIGIBLE
    far = near + width
    saturated = ranges.widest > _LARGEST_EXPONENT
    if saturated:
        excess = np.maximum(near - _SATURATION, 0.0) / width
        np.minimum(near, _SATURATION, out=near)
        np.clip(low, -0.5, 0.5, out=low)
    np.exp(far, out=far)
    far += 1.0
    np.exp(near, out=near)
    low += 1.0  # exp(low), as low is at most half a unit in the last place of `near`
    near *= low
    near /= far
    np.expm1(width, out=far)
    far /= width
    near *= far  # y / 2k
    np.multiply(near, width, out=low)
    np.subtract(_NEGLIGIBLE, low, out=low)  # y
    np.log1p(low, out=far)
    far /= low
    near *= far
    if saturated:
        near -= excess
    np.subtract(1.0, near, out=far)
    np.copyto(near, far, where=positive)
    return near


def _tanh_derivative(u: FloatArray) -> FloatArray:
    decay = np.exp(-2.0 * np.minimum(np.abs(u), _LARGEST_EXPONENT))
    return 4.0 * decay / (1.0 + decay) ** 2


def _log_cosh(u: FloatArray) -> FloatArray:
    size = np.abs(u)
    small = np.log1p(2.0 * np.sinh(0.5 * np.minimum(size, 1.0)) ** 2)
    large = size + (np.log1p(np.exp(-2.0 * np.minimum(size, _SATURATION))) - np.log(2.0))
    return np.where(size < 1.0, small, large)


def _tanh_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the hyperbolic tangent.

    With the sign of :math:`m`, and :math:`p = \min(|m|, k)`, :math:`q = \max(|m|, k)`,

    .. math:: 2 k |M| = \log\frac{\cosh(q + p)}{\cosh(q - p)}
              = \log\Bigl(1 + (e^{2p} - 1) \frac{1 - e^{-2q}}{1 + e^{-2(q - p)}}\Bigr),

    which keeps its relative accuracy where the range is nearly symmetric, :math:`m \to 0`.
    """
    midpoint = ranges.midpoint().high
    half_width = np.maximum(ranges.half_width(), _SMALLEST_HALF_WIDTH)
    size = np.abs(midpoint)
    p = np.minimum(size, half_width)
    q = np.maximum(size, half_width)
    ratio = -np.expm1(-2.0 * q) / (1.0 + np.exp(-2.0 * (q - p)))
    p *= 2.0
    logarithm = np.log1p(np.expm1(np.minimum(p, _SATURATION)) * ratio)
    logarithm += np.maximum(p - _SATURATION, 0.0)
    return np.copysign(logarithm / (2.0 * half_width), midpoint)


def _relu(u: FloatArray) -> FloatArray:
    return np.maximum(u, 0.0)


def _step(u: FloatArray) -> FloatArray:
    return np.where(u > 0.0, 1.0, 0.0)


def _half_square(u: FloatArray) -> FloatArray:
    ramp = np.maximum(u, 0.0)
    with np.errstate(over="ignore"):  # the square may exceed the largest float
        return 0.5 * ramp * ramp


def _relu_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the ramp.

    With the near end :math:`u_2 = k - |m|`, it is :math:`\max(u_2, 0)^2 / 4k`, plus
    :math:`|m| = k - u_2` where :math:`m > 0`; neither term is negative.
    """
    positive, (near, _) = ranges.near_end()
    half_width = ranges.half_width()
    ramp = np.maximum(near, 0.0)
    mean = ramp * (ramp / (4.0 * half_width + np.finfo(np.float64).tiny))
    return mean + np.where(positive, half_width - near, 0.0)


def _minus_cosine(u: FloatArray) -> FloatArray:
    return -np.cos(u)


def _sine_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the sine, :math:`\sin(m) \sin(k) / k`, with compensated phases m and k."""
    half_width, low = ranges.half_width_pair()
    half_width = np.maximum(half_width, _SMALLEST_HALF_WIDTH)
    mean = _compensated_sine(Pair(half_width, low)) / half_width
    return mean * _compensated_sine(ranges.midpoint())


def _compensated_sine(phase: Pair) -> FloatArray:
    return np.sin(phase.high) * np.cos(phase.low) + np.cos(phase.high) * np.sin(phase.low)


def _gaussian(u: FloatArray) -> FloatArray:
    size = np.minimum(np.abs(u), _GAUSSIAN_ZERO)
    return np.exp(-size * size)


def _gaussian_derivative(u: FloatArray) -> FloatArray:
    u = np.clip(u, -_GAUSSIAN_ZERO, _GAUSSIAN_ZERO)
    return -2.0 * u * np.exp(-u * u)


def _scaled_erf(u: FloatArray) -> FloatArray:
    return 0.5 * np.sqrt(np.pi) * special.erf(u)


def _gaussian_mean(ranges: PreActivationRanges) -> FloatArray:
    r"""Mean of the Gaussian, in three cases, with the near end :math:`u_2 = k - |m|`.

    - The exponent varies by less than 1: a Gauss-Legendre rule, exact to rounding.
    - 0 is inside: :math:`\frac{\sqrt\pi}{4k} [\mathrm{erf}(u_2) + \mathrm{erf}(2k - u_2)]`.
    - A tail, with :math:`g = -u_2 > 0` and the scaled function of `scipy.special.erfcx`:
      :math:`\frac{\sqrt\pi}{4k} e^{-g^2}
      [\mathrm{erfcx}(g) - e^{-4k(g + k)} \mathrm{erfcx}(g + 2k)]`.
    """
    _, (near, low) = ranges.near_end()
    near = np.clip(near, -_GAUSSIAN_ZERO, None)
    width = 2.0 * ranges.half_width()
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
    mean[outside] *= _compensated_gaussian(Pair(near[outside], low[outside]))
    return mean


def _compensated_gaussian(u: Pair) -> FloatArray:
    """exp(-u**2), with the rounding error of the square."""
    coarse = np.round(u.high * 2.0**20) * 2.0**-20  # |u| < 2**6: its square is exact
    rest = (u.high - coarse) + np.clip(u.low, -1.0, 1.0)
    return np.exp(-coarse * coarse) * np.exp(-(2.0 * coarse + rest) * rest)


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Activation(
                "logistic",
                r"\frac{1}{1 + e^{-u}}",
                0,
                _logistic_mean,
                _logistic,
                _logistic_derivative,
                _softplus,
            ),
            Activation("tanh", r"\tanh u", 0, _tanh_mean, np.tanh, _tanh_derivative, _log_cosh),
            Activation("relu", r"\max(u, 0)", 1, _relu_mean, _relu, _step, _half_square),
            Activation("sine", r"\sin u", -1, _sine_mean, np.sin, np.cos, _minus_cosine),
            Activation(
                "gaussian",
                r"e^{-u^2}",
                -1,
                _gaussian_mean,
                _gaussian,
                _gaussian_derivative,
                _scaled_erf,
            ),
        )
    }
)


def activation(name: str | Activation) -> Activation:
    """Return the activation of this name; an `Activation` is returned as it is.

    Raises
    ------
    ValueError
        If there is no activation of this name.
    """
    if isinstance(name, Activation):
        return name
    if isinstance(name, str) and name in ACTIVATIONS:
        return ACTIVATIONS[name]
    raise ValueError(f"`activation` must be one of {', '.join(ACTIVATIONS)}, got {name!r}.")
