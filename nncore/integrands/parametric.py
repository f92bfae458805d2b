r"""Four families with parameters :math:`\theta`, whose integrals over x and gradients are exact.

Parameters are the inputs behind the n variables. With p of them:

- ``theta-gaussian``, :math:`\exp\bigl(-\sum_i a_i^2 (x_i - c_i)^2 / w^2\bigr)`, has the centres of
  its first variables for parameters and, from two on, the width w as the last one;
- ``theta-oscillatory``, :math:`\cos\bigl(2 \pi \varphi + \sum_i a_i \theta_i x_i\bigr)`, has
  frequencies, in units of :math:`a_i`, and from two on the phase as the last one;
- ``theta-exponential``, :math:`\exp\bigl(-\sum_i \theta_i x_i\bigr)`, has rates;
- ``theta-mixture`` is a sum of three Gaussians in the space of variables and parameters together,
  so that its integral has several optima.

What is no parameter is drawn at random.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.base import Tag
from nncore.integrands.box_family import BoxFamily, ParameterLimits, seeded_slopes
from nncore.integrands.closed_family import ClosedFamily
from nncore.integrands.product_family import Line, ProductFamily
from nncore.integrands.profiles import Exponential, Gaussian, Wave
from nncore.integrands.sum_family import SumFamily
from nncore.messages import marked

_N_BUMPS = 3


@dataclass(frozen=True)
class ParametricProduct(ProductFamily):
    """A product whose straight lines depend on parameters.

    Parameters
    ----------
    n_parameters : int
        At least 1. Where there are two or more, a family may have one that belongs to no variable:
        it is the last one.
    """

    n_parameters: int = 1

    @property
    def n_inputs(self) -> int:
        """Number of inputs, parameters included."""
        return self.n_variables + self.n_parameters

    @property
    def _last(self) -> int | None:
        """The input that is the parameter of no variable."""
        return self.n_inputs - 1 if self.n_parameters > 1 else None

    def _own(self, i: int) -> int | None:
        """Return the input that is the parameter of variable i."""
        j = self.n_variables + i
        return j if j < self.n_inputs and j != self._last else None


class CentresAndWidth(ParametricProduct):
    """Factors of a (x - c)/w; offsets are -a c of the centres that are no parameters."""

    def line(self, i: int, values: Mapping[int, FloatArray]) -> Line:
        """Return slope and offset of the argument of variable i."""
        own, last = self._own(i), self._last
        width = 1.0 if last is None else values[last]
        offset = self.offsets[i] if own is None else -self.slopes[i] * values[own]
        return self.slopes[i] / width, offset / width

    def line_slopes(self, i: int, values: Mapping[int, FloatArray]) -> Mapping[int, Line]:
        """Return the derivatives of `line` with respect to the centre and the width."""
        slope, offset = self.line(i, values)
        own, last = self._own(i), self._last
        result: dict[int, Line] = {}
        if own is not None:
            result[own] = 0.0, -slope
        if last is not None:
            result[last] = -slope / values[last], -offset / values[last]
        return result


class FrequenciesAndPhase(ParametricProduct):
    """Factors of a θ x, the first one shifted by the phase, in turns."""

    def line(self, i: int, values: Mapping[int, FloatArray]) -> Line:
        """Return slope and offset of the argument of variable i."""
        own, last = self._own(i), self._last
        slope = self.slopes[i] if own is None else self.slopes[i] * values[own]
        if i > 0 or last is None:
            return slope, self.offsets[i]
        return slope, 2 * math.pi * values[last]

    def line_slopes(self, i: int, values: Mapping[int, FloatArray]) -> Mapping[int, Line]:
        """Return the derivatives of `line` with respect to the frequency and the phase."""
        own, last = self._own(i), self._last
        result: dict[int, Line] = {}
        if own is not None:
            result[own] = self.slopes[i], 0.0
        if i == 0 and last is not None:
            result[last] = 0.0, 2 * math.pi
        return result


class Rates(ParametricProduct):
    """Factors of -θ x."""

    @property
    def _last(self) -> None:
        return None

    def line(self, i: int, values: Mapping[int, FloatArray]) -> Line:
        """Return slope and offset of the argument of variable i."""
        own = self._own(i)
        return (-self.slopes[i] if own is None else -values[own]), 0.0

    def line_slopes(self, i: int, values: Mapping[int, FloatArray]) -> Mapping[int, Line]:
        """Return the derivatives of `line` with respect to the rate."""
        own = self._own(i)
        return {} if own is None else {own: (-1.0, 0.0)}


def _gaussian(n: int, p: int, difficulty: float, rng: np.random.Generator) -> ClosedFamily:
    a = seeded_slopes(n, difficulty, rng)
    offsets = tuple((-a * rng.random(n)).tolist())
    return CentresAndWidth((Gaussian(),) * n, tuple(a.tolist()), offsets, n_parameters=p)


def _oscillatory(n: int, p: int, difficulty: float, rng: np.random.Generator) -> ClosedFamily:
    a = seeded_slopes(n, difficulty, rng)
    offsets = (2 * math.pi * rng.random(), *(0.0,) * (n - 1))
    return FrequenciesAndPhase((Wave(),) * n, tuple(a.tolist()), offsets, n_parameters=p)


def _exponential(n: int, p: int, difficulty: float, rng: np.random.Generator) -> ClosedFamily:
    a = seeded_slopes(n, difficulty, rng)
    return Rates((Exponential(),) * n, tuple(a.tolist()), (0.0,) * n, n_parameters=p)


def _mixture(n: int, p: int, difficulty: float, rng: np.random.Generator) -> ClosedFamily:
    bumps = []
    for _ in range(_N_BUMPS):
        a = seeded_slopes(n + p, difficulty, rng)
        bumps.append(ProductFamily.centred(Gaussian(), a, rng.random(n + p), rng.uniform(0.5, 1.5)))
    return SumFamily(tuple(bumps))


PARAMETRIC = (
    BoxFamily(
        name="theta-gaussian",
        latex=r"\exp\Bigl(-\sum_i \frac{a_i^2 (x_i - c_i)^2}{w^2}\Bigr)",
        draw=_gaussian,
        difficulty=7.03,
        title=marked("Gaussian with a centre and a width"),
        description=marked("The parameters move a peak and change its width."),
        tags=(Tag.SMOOTH, Tag.PEAK),
        parameter_limits=ParameterLimits((0.0, 1.0), last=(0.5, 1.5)),
    ),
    BoxFamily(
        name="theta-oscillatory",
        latex=r"\cos\Bigl(2 \pi \varphi + \sum_i a_i \theta_i x_i\Bigr)",
        draw=_oscillatory,
        difficulty=9.0,
        title=marked("Wave with frequencies and a phase"),
        description=marked(
            "The parameters are the frequencies along the variables, and the phase."
        ),
        tags=(Tag.SMOOTH, Tag.OSCILLATORY),
        parameter_limits=ParameterLimits((0.5, 1.5), last=(0.0, 1.0)),
    ),
    BoxFamily(
        name="theta-exponential",
        latex=r"\exp\Bigl(-\sum_i \theta_i x_i\Bigr)",
        draw=_exponential,
        difficulty=4.3,
        title=marked("Exponential with rates"),
        description=marked("The integral is a Laplace transform; the parameters are its rates."),
        tags=(Tag.SMOOTH,),
        parameter_limits=ParameterLimits((0.0, 4.0)),
    ),
    BoxFamily(
        name="theta-mixture",
        latex=r"\sum_m A_m \exp\Bigl(-\sum_i a_{m i}^2 (x_i - c_{m i})^2"
        r" - \sum_j b_{m j}^2 (\theta_j - d_{m j})^2\Bigr)",
        draw=_mixture,
        difficulty=12.0,
        title=marked("Mixture of three Gaussians"),
        description=marked("The integral, a function of the parameters, has several optima."),
        tags=(Tag.SMOOTH, Tag.PEAK),
        parameter_limits=ParameterLimits((0.0, 1.0), belong_to_variables=False),
    ),
)
