r"""Mixtures of Student's t distributions: what is known of a number after averaging over models.

.. math:: p(q) = \sum_k \pi_k\, t_\nu\Bigl(\frac{q - m_k}{s_k}\Bigr) \frac{1}{s_k}

With :math:`\nu = \infty` they are mixtures of normal distributions.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from nncore.arrays import FloatArray

# Each step is Newton's, after which little is left, or halves the bracket.
_MAX_ITERATIONS = 100
# Of a quantile, over the bracket that it is sought in: far below what a standard error is good for.
_TOLERANCE = 1e-7


@dataclass(frozen=True, eq=False)
class StudentMixture:
    r"""Mixtures with the same weights and degrees of freedom, one for each of m numbers.

    Parameters
    ----------
    weights : ndarray, shape (k,)
        :math:`\pi_k`, positive, of sum 1.
    locations, scales : ndarray, shape (k, m)
        :math:`m_k` and :math:`s_k`, in the units of the numbers; a scale may be 0.
    degrees : float
        :math:`\nu`, above 2 for a finite variance; infinite for normal distributions.
    """

    weights: FloatArray
    locations: FloatArray
    scales: FloatArray
    degrees: float

    def transformed(self, factor: float, offsets: FloatArray | float) -> "StudentMixture":
        """Return what is known of the numbers times a positive factor, plus offsets."""
        locations, scales = factor * self.locations + offsets, factor * self.scales
        return StudentMixture(self.weights, locations, scales, self.degrees)

    @property
    def mean(self) -> FloatArray:
        """The means, shape (m,)."""
        return self.weights @ self.locations

    @property
    def standard_deviation(self) -> FloatArray:
        """The standard deviations, shape (m,): within the components, and between them."""
        wider = 1.0 if np.isinf(self.degrees) else self.degrees / (self.degrees - 2.0)
        between = np.abs(self.locations - self.mean)
        # In units of the largest: the squares of very large and very small ones are no numbers.
        unit = np.maximum(np.max(self.scales, axis=0), np.max(between, axis=0))
        unit = np.where(unit > 0.0, unit, 1.0)
        squares = wider * np.square(self.scales / unit) + np.square(between / unit)
        return unit * np.sqrt(self.weights @ squares)

    def quantile(self, probability: float) -> FloatArray:
        r"""Return the quantiles, shape (m,).

        They lie between the least and the largest of the components' own, where Newton's method
        looks for them and falls back to bisection.

        Parameters
        ----------
        probability : float
            Between 0 and 1, both excluded.
        """
        quantiles = self.locations + self.scales * self._standard_quantile(probability)
        lower, upper = quantiles.min(axis=0), quantiles.max(axis=0)
        tolerance = _TOLERANCE * (upper - lower)
        value, last_excess = self.weights @ quantiles, np.full(lower.shape, np.inf)
        searched = np.arange(value.size)
        for _ in range(_MAX_ITERATIONS):
            at = value[searched]
            excess, density = self._distribution(at, searched)
            excess -= probability
            is_below = excess < 0.0
            lower[searched] = np.where(is_below, at, lower[searched])
            upper[searched] = np.where(is_below, upper[searched], at)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = at - excess / density
            is_good = (step > lower[searched]) & (step < upper[searched])
            is_good &= np.abs(excess) < 0.5 * last_excess[searched]
            last_excess[searched] = np.abs(excess)
            value[searched] = np.where(is_good, step, 0.5 * (lower + upper)[searched])
            searched = searched[np.abs(value[searched] - at) > tolerance[searched]]
            if not searched.size:
                break
        return value

    def _standard_quantile(self, probability: float) -> float:
        if np.isinf(self.degrees):
            return float(special.ndtri(probability))
        return float(special.stdtrit(self.degrees, probability))

    def _distribution(
        self, value: FloatArray, columns: np.ndarray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the distribution functions and the densities of some of the numbers."""
        scales = np.maximum(self.scales[:, columns], np.finfo(float).tiny)
        with np.errstate(over="ignore"):
            t = (value - self.locations[:, columns]) / scales
            if np.isinf(self.degrees):
                below, density = special.ndtr(t), np.exp(-0.5 * t * t) / np.sqrt(2.0 * np.pi)
            else:
                nu = self.degrees
                below = special.stdtr(nu, t)
                logarithm = -0.5 * (nu + 1.0) * np.log1p(t * t / nu)
                density = np.exp(logarithm - 0.5 * np.log(nu) - special.betaln(0.5, 0.5 * nu))
            return self.weights @ below, self.weights @ (density / scales)
