"""What the classical methods make of measured data: integrals and derivatives with their errors."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nncore.arrays import FloatArray
from nncore.comparisons.measured.local_polynomial import (
    FINITE_DIFFERENCE,
    LocalPolynomial,
    best_window,
)
from nncore.comparisons.measured.noise_level import standard_errors
from nncore.comparisons.measured.sampled_rules import simpson_weights, trapezoid_weights
from nncore.comparisons.measured.smoothing_spline import LEAST_POINTS, SmoothingSpline
from nncore.messages import Sentence, marked
from nncore.samples.measured_data import MeasuredData

TRAPEZOID, SIMPSON = marked("trapezoid"), marked("Simpson")
SPLINE = marked("smoothing spline")
# Simpson's weights are worth a word when they multiply noise by so much more.
_MUCH_MORE = 1.5


@dataclass(frozen=True)
class SampledIntegral:
    """An integral of measured data by a classical method.

    Parameters
    ----------
    value : float
        In units of x times y.
    noise_error : float
        The standard error that the noise of the measurements gives it.
    discretisation_error : float
        Its estimated error because nothing is known between the points; NaN where that is not
        known, and 0 where it is part of the other one.
    warning : Sentence, optional
        What speaks against it.
    """

    value: float
    noise_error: float
    discretisation_error: float
    warning: Sentence | None = None

    @property
    def standard_error(self) -> float:
        """Both errors together."""
        return math.hypot(self.noise_error, self.discretisation_error)


@dataclass(frozen=True, eq=False)
class SampledDerivative:
    """Derivatives of measured data by a classical method.

    Parameters
    ----------
    x, value, standard_error : ndarray, shape (m,)
        Points, derivatives, and their standard errors from the noise alone.
    window : int or None
        Of how many points each is made, where that was chosen.
    """

    x: FloatArray
    value: FloatArray
    standard_error: FloatArray
    window: int | None = None


@dataclass(frozen=True, eq=False)
class ClassicalMethods:
    """The classical methods on measured data, made ready once for all limits.

    Parameters
    ----------
    data : MeasuredData
        What was measured.
    """

    data: MeasuredData

    @cached_property
    def sigma(self) -> FloatArray:
        """The standard errors of the points: given, or estimated from those side by side."""
        return standard_errors(self.data)

    @cached_property
    def spline(self) -> SmoothingSpline | None:
        """The smoothing spline; None with too few points."""
        return SmoothingSpline.of(self.data) if len(self.data) >= LEAST_POINTS else None

    @cached_property
    def filter(self) -> LocalPolynomial | None:
        """The filter of Savitzky and Golay with the window that foretells points best."""
        return best_window(self.data)

    def integrals(self, a: float, b: float) -> Mapping[str, SampledIntegral]:
        r"""Return the integrals between limits within the measurements, by the methods' names.

        The error of discretisation of a rule is what it would miss of the smoothing spline:
        :math:`\int_a^b s - \sum w_i s(x_i)`. The spline is smoother than the curve, so that it is
        rather too small than too large.
        """
        span = self._within(a, b)
        trapezoid = self._by_rule(trapezoid_weights(self.data.x, *span), span)
        simpson = self._by_rule(simpson_weights(self.data.x, *span), span)
        found = {TRAPEZOID: trapezoid, SIMPSON: _with_warning(simpson, trapezoid)}
        if self.spline is not None:
            found[SPLINE] = SampledIntegral(*self.spline.integral(*span), 0.0)
        return found

    def finite_differences(self, n_points: int) -> SampledDerivative:
        """Return the finite differences of second order at no more than about `n_points` points."""
        return self._by_polynomial(FINITE_DIFFERENCE, n_points)

    def filtered(self, n_points: int) -> SampledDerivative:
        """Return the derivatives of Savitzky and Golay's filter, at about `n_points` points."""
        return self._by_polynomial(self.filter, n_points)

    def _within(self, a: float, b: float) -> tuple[float, float]:
        lower, upper = np.clip([a, b], self.data.x[0], self.data.x[-1])
        return float(lower), float(upper)

    def _by_rule(self, weights: FloatArray, span: tuple[float, float]) -> SampledIntegral:
        value = float(weights @ self.data.y)
        noise = float(np.linalg.norm(weights * self.sigma))
        missed = math.nan
        if self.spline is not None:
            missed = abs(
                self.spline.integral(*span)[0] - float(weights @ self.spline.values(self.data.x))
            )
        return SampledIntegral(value, noise, missed)

    def _by_polynomial(
        self, polynomial: LocalPolynomial | None, n_points: int
    ) -> SampledDerivative:
        n = len(self.data)
        if polynomial is None or n < polynomial.window:
            return SampledDerivative(*np.empty((3, 0)))
        chosen = np.unique(np.linspace(0, n - 1, min(n, n_points)).astype(np.int64))
        found = polynomial.derivative(self.data, self.sigma, chosen)
        return SampledDerivative(self.data.x[chosen], *found, polynomial.window)


def _with_warning(simpson: SampledIntegral, trapezoid: SampledIntegral) -> SampledIntegral:
    """Say it where close points make Simpson's weights so large that noise is magnified."""
    if not simpson.noise_error > _MUCH_MORE * trapezoid.noise_error:
        return simpson
    warning = Sentence(
        "Simpson's rule takes {times:.1f} times as much of the noise as the trapezoid: where two "
        "points are close its weights are large and of both signs.",
        times=simpson.noise_error / trapezoid.noise_error,
    )
    return replace(simpson, warning=warning)
