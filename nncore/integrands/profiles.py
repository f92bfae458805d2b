r"""Functions g of one variable with their means over intervals, from which products are made.

.. math::

    M(z_1, z_2) = \frac{1}{z_2 - z_1} \int_{z_1}^{z_2} g(z)\,dz
                = \int_0^1 g(z_1 + s (z_2 - z_1))\,ds

A mean stays accurate where the difference of an antiderivative cancels, needs no order of its
limits, and is :math:`g(z_1)` where both are equal.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.special import erf, erfc, exprel

from nncore.quadrature import legendre_rule

#: Floats, or complex numbers of a wave.
Values = Any

_SHORT = 1.0  # an interval of z on which sixteen nodes of Gauss leave rounding errors only
_STEEP = 2.0  # |z| times the length, above which the difference of two tails does not cancel
_NODES, _WEIGHTS = legendre_rule(16)
_NODES, _WEIGHTS = (1 + _NODES) / 2, _WEIGHTS / 2


class Profile(ABC):
    """A function of one variable: its value, its slope, and its mean over intervals."""

    is_smooth: ClassVar[bool] = True

    @abstractmethod
    def value(self, z: Values) -> Values:
        """Return g(z)."""

    def exponent(self, z: Values) -> Values | None:
        """Return the logarithm of g(z), so that products are sums, or None if it is no use."""
        return None

    @abstractmethod
    def slope(self, z: Values) -> Values:
        """Return g'(z); 0 where there is none."""

    @abstractmethod
    def mean(self, first: Values, last: Values) -> Values:
        """Return the mean of g between two arguments in any order."""

    def mean_slopes(self, first: Values, last: Values) -> tuple[Values, Values]:
        r"""Return the derivatives of the mean with respect to its two arguments.

        .. math::

            \frac{\partial M}{\partial z_2} = \frac{g(z_2) - M}{z_2 - z_1}
            = \int_0^1 s\,g'(z_1 + s (z_2 - z_1))\,ds

        The quotient is taken on long intervals, the integral, by Gauss's rule, on short ones.
        """
        first, last = np.broadcast_arrays(first, last)
        length = last - first
        mean = self.mean(first, last)
        with np.errstate(all="ignore"):
            at_first = (mean - self.value(first)) / length
            at_last = (self.value(last) - mean) / length
        short = np.abs(length) < _SHORT if self.is_smooth else length == 0
        if np.any(short):
            slopes = self.slope(_inside(first, length)) * _WEIGHTS
            at_first = np.where(short, slopes @ (1 - _NODES), at_first)
            at_last = np.where(short, slopes @ _NODES, at_last)
        return at_first, at_last


@dataclass(frozen=True)
class Gaussian(Profile):
    """exp(-z²)."""

    def value(self, z: Values) -> Values:
        """Return g(z)."""
        return np.exp(self.exponent(z))

    def exponent(self, z: Values) -> Values:
        """Return the logarithm of g(z)."""
        return -(z**2)

    def slope(self, z: Values) -> Values:
        """Return g'(z)."""
        return -2 * z * np.exp(-(z**2))

    def mean(self, first: Values, last: Values) -> Values:
        """Return the mean: of erf, of erfc where both arguments have one sign, or by Gauss."""
        first, last = np.broadcast_arrays(first, last)
        length = np.abs(last - first)
        farthest = np.maximum(np.abs(first), np.abs(last))
        nearest = np.minimum(np.abs(first), np.abs(last))
        one_sided = np.sign(first) * np.sign(last) > 0
        with np.errstate(all="ignore"):
            tails = np.where(
                one_sided, erfc(nearest) - erfc(farthest), erf(farthest) + erf(nearest)
            )
            mean = math.sqrt(math.pi) / 2 * tails / length
            short = (length < _SHORT) & (farthest * length < _STEEP)
        if np.any(short):
            mean = np.where(short, self.value(_inside(first, last - first)) @ _WEIGHTS, mean)
        return mean


@dataclass(frozen=True)
class Lorentzian(Profile):
    """1/(1 + z²)."""

    def value(self, z: Values) -> Values:
        """Return g(z)."""
        return 1 / (1 + z**2)

    def slope(self, z: Values) -> Values:
        """Return g'(z)."""
        return -2 * z / (1 + z**2) ** 2

    def mean(self, first: Values, last: Values) -> Values:
        """Return the difference of two arcus tangents, as one, over the length."""
        length = np.abs(last - first)
        with np.errstate(all="ignore"):
            mean = np.arctan2(length, 1 + first * last) / length
        return np.where(length == 0, self.value(first), mean)


@dataclass(frozen=True)
class Exponential(Profile):
    """exp(z)."""

    def value(self, z: Values) -> Values:
        """Return g(z)."""
        return np.exp(self.exponent(z))

    def exponent(self, z: Values) -> Values:
        """Return the logarithm of g(z)."""
        return z

    def slope(self, z: Values) -> Values:
        """Return g'(z)."""
        return np.exp(z)

    def mean(self, first: Values, last: Values) -> Values:
        """Return the larger value times (1 - exp(-d))/d, d being the length."""
        return np.exp(np.maximum(first, last)) * exprel(-np.abs(last - first))


@dataclass(frozen=True)
class Wave(Profile):
    """exp(i z), of which a cosine is the real part."""

    def value(self, z: Values) -> Values:
        """Return g(z)."""
        return np.exp(self.exponent(z))

    def exponent(self, z: Values) -> Values:
        """Return the logarithm of g(z)."""
        return 1j * z

    def slope(self, z: Values) -> Values:
        """Return g'(z)."""
        return 1j * np.exp(1j * z)

    def mean(self, first: Values, last: Values) -> Values:
        """Return the value in the middle times sin(d/2)/(d/2), d being the length."""
        return np.exp(0.5j * (first + last)) * np.sinc((last - first) / (2 * math.pi))


@dataclass(frozen=True)
class Kink(Profile):
    """``exp(-|z|)``."""

    is_smooth = False

    def value(self, z: Values) -> Values:
        """Return g(z)."""
        return np.exp(self.exponent(z))

    def exponent(self, z: Values) -> Values:
        """Return the logarithm of g(z)."""
        return -np.abs(z)

    def slope(self, z: Values) -> Values:
        """Return g'(z), 0 at the kink."""
        return -np.sign(z) * np.exp(-np.abs(z))

    def mean(self, first: Values, last: Values) -> Values:
        """Return the mean of one exponential, or of two on both sides of the kink."""
        length = np.abs(last - first)
        one_sided = np.sign(first) * np.sign(last) >= 0
        nearest = np.minimum(np.abs(first), np.abs(last))
        with np.errstate(all="ignore"):
            both = -(np.expm1(-np.abs(first)) + np.expm1(-np.abs(last))) / length
        return np.where(one_sided, np.exp(-nearest) * exprel(-length), both)


@dataclass(frozen=True)
class Drop(Profile):
    """exp(z) up to 0, and 0 beyond."""

    is_smooth = False

    def value(self, z: Values) -> Values:
        """Return g(z)."""
        return np.exp(self.exponent(z))

    def exponent(self, z: Values) -> Values:
        """Return the logarithm of g(z)."""
        return np.where(z <= 0, z, -np.inf)

    def slope(self, z: Values) -> Values:
        """Return g'(z), that from the left at the drop."""
        return self.value(z)

    def mean(self, first: Values, last: Values) -> Values:
        """Return the mean of the exponential over the part up to 0."""
        lowest, highest = np.minimum(first, last), np.maximum(first, last)
        end = np.minimum(highest, 0)
        with np.errstate(all="ignore"):
            mean = -np.exp(end) * np.expm1(lowest - end) / (highest - lowest)
        mean = np.where(highest == lowest, self.value(lowest), mean)
        return np.where(lowest >= 0, np.where(highest == 0, 1.0, 0.0), mean)


def _inside(first: Values, length: Values) -> Values:
    """Return the nodes of Gauss's rule between two arguments, along a new last axis."""
    return first[..., np.newaxis] + length[..., np.newaxis] * _NODES
