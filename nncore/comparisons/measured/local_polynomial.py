"""Derivatives by a polynomial through or near the points around: finite differences, filters."""

from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.samples.measured_data import MeasuredData

_NUMBERS_AT_A_TIME = 2**20


@dataclass(frozen=True)
class LocalPolynomial:
    """A polynomial fitted to the points of a window, one for each point.

    With as many coefficients as points it goes through them: three and a parabola are the finite
    difference of second order on uneven points. With more points it is the filter of Savitzky and
    Golay, on points at any distances; as in theirs, the first and the last window serve the points
    beside the ends too.

    Parameters
    ----------
    window : int
        Number of points, odd.
    degree : int
        Of the polynomial, at least 1 and below the window.

    References
    ----------
    A. Savitzky, M. J. E. Golay, "Smoothing and differentiation of data by simplified least squares
    procedures", Analytical Chemistry 36, 1964, 1627-1639, https://doi.org/10.1021/ac60214a047

    See Also
    --------
    scipy.signal.savgol_filter : the same on even points.
    """

    window: int
    degree: int

    def weights(
        self, x: FloatArray, chosen: np.ndarray, derivative_order: int
    ) -> tuple[np.ndarray, FloatArray]:
        """Return which points each derivative takes, and their weights, (m, window) each.

        Parameters
        ----------
        x : ndarray, shape (n,)
            Increasing.
        chosen : ndarray of int, shape (m,)
            At which of them.
        derivative_order : int
            0 or 1.
        """
        if x.size < self.window:
            raise SettingError(
                "A window of {window} points needs as many, got {n}.", window=self.window, n=x.size
            )
        first = np.clip(chosen - self.window // 2, 0, x.size - self.window)
        indices = first[:, None] + np.arange(self.window)
        distances = x[indices] - x[chosen][:, None]
        reach = np.max(np.abs(distances), axis=1, keepdims=True)
        powers = (distances / reach)[:, :, None] ** np.arange(self.degree + 1)
        inverses = np.linalg.pinv(powers)[:, derivative_order]
        return indices, inverses / reach**derivative_order

    def derivative(
        self, data: MeasuredData, sigma: FloatArray, chosen: np.ndarray
    ) -> tuple[FloatArray, FloatArray]:
        r"""Return derivatives at chosen points and their standard errors, (m,) each.

        :math:`\sum w y` and the root of :math:`\sum w^2 \sigma^2`: what the polynomial misses of
        the curve is not in them.
        """
        at_a_time = max(1, _NUMBERS_AT_A_TIME // self.window**2)
        values, errors = [], []
        for i in range(0, chosen.size, at_a_time):
            indices, weights = self.weights(data.x, chosen[i : i + at_a_time], 1)
            values.append(np.sum(weights * data.y[indices], axis=1))
            errors.append(np.sqrt(np.sum((weights * sigma[indices]) ** 2, axis=1)))
        return np.concatenate(values), np.concatenate(errors)


#: The finite difference of second order, on uneven points.
FINITE_DIFFERENCE = LocalPolynomial(3, 2)

_WINDOWS = (5, 7, 9, 13, 17, 23, 31, 43, 61, 85, 121)
_DEGREE = 3
# So many points say which window fits.
_TRIED = 500


def best_window(data: MeasuredData) -> LocalPolynomial | None:
    r"""Return the filter whose window foretells each point best from the others.

    That is the one of least :math:`\sum ((y_i - \hat y_i) / (1 - w_{ii}))^2`, the error of
    leave-one-out cross-validation; None where there are fewer than five points.

    References
    ----------
    M. Stone, "Cross-validatory choice and assessment of statistical predictions", Journal of the
    Royal Statistical Society B 36, 1974, 111-147,
    https://doi.org/10.1111/j.2517-6161.1974.tb00994.x
    """
    n = len(data)
    chosen = np.unique(np.linspace(0, n - 1, min(n, _TRIED)).astype(np.int64))
    filters = [LocalPolynomial(window, _DEGREE) for window in _WINDOWS if window <= n]
    return min(filters, key=lambda each: _left_out_error(each, data, chosen), default=None)


def _left_out_error(polynomial: LocalPolynomial, data: MeasuredData, chosen: np.ndarray) -> float:
    indices, weights = polynomial.weights(data.x, chosen, 0)
    own = np.sum(weights * (indices == chosen[:, None]), axis=1)
    residuals = data.y[chosen] - np.sum(weights * data.y[indices], axis=1)
    counts = np.asarray(data.counts)[chosen]
    importance = counts if data.sigma is None else data.sigma[chosen] ** -2.0
    return float(np.sum(importance * (residuals / np.maximum(1.0 - own, 1e-12)) ** 2))
