"""What a fit to measurements knows: integral, derivative and curve, each with its error."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.experiments.data_posterior import data_posterior, reading_weights
from nncore.experiments.fit_assumptions import fit_assumptions
from nncore.messages import Sentence, SettingError, marked
from nncore.network import OneHiddenNetwork
from nncore.posterior.robust_average import RobustAverage
from nncore.posterior.student_mixture import StudentMixture
from nncore.samples.measured_data import MeasuredData
from nncore.samples.scaling import Scaling
from nncore.specs.data import DataSpec
from nncore.starts.even_spacing import REACH
from nncore.trainers import OutputLayer

_BEYOND = marked(
    "`{name}` is {value:.6g}, too far beyond the measurements, about which they say nothing: it "
    "must be from {lower:.6g} to {upper:.6g}."
)
_POINTS_AT_A_TIME = 4_096
# Points among which an outlier hardly bends the curve.
_MANY = 5_000
# Of a limit that is written where the reach ends.
_ROUNDING = 1e-9

_Mixtures = Callable[..., StudentMixture]


class Estimate(NamedTuple):
    """A value, or an array of them, with its standard error, in the same unit."""

    value: FloatArray
    standard_error: FloatArray


class Interval(NamedTuple):
    """The ends of an interval, or of an array of them."""

    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, eq=False)
class DataFit:
    """The posterior of a curve, from `nncore.fit_data`.

    Its methods broadcast and take limits and points beyond the measurements, as far as their
    interval is long, where their errors grow fast.

    Parameters
    ----------
    data : MeasuredData
        What was measured.
    spec : DataSpec
        What was chosen.
    found : RobustAverage
        The posterior, in scaled coordinates.
    scaling : Scaling
        What scaled them.
    """

    data: MeasuredData
    spec: DataSpec
    found: RobustAverage
    scaling: Scaling

    @cached_property
    def network(self) -> OneHiddenNetwork:
        """The mean of the posterior, with the units of all hidden layers that matter."""
        scaling = self.scaling
        return self.found.average.network.rescaled(
            scaling.x_center, scaling.x_scale, scaling.y_center, scaling.y_scale
        )

    @property
    def effective_parameters(self) -> float:
        """How many parameters the measurements decide on, as an average over the layers."""
        return self.found.average.effective_parameters

    @property
    def noise(self) -> float:
        """The standard deviation of a reading, in units of y, or of `sigma` where data have it."""
        average = self.found.average
        if np.isinf(average.degrees):
            return 1.0
        scaled = float(np.sqrt(average.squares / average.degrees))
        return scaled if self.data.sigma is not None else scaled * self.scaling.y_scale

    @cached_property
    def residuals(self) -> FloatArray:
        """The measurements less the curve, shape (n,), in units of y."""
        return (
            self.found.residuals
            / np.sqrt(reading_weights(self.data, self.scaling.y_scale))
            * (self.scaling.y_scale)
        )

    @cached_property
    def outliers(self) -> np.ndarray:
        """The indices of measurements that are farther from the curve than normal noise explains.

        Where normal noise was chosen, they are those of a fit with Student's noise, from which
        outliers cannot hide: among few points the curve bends towards them. Among many it hardly
        does.
        """
        if self.spec.noise != "normal" or len(self.data) > _MANY:
            return self.found.outliers
        robust = replace(self.spec, noise="student", trainer=OutputLayer())
        return data_posterior(self.data, robust)[0].outliers

    @cached_property
    def assumptions(self) -> tuple[Sentence, ...]:
        """What was assumed, and what speaks against it, a sentence each."""
        return fit_assumptions(self.data, self.spec, self.found, self.outliers)

    def is_beyond(self, *points: float) -> bool:
        """Return whether a point or a limit is beyond the measurements, where all is a guess."""
        x = self.data.x
        return min(points) < x[0] or max(points) > x[-1]

    def integral(self, a: ArrayLike, b: ArrayLike) -> Estimate:
        r"""Integrate from a to b, in closed form.

        Parameters
        ----------
        a, b : array_like
            Limits, in units of x; they broadcast, in any order.

        Returns
        -------
        Estimate
            In units of x times y, of the shape of the limits.

        Raises
        ------
        SettingError
            If a limit is too far beyond the measurements.
        """
        return self._estimate(self._integrals, *self._scaled(a=a, b=b))

    def interval(self, a: ArrayLike, b: ArrayLike, level: float | None = None) -> Interval:
        """Return the ends between which the integral lies with probability `level`.

        Parameters
        ----------
        a, b : array_like
            Limits, as of `integral`.
        level : float, optional
            Between 0 and 1; that of the spec by default, 0.95.
        """
        return self._interval(level, self._integrals, *self._scaled(a=a, b=b))

    def derivative(self, x: ArrayLike) -> Estimate:
        """Differentiate the curve, at points of any shape; in units of y over x."""
        return self._estimate(self._derivatives, *self._scaled(x=x))

    def derivative_interval(self, x: ArrayLike, level: float | None = None) -> Interval:
        """Return the ends between which each derivative lies with probability `level`."""
        return self._interval(level, self._derivatives, *self._scaled(x=x))

    def curve(self, x: ArrayLike) -> Estimate:
        """Evaluate the curve, at points of any shape, without the noise of a reading."""
        return self._estimate(self._values, *self._scaled(x=x))

    def curve_interval(self, x: ArrayLike, level: float | None = None) -> Interval:
        """Return the ends between which each value of the curve lies with probability `level`."""
        return self._interval(level, self._values, *self._scaled(x=x))

    def _integrals(self, lower: FloatArray, upper: FloatArray) -> StudentMixture:
        of_units = partial(OneHiddenNetwork.unit_integrals, a=lower, b=upper)
        mixture = self.found.average.mixture(of_units, upper - lower)
        unit = self.scaling.y_scale * self.scaling.x_scale
        offset = self.scaling.y_center * self.scaling.x_scale
        return mixture.transformed(unit, offset * (upper - lower))

    def _derivatives(self, points: FloatArray) -> StudentMixture:
        of_units = partial(OneHiddenNetwork.contribution_slopes, x=points)
        mixture = self.found.average.mixture(of_units, np.zeros_like(points))
        return mixture.transformed(self.scaling.y_scale / self.scaling.x_scale, 0.0)

    def _values(self, points: FloatArray) -> StudentMixture:
        of_units = partial(OneHiddenNetwork.contributions, x=points)
        mixture = self.found.average.mixture(of_units, np.ones_like(points))
        return mixture.transformed(self.scaling.y_scale, self.scaling.y_center)

    def _scaled(self, **given: ArrayLike) -> list[FloatArray]:
        """Return points in scaled coordinates, of one shape, or refuse them by name."""
        center, scale = self.scaling.x_center, self.scaling.x_scale
        farthest = 1.0 + 2.0 * REACH
        for name, x in given.items():
            points = np.atleast_1d(np.asarray(x, dtype=np.float64))
            is_beyond = ~(np.abs(points - center) <= farthest * scale * (1.0 + _ROUNDING))
            if np.any(is_beyond):
                raise SettingError(
                    _BEYOND,
                    name=name,
                    value=float(points[is_beyond][0]),
                    lower=center - farthest * scale,
                    upper=center + farthest * scale,
                )
        arrays = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in given.values()))
        return [(points - center) / scale for points in arrays]

    def _estimate(self, mixtures: _Mixtures, *points: FloatArray) -> Estimate:
        pieces = [(one.mean, one.standard_deviation) for one in _in_pieces(mixtures, points)]
        return Estimate(*_joined(pieces, points[0].shape))

    def _interval(self, level: float | None, mixtures: _Mixtures, *points: FloatArray) -> Interval:
        level = self.spec.level if level is None else level
        if not 0.0 < level < 1.0:
            raise SettingError("`level` must be between 0 and 1, got {value}.", value=level)
        ends = 0.5 - 0.5 * level, 0.5 + 0.5 * level
        pieces = [tuple(map(one.quantile, ends)) for one in _in_pieces(mixtures, points)]
        return Interval(*_joined(pieces, points[0].shape))


def _in_pieces(mixtures: _Mixtures, points: tuple[FloatArray, ...]) -> Iterator[StudentMixture]:
    """Yield the mixtures of so few points at a time that memory does not grow with them."""
    flat = [array.ravel() for array in points]
    for start in range(0, max(flat[0].size, 1), _POINTS_AT_A_TIME):
        yield mixtures(*(array[start : start + _POINTS_AT_A_TIME] for array in flat))


def _joined(
    pieces: Sequence[tuple[FloatArray, ...]], shape: tuple[int, ...]
) -> Iterator[FloatArray]:
    """Yield each of two arrays, of which there are pieces; a float for one point."""
    for parts in zip(*pieces, strict=True):
        yield np.concatenate(parts).reshape(shape)[()]
