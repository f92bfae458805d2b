"""The smoothing spline of measured data: integral, derivative and curve with their errors."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize
from scipy.interpolate import make_smoothing_spline
from scipy.linalg import LinAlgError

from nncore.arrays import FloatArray
from nncore.comparisons.measured.natural_spline import NaturalSpline
from nncore.messages import SettingError
from nncore.samples.binned import binned
from nncore.samples.measured_data import MeasuredData

#: SciPy's smoothing spline has no fewer points.
LEAST_POINTS = 5
# More points are averaged over short intervals: they say no more of a smooth curve.
_MOST_POINTS = 2_000
# Of fewer points the trace of the smoother is computed, of more it is estimated.
_MOST_EXACT, _N_PROBES = 200, 8
_NUMBERS_AT_A_TIME = 2**22
# How much more than once each parameter counts.
_CAUTION = 1.4
_EXCLUDED = 1e300  # larger than any criterion, and a number
# The penalties that are tried, as decades of the one at which a wave over all points is halved.
_DECADES = 16.0


@dataclass(frozen=True, eq=False)
class SmoothingSpline:
    r"""The natural cubic spline that minimises :math:`\sum w (y - f)^2 + \lambda \int f''^2`.

    :math:`\lambda` minimises the criterion of generalised cross-validation,
    :math:`\mathrm{RSS} / (n - \gamma \operatorname{tr} A)^2`, over its logarithm, where A is the
    smoother. With :math:`\gamma = 1` some draws of few points are interpolated, noise and all; 1.4
    keeps from that. (SciPy's own search has 1, depends on the unit of x, and misses the minimum
    with many points.) The spline for that :math:`\lambda` is SciPy's.

    Standard errors are those of Wahba's posterior, where f is an integrated Wiener process:
    of the values at the points the covariance is :math:`s^2 (W + \lambda K)^{-1}`, and it
    covers the bias of smoothing on average over the points. What the curve does between two points
    is not in it.

    Parameters
    ----------
    basis : NaturalSpline
        Knots and weights.
    penalty : float
        :math:`\lambda`, of x in units of the mean spacing.
    spline : scipy.interpolate.BSpline
        The smoothed curve, of the same x.
    variance : float
        :math:`s^2`: 1 where sigma is known.
    origin, unit : float
        x is this plus the unit times that of the spline.

    References
    ----------
    P. Craven, G. Wahba, "Smoothing noisy data with spline functions", Numerische Mathematik 31,
    1979, 377-403, https://doi.org/10.1007/BF01404567

    Y.-J. Kim, C. Gu, "Smoothing spline Gaussian regression: more scalable computation via efficient
    approximation", Journal of the Royal Statistical Society B 66, 2004, 337-356,
    https://doi.org/10.1046/j.1369-7412.2003.05316.x

    G. Wahba, "Bayesian confidence intervals for the cross-validated smoothing spline", Journal of
    the Royal Statistical Society B 45, 1983, 133-150,
    https://doi.org/10.1111/j.2517-6161.1983.tb01239.x
    """

    basis: NaturalSpline
    penalty: float
    spline: Any
    variance: float
    origin: float
    unit: float

    @classmethod
    def of(cls, data: MeasuredData) -> "SmoothingSpline":
        """Smooth data, of at least five points.

        Raises
        ------
        SettingError
            If there are fewer.
        """
        given, data = data, binned(data, _MOST_POINTS)
        n = len(data)
        if n < LEAST_POINTS:
            raise SettingError(
                "A smoothing spline needs at least {least} points, got {n}.",
                least=LEAST_POINTS,
                n=n,
            )
        origin, unit = float(data.x[0]), float((data.x[-1] - data.x[0]) / (n - 1))
        weights = np.asarray(data.counts) if data.sigma is None else data.sigma**-2.0
        # Relative weights: the size of the unit of y is no matter.
        scale = float(np.mean(weights))
        basis = NaturalSpline((data.x - origin) / unit, weights / scale)
        penalty, trace = _cross_validated(basis, data.y)
        spline = make_smoothing_spline(basis.x, data.y, basis.weights, lam=penalty)
        variance = 1.0 / scale
        if data.sigma is None:
            residuals = data.y - basis.smooth(data.y, penalty)
            squares = float(np.sum(weights * residuals**2)) + data.scatter
            # Of data in bins the means alone count.
            n_readings = data.n_readings if data is given else n
            variance *= squares / max(n_readings - trace, 1.0)
        return cls(basis, penalty, spline, variance, origin, unit)

    def integral(self, a: float, b: float) -> tuple[float, float]:
        """Return the integral between limits within the points, and its standard error."""
        limits = self._inner(np.array([a, b]))
        weights = self.basis.integral_weights(limits[1]) - self.basis.integral_weights(limits[0])
        value = float(self.spline.integrate(*limits))
        return value * self.unit, float(self._errors(weights[:, None])[0]) * self.unit

    def values(self, x: ArrayLike) -> FloatArray:
        """Return values at points of shape (m,)."""
        found: FloatArray = self.spline(self._inner(x))
        return found

    def curve(self, x: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return values at points of shape (m,), and their standard errors."""
        inner = self._inner(x)
        return self.spline(inner), self._errors_at(inner, 0)

    def derivative(self, x: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return derivatives at points of shape (m,), and their standard errors."""
        inner = self._inner(x)
        return self.spline(inner, 1) / self.unit, self._errors_at(inner, 1) / self.unit

    def _inner(self, x: ArrayLike) -> FloatArray:
        return np.clip((np.asarray(x, float) - self.origin) / self.unit, *self.basis.x[[0, -1]])

    def _errors_at(self, points: FloatArray, derivative_order: int) -> FloatArray:
        at_a_time = max(1, _NUMBERS_AT_A_TIME // self.basis.x.size)
        parts = (points[i : i + at_a_time] for i in range(0, points.size, at_a_time))
        errors = [self._errors(self.basis.point_weights(part, derivative_order)) for part in parts]
        return np.concatenate(errors)

    def _errors(self, weights: FloatArray) -> FloatArray:
        r"""Return the standard errors of functionals with weights q, (n, m).

        The root of :math:`s^2 q^T (W + \lambda K)^{-1} q`, and :math:`(W + \lambda K)^{-1} q` are
        the smoothed values of :math:`W^{-1} q`.
        """
        smoothed = self.basis.smooth(weights / self.basis.weights[:, None], self.penalty)
        squares = np.sum(weights * smoothed, axis=0)
        return np.sqrt(self.variance * np.maximum(squares, 0.0))


def _cross_validated(basis: NaturalSpline, y: FloatArray) -> tuple[float, float]:
    """Return the penalty of least generalised cross-validation, and the trace of its smoother."""
    n = y.size
    rng = np.random.default_rng(0)
    is_exact = n <= _MOST_EXACT
    probes = np.eye(n) if is_exact else rng.choice([-1.0, 1.0], (n, _N_PROBES))

    def trace(penalty: float) -> float:
        # Of a matrix A, the mean of z' A z over vectors of random signs.
        total = float(np.sum(probes * basis.smooth(probes, penalty)))
        return total if is_exact else total / _N_PROBES

    def criterion(decade: float) -> float:
        penalty = 10.0**decade
        try:
            residuals = y - basis.smooth(y, penalty)
            left = n - _CAUTION * trace(penalty)
            squares = float(np.sum(basis.weights * residuals**2))
            return squares / left**2 if left > 0.0 else _EXCLUDED
        except LinAlgError:  # a high penalty between points that are close
            return _EXCLUDED

    # At this penalty half of a wave over all points is left: a higher one leaves a straight line.
    highest = np.log10((n / np.pi) ** 4)
    decades = np.arange(highest + 2.0, max(highest - _DECADES, -6.0), -0.5)
    tried = [criterion(decade) for decade in decades]
    best = float(decades[int(np.argmin(tried))])
    found = optimize.minimize_scalar(
        criterion, bounds=(best - 0.5, best + 0.5), method="bounded", options={"xatol": 0.01}
    )
    penalty = float(10.0**found.x)
    return penalty, trace(penalty)
