"""Curves whose integral and derivative are known: three functions, and five of the examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import integrate

from nncore.arrays import FloatArray
from nncore.samples.examples import EXAMPLES

Function = Callable[[FloatArray], FloatArray]


class Curve(NamedTuple):
    """A curve y(x) between two ends, and its derivative."""

    name: str
    y: Function
    slope: Function
    lower: float
    upper: float

    @property
    def height(self) -> float:
        """How much y varies: of which the noise is a share."""
        y = self.y(np.linspace(self.lower, self.upper, 2_001))
        return float(np.ptp(y))

    @property
    def integral(self) -> float:
        """The integral over the whole, by QUADPACK on forty parts."""
        edges = np.linspace(self.lower, self.upper, 41)
        parts = zip(edges[:-1], edges[1:], strict=True)
        return sum(integrate.quad(self.y, *part, epsabs=1e-12, epsrel=1e-12)[0] for part in parts)


FUNCTIONS = (
    Curve(
        "damped oscillation",
        lambda x: np.exp(-0.5 * x) * np.cos(3.0 * x),
        lambda x: -np.exp(-0.5 * x) * (0.5 * np.cos(3.0 * x) + 3.0 * np.sin(3.0 * x)),
        0.0,
        5.0,
    ),
    Curve(
        "Runge's function",
        lambda x: 1.0 / (1.0 + 25.0 * x**2),
        lambda x: -50.0 * x / (1.0 + 25.0 * x**2) ** 2,
        -1.0,
        1.0,
    ),
    Curve("x exp(-x)", lambda x: x * np.exp(-x), lambda x: (1.0 - x) * np.exp(-x), 0.0, 6.0),
)
NAMES = ("titration", "fall", "solar-day", "spectrum", "track")
CURVES = (
    *FUNCTIONS,
    *(
        Curve(name, example.curve, example.slope, example.data.x[0], example.data.x[-1])
        for name, example in EXAMPLES.items()
        if name in NAMES
    ),
)
