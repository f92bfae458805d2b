"""The activation functions, their derivatives and antiderivatives, elementwise.

None of them overflows, or warns, for a finite argument.
"""

import numpy as np
from scipy import special

from nncore.arrays import FloatArray

# exp(-2 u) is 0 in float64 from u = 373 on: a larger u may be replaced by this one
_TANH_ONE = 400.0
# exp(-u**2) is 0 in float64 from |u| = 27.3 on: a farther u may be replaced by this one
_GAUSSIAN_ZERO = 40.0


def logistic(u: FloatArray) -> FloatArray:
    r""":math:`1 / (1 + e^{-u})`, without overflow."""
    decay = np.exp(-np.abs(u))
    return np.where(u < 0.0, decay, 1.0) / (1.0 + decay)


def logistic_derivative(u: FloatArray) -> FloatArray:
    r""":math:`e^{-|u|} / (1 + e^{-|u|})^2`."""
    decay = np.exp(-np.abs(u))
    return decay / (1.0 + decay) ** 2


def evaluate_logistic(u: FloatArray, values: FloatArray, slopes: FloatArray) -> None:
    """Write `logistic` and `logistic_derivative`, from one exponential; `u` is overwritten."""
    decay, total = slopes, values
    is_positive = u >= 0.0
    np.abs(u, out=decay)
    np.negative(decay, out=decay)
    np.exp(decay, out=decay)
    np.add(decay, 1.0, out=total)
    np.square(total, out=u)
    np.divide(decay, u, out=u)  # the derivative
    np.copyto(decay, 1.0, where=is_positive)
    np.divide(decay, total, out=values)
    slopes[...] = u


def softplus(u: FloatArray) -> FloatArray:
    r""":math:`\log(1 + e^u)`, the antiderivative of the logistic function."""
    return np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u)))


def tanh_derivative(u: FloatArray) -> FloatArray:
    r""":math:`1 / \cosh^2 u`."""
    decay = np.exp(-2.0 * np.minimum(np.abs(u), _TANH_ONE))
    return 4.0 * decay / (1.0 + decay) ** 2


def log_cosh(u: FloatArray) -> FloatArray:
    r""":math:`\log \cosh u`, the antiderivative of tanh."""
    size = np.abs(u)
    small = np.log1p(2.0 * np.sinh(0.5 * np.minimum(size, 1.0)) ** 2)
    large = size + (np.log1p(np.exp(-2.0 * np.minimum(size, _TANH_ONE))) - np.log(2.0))
    return np.where(size < 1.0, small, large)


def relu(u: FloatArray) -> FloatArray:
    r""":math:`\max(u, 0)`."""
    return np.maximum(u, 0.0)


def step(u: FloatArray) -> FloatArray:
    """1 where u is positive, the derivative of the ReLU."""
    return np.where(u > 0.0, 1.0, 0.0)


def half_square(u: FloatArray) -> FloatArray:
    r""":math:`\max(u, 0)^2 / 2`, the antiderivative of the ReLU; it may be infinite."""
    ramp = np.maximum(u, 0.0)
    with np.errstate(over="ignore"):  # the square may exceed the largest float
        return 0.5 * ramp * ramp


def minus_cosine(u: FloatArray) -> FloatArray:
    r""":math:`-\cos u`, the antiderivative of the sine."""
    return -np.cos(u)


def gaussian(u: FloatArray) -> FloatArray:
    r""":math:`e^{-u^2}`."""
    size = np.minimum(np.abs(u), _GAUSSIAN_ZERO)
    return np.exp(-size * size)


def gaussian_derivative(u: FloatArray) -> FloatArray:
    r""":math:`-2 u e^{-u^2}`."""
    u = np.clip(u, -_GAUSSIAN_ZERO, _GAUSSIAN_ZERO)
    return -2.0 * u * np.exp(-u * u)


def evaluate_gaussian(u: FloatArray, values: FloatArray, slopes: FloatArray) -> None:
    """Write `gaussian` and `gaussian_derivative`, from one exponential; `u` is overwritten."""
    np.clip(u, -_GAUSSIAN_ZERO, _GAUSSIAN_ZERO, out=u)
    np.multiply(u, u, out=values)
    np.negative(values, out=values)
    np.exp(values, out=values)
    u *= -2.0
    np.multiply(u, values, out=slopes)


def scaled_erf(u: FloatArray) -> FloatArray:
    r""":math:`\tfrac{\sqrt\pi}{2} \mathrm{erf}\,u`, the antiderivative of the Gaussian."""
    return 0.5 * np.sqrt(np.pi) * special.erf(u)
