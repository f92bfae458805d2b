"""The average over models with noise that may have outliers, by weights that are found in turns."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import special

from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork
from nncore.posterior.model_average import ModelAverage
from nncore.posterior.noise_models import NoiseModel, NormalNoise
from nncore.posterior.weighted_rows import WeightedRows

_MAX_ROUNDS = 20
_TOLERANCE = 2e-2  # of the weights: intervals change in their third digit
_NORMAL_DEVIATION = special.ndtri(0.75)  # median absolute deviation of a normal variable
#: The median absolute deviation is worth so many degrees of freedom a reading.
MEDIAN_EFFICIENCY = 0.37
_FALSE_ALARM = 0.01  # how often normal noise is said to have an outlier


class RobustAverage(NamedTuple):
    """What came of it.

    Attributes
    ----------
    average : ModelAverage
        With the last weights.
    residuals : ndarray, shape (n,)
        Of all the readings, over their standard errors.
    scale : float
        What one residual is, so that outliers do not count much.
    """

    average: ModelAverage
    residuals: FloatArray
    scale: float

    @property
    def outliers(self) -> np.ndarray:
        """The indices of readings that are farther off than noise explains.

        The threshold is Bonferroni's, of a t distribution, because the scale is estimated.
        """
        n = self.residuals.size
        degrees = max(1.0, MEDIAN_EFFICIENCY * (n - self.average.effective_parameters))
        farthest = special.stdtrit(degrees, 1.0 - 0.5 * _FALSE_ALARM / n)
        return np.flatnonzero(np.abs(self.residuals) > farthest * self.scale)


def robust_average(
    layers: Sequence[OneHiddenNetwork], rows: WeightedRows, rounding: float, noise: NoiseModel
) -> RobustAverage:
    """Average over models, with weights of the readings that follow from their residuals.

    The weights begin with those of residuals from the average with equal weights, in units of
    their median absolute deviation, which outliers hardly change. Until they stay, only the hidden
    layers that weighed enough are averaged over; then all are, and if others weigh more with these
    weights, it goes on with them.

    Parameters
    ----------
    layers, rows, rounding
        As of `ModelAverage`; rows of all the readings.
    noise : NoiseModel
        What the weights are.
    """
    average, weighted = ModelAverage(layers, rows.bins, rounding), rows
    is_of_all, factors = True, np.ones_like(rows.x)
    for _ in range(_MAX_ROUNDS):
        residuals, scale = _residuals(average, rows, rounding)
        if isinstance(noise, NormalNoise):
            break
        t = residuals / scale
        before, factors = factors, noise.weights(t)
        if np.max(np.abs(factors - before)) >= _TOLERANCE:
            inflation = noise.inflation(t, rows.is_noise_known)
            weighted, is_of_all = rows.reweighted(factors, inflation), False
            average = ModelAverage(average.layers, weighted.bins, rounding)
        elif is_of_all:
            break
        else:
            average, is_of_all = ModelAverage(layers, weighted.bins, rounding), True
    if not is_of_all:
        average = ModelAverage(layers, weighted.bins, rounding)
        residuals, scale = _residuals(average, rows, rounding)
    return RobustAverage(average, residuals, scale)


def median_scale(residuals: FloatArray, average: ModelAverage) -> float:
    """Return the scale of the noise by the median of residuals, which outliers hardly change.

    Parameters
    ----------
    residuals : ndarray, shape (n,)
        Over their standard errors.
    average : ModelAverage
        The curve, for what it has taken of them.
    """
    n = residuals.size
    taken = np.sqrt(n / max(n - average.effective_parameters, 1.0))
    return float(taken * np.median(np.abs(residuals)) / _NORMAL_DEVIATION)


def _residuals(
    average: ModelAverage, rows: WeightedRows, rounding: float
) -> tuple[FloatArray, float]:
    """Return residuals over standard errors, and the scale of the noise in them."""
    residuals = np.sqrt(rows.weights) * rows.residuals(average.network)
    if rows.is_noise_known:
        return residuals, 1.0
    return residuals, max(median_scale(residuals, average), rounding)
