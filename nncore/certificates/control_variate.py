r"""The integral from random samples that were held out from training, with the network's help.

.. math:: \int_a^b f \approx \hat I + \frac{b - a}{n} \sum_{i=1}^{n} r_i,
          \qquad r_i = y_i - \hat y(x_i),

for n samples with :math:`x_i` uniform on [a, b]. The network is a control variate: the closer it
comes to f, the less is left to chance. The estimate is unbiased, with noise in y as well, because
the network has not seen these samples; its standard error is
:math:`(b - a)\,s / \sqrt n` with the standard deviation s of the residuals.

References
----------
P. Glasserman, Monte Carlo Methods in Financial Engineering, Springer, 2003, section 4.1,
https://doi.org/10.1007/978-0-387-21617-1
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.quadrature.callables import float_if_scalar
from nncore.quadrature.gauss_kronrod import EPSILON

STANDARD_ERRORS = 3.0
_CONFIDENCE = float(special.ndtr(STANDARD_ERRORS))  # one-sided, 0.99865


@dataclass(frozen=True, eq=False)
class ControlVariateEstimate:
    r"""What held-out samples say of a network's integral, on one interval or on several.

    Parameters
    ----------
    correction : float or ndarray
        What is added to the network's integral, in units of x times y.
    corrected : float or ndarray
        The corrected integral.
    standard_error : float or ndarray
        Of the corrected integral; infinite with fewer than two samples, and where samples or the
        network are not finite.
    n_samples : int or ndarray
        How many samples lie in the interval.
    """

    correction: float | FloatArray
    corrected: float | FloatArray
    standard_error: float | FloatArray
    n_samples: int | np.ndarray

    @property
    def corrected_error(self) -> float | FloatArray:
        """The estimated error of the corrected integral: three standard errors.

        With few samples the factor is Student's for the same confidence of 99.7 %, which is 235
        for two samples and 3.3 for thirty.
        """
        freedom = np.maximum(np.asarray(self.n_samples) - 1, 1)
        factor = special.stdtrit(freedom, _CONFIDENCE)
        with np.errstate(over="ignore"):
            return float_if_scalar(factor * np.asarray(self.standard_error))

    @property
    def estimate(self) -> float | FloatArray:
        """The estimate of the error of the network's integral."""
        with np.errstate(over="ignore"):
            return _or_infinite(np.abs(self.correction) + np.asarray(self.corrected_error))


def control_variate_estimate(
    network: OneHiddenNetwork, x: ArrayLike, y: ArrayLike, a: ArrayLike, b: ArrayLike
) -> ControlVariateEstimate:
    r"""Correct ``network.integral(a, b)`` by held-out samples, and estimate its error.

    The estimate holds where the residual has a variance: not for :math:`x^{-1/2}` on [0, 1], whose
    large values are too rare to show in the standard error. And like every statistic it knows
    nothing of a peak that no sample hit.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.
    x, y : array_like, shape (n_samples,)
        Samples that the network was not trained on, with x random and uniform on an interval
        that contains all those asked for; y may be noisy.
    a, b : array_like
        Limits in any order; they broadcast.

    Returns
    -------
    ControlVariateEstimate
        Of floats for scalar limits.

    Raises
    ------
    ValueError
        If x and y are not vectors of the same length, or a limit is not finite.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape:
        raise SettingError(
            "`x` and `y` must be vectors of the same length, got shapes {x_shape} and {y_shape}.",
            x_shape=x.shape,
            y_shape=y.shape,
        )
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    order = np.argsort(x)
    x, y = x[order], y[order]
    first = np.searchsorted(x, np.minimum(a, b).ravel())
    stop = np.searchsorted(x, np.maximum(a, b).ravel(), side="right")
    with np.errstate(all="ignore"):  # of a network that has blown up, or of samples without a value
        own = np.asarray(network.integral(a, b))
        values = np.asarray(network(x))
        residuals, rounding = y - values, EPSILON * (np.abs(y) + np.abs(values))
        found = np.array(
            [_moments(residuals[i:j], rounding[i:j]) for i, j in zip(first, stop, strict=True)]
        ).reshape(*a.shape, 2)
        correction, length = (b - a) * found[..., 0], np.abs(b - a)
        standard_error = length * np.where(length > 0, found[..., 1], 0.0)
    counts = (stop - first).reshape(a.shape)
    return ControlVariateEstimate(
        float_if_scalar(correction),
        float_if_scalar(own + correction),
        _or_infinite(standard_error),
        int(counts) if counts.ndim == 0 else counts,
    )


def _or_infinite(error: FloatArray) -> float | FloatArray:
    """Return an error that is no number as infinite: nothing is known then."""
    return float_if_scalar(np.where(np.isnan(error), np.inf, error))


def _moments(residuals: FloatArray, rounding: FloatArray) -> tuple[float, float]:
    """Return the mean and its standard error, which is at least that of rounding."""
    if residuals.size == 0:
        return 0.0, np.inf
    if residuals.size == 1:
        return float(residuals[0]), np.inf
    scale = float(np.abs(residuals).max()) or 1.0  # the squares of large ones would overflow
    scaled = residuals / scale
    standard_error = scale * (scaled.std(ddof=1) / np.sqrt(residuals.size))
    least = scale * (rounding / scale).mean()
    return float(scale * scaled.mean()), float(max(standard_error, least))
