"""What a classical method says of an integral over a box, and at what cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nncore.arrays import FloatArray

#: Points (n_points, n_inputs) -> values (n_points,).
BoxFunction = Callable[[FloatArray], Any]


class BoxEstimate(NamedTuple):
    """An estimate of an integral over a box.

    Parameters
    ----------
    value : float
        nan or infinite where f is, at a point that was tried.
    error_estimate : float
        The method's own. For methods with random points it is half of a 95 % confidence interval,
        so that one in twenty is exceeded by right.
    n_evaluations : int
        How often f was evaluated for it.
    seconds : float
        The wall time that it took.
    """

    value: float
    error_estimate: float
    n_evaluations: int
    seconds: float


class CountedFunction:
    """A function that counts at how many points it is evaluated, and since when.

    Parameters
    ----------
    f : callable
        See `BoxFunction`.
    """

    def __init__(self, f: BoxFunction) -> None:
        self._f = f
        self._began = time.perf_counter()
        self.n_evaluations = 0

    def __call__(self, x: FloatArray) -> FloatArray:
        """Evaluate at points (..., n_inputs), without warnings."""
        self.n_evaluations += x.size // x.shape[-1]
        with np.errstate(all="ignore"):
            return np.asarray(self._f(x), dtype=float)

    def estimate(self, value: float, error_estimate: float) -> BoxEstimate:
        """Return an estimate with the evaluations and the time so far."""
        seconds = time.perf_counter() - self._began
        return BoxEstimate(float(value), float(error_estimate), self.n_evaluations, seconds)
