r"""Genz's corner peak, and its integral over a box as a sum of positive terms.

.. math::

    f(x) = \Bigl(1 + \sum_{i=1}^{n} a_i x_i\Bigr)^{-(n+1)}

Over k of the inputs, with :math:`c` the value of the bracket at the lower limits,
:math:`A_i = a_i (u_i - l_i)`, V the product of the lengths and :math:`p = n + 1 - k`,

.. math::

    \int f = \frac{(p-1)!}{n!} \prod_i \frac{1}{a_i}
             \sum_{S} (-1)^{|S|} \Bigl(c + \sum_{i \in S} A_i\Bigr)^{-p}
           = \frac{(p-1)!}{n!}\, V\, E_p(\{1, \dots, k\}),

where the sum over the :math:`2^k` corners cancels: in a small box it has no digits. From

.. math::

    E_p(T) = \frac{1}{\Gamma(p)} \int_0^\infty t^{p-1} e^{-c_T t}
             \prod_{i \in T} \frac{1 - e^{-A_i t}}{A_i}\,dt, \qquad
    c_T = c + \sum_{i \notin T} A_i,

integration by parts makes a recurrence in which nothing is subtracted,

.. math::

    E_p(T) = \frac{1}{c_T} \Bigl(E_{p-1}(T) + \sum_{i \in T} E_p(T \setminus \{i\})\Bigr), \qquad
    E_p(\emptyset) = c_\emptyset^{-p}, \quad E_0(T) = 0 \text{ for } T \ne \emptyset.

Its :math:`2^k p` steps keep all digits down to limits that are equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, combinations
from operator import mul
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.closed_family import ClosedFamily, Inputs

EPSILON = float(np.finfo(float).eps)


@dataclass(frozen=True)
class CornerPeak(ClosedFamily):
    """A peak in the corner at the origin; infinite, and nan beyond, where the bracket is 0.

    Parameters
    ----------
    slopes : tuple of float
        The a of each input, positive.
    """

    slopes: tuple[float, ...]

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return len(self.slopes)

    @property
    def closed_over(self) -> frozenset[int]:
        """All inputs."""
        return frozenset(range(self.n_inputs))

    def integral(self, inputs: Inputs) -> FloatArray:
        """Return the integral over the inputs that have limits, at the values of the others."""
        k, n = len(inputs.limits), self.n_inputs
        scale = math.factorial(n - k) / math.factorial(n)
        value: FloatArray = scale * inputs.volume * self._sum(inputs, n + 1 - k)
        return value

    def gradient(self, inputs: Inputs) -> list[FloatArray]:
        """Return the derivatives of the integral with respect to the inputs that have values."""
        k, n = len(inputs.limits), self.n_inputs
        scale = math.factorial(n + 1 - k) / math.factorial(n)
        by_bracket = -scale * inputs.volume * self._sum(inputs, n + 2 - k)
        return [self.slopes[j] * by_bracket for j in sorted(inputs.values)]

    def rounding(self, inputs: Inputs) -> FloatArray:
        """Return how far off `integral` may be: a few ulp for each step of the recurrence."""
        rounding: FloatArray = 4 * (self.n_inputs + 2) * EPSILON * np.abs(self.integral(inputs))
        return rounding

    def _sum(self, inputs: Inputs, power: int) -> Any:
        """Return E of all integrated inputs."""
        sides = {i: sorted_pair(*limits) for i, limits in inputs.limits.items()}
        bracket: Any = 1.0
        for i, x in inputs.values.items():
            bracket = bracket + self.slopes[i] * x
        for i, (lower, _) in sides.items():
            bracket = bracket + self.slopes[i] * lower
        lengths = {i: self.slopes[i] * (upper - lower) for i, (lower, upper) in sides.items()}
        with np.errstate(all="ignore"):
            return _recurrence(np.where(bracket >= 0, bracket, np.nan), lengths, power)


def sorted_pair(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the smaller and the larger of two limits."""
    return np.minimum(a, b), np.maximum(a, b)


def _recurrence(bracket: FloatArray, lengths: dict[int, FloatArray], power: int) -> FloatArray:
    """Return E_p of all keys of `lengths`."""
    everything = frozenset(lengths)
    inverse = 1 / (bracket + sum(lengths.values()))
    # Multiplied out: a power of a float is ten times as slow.
    known = {frozenset[int](): list(accumulate([1.0, *(inverse,) * power], mul))}
    for size in range(1, len(everything) + 1):
        for members in combinations(lengths, size):
            subset = frozenset(members)
            bracket_here = bracket + sum(lengths[i] for i in everything - subset)
            sums: list[Any] = [0.0]
            for p in range(1, power + 1):
                total = sum((known[subset - {i}][p] for i in subset), sums[p - 1])
                sums.append(total / bracket_here)
            known[subset] = sums
    return known[everything][power]
