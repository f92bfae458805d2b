"""Where what is known of an integral comes from: a source that `nncore.references` hands in.

That room builds upon this one, and so cannot be imported here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nncore.arrays import FloatArray
from nncore.integrands.infinite_interval import InfiniteInterval
from nncore.messages import Sentence


class Knowledge(NamedTuple):
    """What is known of an integral.

    Parameters
    ----------
    value : float
        nan where it is not known.
    is_absolute : bool
        Whether it is known, with the integral of :math:`|f|` finite.
    problem : Sentence or None
        Why the integral surely does not exist.
    is_conditional : bool
        Whether it is known, with the integral of :math:`|f|` infinite, as far as is known.
    """

    value: float
    is_absolute: bool = False
    problem: Sentence | None = None
    is_conditional: bool = False


#: Of an integrand and increasing limits, which may be infinite.
Source = Callable[[Any, float, float], Knowledge]

_sources: list[Source] = []


def hand_in(source: Source) -> None:
    """Take a source of knowledge in the place of the one before."""
    _sources[:] = [source]


def knowledge(integrand: Any, lower: float, upper: float) -> Knowledge:
    """Return what the source knows of an integral."""
    return _sources[0](integrand, lower, upper)


def inner_points(lower: float, upper: float) -> FloatArray:
    """Return 1023 increasing points of an open interval, which may be infinite."""
    if not (math.isinf(lower) or math.isinf(upper)):
        return np.linspace(lower, upper, 1025)[1:-1]
    interval = InfiniteInterval(lower, upper)
    points: FloatArray = interval.to_x(inner_points(*interval.limits))
    return points
