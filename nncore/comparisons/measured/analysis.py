"""Measured data, the network that was fitted to them, and the classical methods beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.comparisons.measured.classical import (
    ClassicalMethods,
    SampledDerivative,
    SampledIntegral,
)
from nncore.experiments import DataFit, fit_data
from nncore.samples.binned import binned
from nncore.samples.measured_data import MeasuredData
from nncore.specs import DataSpec

_N_CURVE = 301
#: Of more points, means are drawn.
MOST_DRAWN = 1_000


@dataclass(frozen=True, eq=False)
class Band:
    """A curve with its standard error, and the interval in which it lies: (n,) each."""

    value: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class MeasuredIntegral:
    """The integral of the network: value, standard error, and the interval in which it lies."""

    value: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that is drawn of measured data, and what integrates them between any limits.

    Parameters
    ----------
    fit : DataFit
        The network, with its data.
    classical : ClassicalMethods
        The other methods, on the same data.
    drawn : MeasuredData
        The points, or means of them where they are too many to be drawn.
    residuals : ndarray, shape (n_drawn,)
        What was measured less the network.
    x : ndarray, shape (n,)
        Of the curves.
    curve, derivative : Band
        Of the network.
    spline : ndarray, shape (n,)
        The smoothing spline; NaN with too few points.
    differences, filtered : SampledDerivative
        Finite differences, and the filter of Savitzky and Golay.
    """

    fit: DataFit
    classical: ClassicalMethods
    drawn: MeasuredData
    residuals: FloatArray
    x: FloatArray
    curve: Band
    derivative: Band
    spline: FloatArray
    differences: SampledDerivative
    filtered: SampledDerivative

    @classmethod
    def of(cls, data: MeasuredData, spec: DataSpec) -> "Analysis":
        """Fit a network to data, and prepare the other methods."""
        fit, classical, drawn = (
            fit_data(data, spec),
            ClassicalMethods(data),
            binned(data, MOST_DRAWN),
        )
        x = np.linspace(data.x[0], data.x[-1], _N_CURVE)
        spline = classical.spline
        return cls(
            fit=fit,
            classical=classical,
            drawn=drawn,
            residuals=drawn.y - fit.curve(drawn.x).value,
            x=x,
            curve=Band(*fit.curve(x), *fit.curve_interval(x)),
            derivative=Band(*fit.derivative(x), *fit.derivative_interval(x)),
            spline=np.full(x.size, np.nan) if spline is None else spline.values(x),
            differences=classical.finite_differences(MOST_DRAWN),
            filtered=classical.filtered(MOST_DRAWN),
        )

    @property
    def data(self) -> MeasuredData:
        """What was measured."""
        return self.fit.data

    def integral(self, a: float, b: float) -> MeasuredIntegral:
        """Return the integral of the network between limits."""
        numbers = (*self.fit.integral(a, b), *self.fit.interval(a, b))
        return MeasuredIntegral(*map(float, numbers))

    def classical_integrals(self, a: float, b: float) -> Mapping[str, SampledIntegral]:
        """Return those of the classical methods, by name."""
        return self.classical.integrals(a, b)

    def slope_errors(self, slope: Callable[[FloatArray], FloatArray]) -> tuple[float, float, float]:
        """Return the root mean square errors of the derivatives, where the truth is known.

        Of the network and of the filter at the filter's points, and of the finite differences at
        theirs; NaN where there are none.

        Parameters
        ----------
        slope : callable
            The true derivative.
        """
        filtered, differences = self.filtered, self.differences
        points = filtered.x if filtered.x.size else self.x
        network = self.fit.derivative(points).value
        return (
            _root_mean_square(network - slope(points)),
            _root_mean_square(filtered.value - slope(filtered.x)),
            _root_mean_square(differences.value - slope(differences.x)),
        )


def _root_mean_square(errors: FloatArray) -> float:
    return float(np.sqrt(np.mean(errors**2))) if errors.size else np.nan
