r"""Whether an integrand, or its derivative, is infinite at an end of an interval.

The slopes between points that halve their distance d to the end tell: those of a function with a
bounded derivative settle, those of

.. math:: |x - x_0|^\alpha, \quad \alpha < 1, \qquad \text{and of} \qquad |x - x_0| \ln |x - x_0|

keep growing, by :math:`2^{1-\alpha}` and :math:`1 + \ln 2 / |\ln d|` from one to the next.
"""

from __future__ import annotations

from enum import Enum, auto

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.integrability import ArrayFunction, approach
from nncore.quadrature.gauss_kronrod import EPSILON

#: The last octaves before the end that can be computed; a steep but regular layer is coarser.
_N_OCTAVES = 16

#: Of the slope, per octave: x ln x still grows by 1.7 % in the sixtieth, a regular slope settles.
_GROWTH = 1.01

#: Rounding errors below this part of a difference leave slopes the digits to tell 1 % apart.
_NOISE = 2.0**-10

#: α below this is a power. The square of a logarithm has -0.05 after forty octaves.
_POWER = -0.1


class EndBehaviour(Enum):
    """What an integrand does towards an end."""

    REGULAR = auto()  # bounded, with a bounded derivative, or nothing that could be recognised
    INFINITE_SLOPE = auto()  # bounded, as √x is at 0, or growing no faster than a logarithm
    INFINITE = auto()  # growing like a power, as 1/√x does


def end_behaviour(f: ArrayFunction, end: float, other: float) -> EndBehaviour:
    """Return what a function does towards `end`, as far as samples can tell.

    About sixty evaluations. An end is called singular only where the last slopes that are not
    spoilt by rounding grow steadily for sixteen octaves: not where f oscillates towards it, nor
    where the interval is too short for its distance from 0.

    Parameters
    ----------
    f : callable
        Vectorised and silent; smooth between the ends.
    end, other : float
        The end in question, and the other one of the panel.
    """
    distances, values = _significant(f, end, other)
    if not distances.size:
        return EndBehaviour.REGULAR
    differences = np.diff(values[-_N_OCTAVES - 1 :])
    slopes = differences / np.diff(distances[-_N_OCTAVES - 1 :])
    growth = slopes[1:] / slopes[:-1]  # negative where the slope changes its sign
    if not np.all(growth > _GROWTH):
        return EndBehaviour.REGULAR
    exponent = 1.0 - float(np.mean(np.log2(growth)))
    return EndBehaviour.INFINITE if exponent < _POWER else EndBehaviour.INFINITE_SLOPE


def _significant(f: ArrayFunction, end: float, other: float) -> tuple[FloatArray, FloatArray]:
    """Return distances, and the values there, between which f changes by more than rounding.

    They are the last ones that are enough in a row: f may have equal values at two of them, and a
    pole or nothing but rounding errors at the last.
    """
    x, values = approach(f, end, min(end, other), max(end, other))
    distances = np.abs(x - end)
    with np.errstate(all="ignore"):
        changes = np.abs(np.diff(values))
        sizes = np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
        clear = changes * _NOISE > EPSILON * sizes  # false for nan and infinity
    clear &= distances[1:] * _NOISE > 4 * EPSILON * abs(end)
    unclear = np.concatenate([[-1], np.flatnonzero(~clear), [clear.size]])
    long_enough = np.flatnonzero(np.diff(unclear) > _N_OCTAVES)
    if not long_enough.size:
        return distances[:0], values[:0]
    row = long_enough[-1]
    chosen = slice(unclear[row] + 1, unclear[row + 1] + 1)
    return distances[chosen], values[chosen]
