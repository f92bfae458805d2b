r"""Products of profiles, one for each variable, with their integrals over boxes.

.. math::

    f(x, \theta) &= A \operatorname{Re}
        \prod_{i=1}^{n} g_i\bigl(s_i(\theta)\,x_i + t_i(\theta)\bigr), \\
    \int_B f\,dx &= A V \operatorname{Re} \prod_{i=1}^{n} M_i(s_i l_i + t_i, s_i u_i + t_i),

where :math:`M_i` is the mean of :math:`g_i` between two arguments, so that nothing is divided by a
slope :math:`s_i`, and V the volume. An input that is not integrated keeps its factor
:math:`g_i(s_i x_i + t_i)`, and parameters :math:`\theta` are inputs behind the variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any, Self

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.closed_family import ClosedFamily, Inputs
from nncore.integrands.profiles import Profile

EPSILON = float(np.finfo(float).eps)
_ROUNDINGS = 8  # of each factor and of its argument

# Slope and offset of an argument, or the derivatives of both.
Line = tuple[Any, Any]


@dataclass(frozen=True)
class ProductFamily(ClosedFamily):
    """A product of profiles of straight lines in the variables.

    Parameters
    ----------
    profiles : tuple of Profile
        The factor of each variable.
    slopes, offsets : tuple of float
        Of the arguments of the profiles.
    amplitude : float
        A constant factor.
    """

    profiles: tuple[Profile, ...]
    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    amplitude: float = 1.0

    @classmethod
    def centred(
        cls, profile: Profile, scales: FloatArray, centres: FloatArray, amplitude: float
    ) -> Self:
        """Return the product of one profile of scale times (x - centre)."""
        offsets = -scales * centres
        profiles = (profile,) * scales.size
        return cls(profiles, tuple(scales.tolist()), tuple(offsets.tolist()), amplitude)

    @property
    def n_variables(self) -> int:
        """Number of inputs that are no parameters."""
        return len(self.profiles)

    @property
    def n_inputs(self) -> int:
        """Number of inputs, parameters included."""
        return self.n_variables

    @property
    def closed_over(self) -> frozenset[int]:
        """All inputs but the parameters."""
        return frozenset(range(self.n_variables))

    def line(self, i: int, values: Mapping[int, FloatArray]) -> Line:
        """Return slope and offset of the argument of variable i."""
        return self.slopes[i], self.offsets[i]

    def line_slopes(self, i: int, values: Mapping[int, FloatArray]) -> Mapping[int, Line]:
        """Return the derivatives of `line` with respect to those parameters that it depends on."""
        return {}

    def integral(self, inputs: Inputs) -> FloatArray:
        """Return the integral over the inputs that have limits, at the values of the others."""
        if not inputs.limits and (exponent := self._exponent(inputs)) is not None:
            wave = np.cos(exponent.imag) if np.iscomplexobj(exponent) else 1.0
            return self.amplitude * np.exp(exponent.real) * wave
        product = reduce(mul, (self._factor(i, inputs) for i in range(self.n_variables)))
        value: FloatArray = self.amplitude * inputs.volume * np.real(product)
        return value

    def gradient(self, inputs: Inputs) -> list[FloatArray]:
        """Return the derivatives of the integral with respect to the inputs that have values."""
        n = self.n_variables
        factors = [self._factor(i, inputs) for i in range(n)]
        slopes = [self._factor_slopes(i, inputs) for i in range(n)]
        scale = self.amplitude * inputs.volume
        result = []
        for j in sorted(inputs.values):
            terms = (
                slopes[i][j] * reduce(mul, factors[:i] + factors[i + 1 :], 1.0)
                for i in range(n)
                if j in slopes[i]
            )
            result.append(scale * np.real(sum(terms, np.zeros(()))))
        return result

    def rounding(self, inputs: Inputs) -> FloatArray:
        """Return how far off `integral` may be: each argument is rounded, and each factor."""
        n = self.n_variables
        sizes = [np.abs(self._factor(i, inputs)) for i in range(n)]
        total: Any = 0.0
        for i in range(n):
            own = sizes[i] + self._argument_rounding(i, inputs)
            total = total + reduce(mul, sizes[:i] + sizes[i + 1 :], own)
        return _ROUNDINGS * EPSILON * np.abs(self.amplitude * inputs.volume) * total

    def _exponent(self, inputs: Inputs) -> FloatArray | None:
        """Return the logarithm of the product, where each factor has one: it is faster."""
        total: Any = 0.0
        for i, profile in enumerate(self.profiles):
            slope, offset = self.line(i, inputs.values)
            exponent = profile.exponent(slope * inputs.values[i] + offset)
            if exponent is None:
                return None
            total = total + exponent
        return np.asarray(total)

    def _factor(self, i: int, inputs: Inputs) -> Any:
        slope, offset = self.line(i, inputs.values)
        if i in inputs.values:
            return self.profiles[i].value(slope * inputs.values[i] + offset)
        lower, upper = inputs.limits[i]
        return self.profiles[i].mean(slope * lower + offset, slope * upper + offset)

    def _factor_slopes(self, i: int, inputs: Inputs) -> dict[int, Any]:
        """Return the derivatives of a factor with respect to the inputs that it depends on."""
        slope, offset = self.line(i, inputs.values)
        lines = self.line_slopes(i, inputs.values)
        if i in inputs.values:
            x = inputs.values[i]
            outer = self.profiles[i].slope(slope * x + offset)
            return {i: outer * slope, **{j: outer * (s * x + t) for j, (s, t) in lines.items()}}
        if not lines:
            return {}
        lower, upper = inputs.limits[i]
        at_lower, at_upper = self.profiles[i].mean_slopes(
            slope * lower + offset, slope * upper + offset
        )
        return {
            j: at_lower * (s * lower + t) + at_upper * (s * upper + t)
            for j, (s, t) in lines.items()
        }

    def _argument_rounding(self, i: int, inputs: Inputs) -> Any:
        """Return what a relative change of the terms of an argument does to a factor."""
        slope, offset = self.line(i, inputs.values)

        def size(x: FloatArray) -> Any:
            return np.abs(slope * x) + np.abs(offset)

        if i in inputs.values:
            x = inputs.values[i]
            return np.abs(self.profiles[i].slope(slope * x + offset)) * size(x)
        lower, upper = inputs.limits[i]
        at_lower, at_upper = self.profiles[i].mean_slopes(
            slope * lower + offset, slope * upper + offset
        )
        return np.abs(at_lower) * size(lower) + np.abs(at_upper) * size(upper)
