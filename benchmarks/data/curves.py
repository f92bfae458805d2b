"""Curves whose integral and derivative are known: three functions, and five experiments."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import integrate, special

from nncore.arrays import FloatArray

_GRAVITY, _FINAL_SPEED = 9.81, 20.0  # m/s², m/s
_HALF_DAY = 12.0  # h
_DISCHARGE = 1.3  # the power of the sine of the sun's height that a cell gives

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
        """The integral over the whole, by QUADPACK on ten parts."""
        edges = np.linspace(self.lower, self.upper, 11)
        parts = zip(edges[:-1], edges[1:], strict=True)
        return sum(integrate.quad(self.y, *part, epsabs=1e-12, epsrel=1e-12)[0] for part in parts)


def _bumps(x: FloatArray) -> list[FloatArray]:
    return [
        height * np.exp(-0.5 * ((x - place) / width) ** 2)
        for height, place, width in ((1.0, 3.0, 0.4), (0.6, 6.5, 0.7))
    ]


def _spectrum_slope(x: FloatArray) -> FloatArray:
    first, second = _bumps(x)
    return 0.02 - first * (x - 3.0) / 0.4**2 - second * (x - 6.5) / 0.7**2


def _solar_slope(x: FloatArray) -> FloatArray:
    t = np.pi * (x - 6.0) / _HALF_DAY
    height = np.maximum(np.sin(t), 0.0)
    return 900.0 * _DISCHARGE * height ** (_DISCHARGE - 1.0) * np.cos(t) * np.pi / _HALF_DAY


CURVES = (
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
    Curve(
        "titration",
        lambda x: 7.0 + 0.04 * (x - 25.0) + 3.0 * np.tanh((x - 25.0) / 1.5),
        lambda x: 0.04 + 2.0 / np.cosh((x - 25.0) / 1.5) ** 2,
        0.0,
        50.0,
    ),
    Curve(
        "fall with air drag",
        lambda x: _FINAL_SPEED * np.tanh(_GRAVITY * x / _FINAL_SPEED),
        lambda x: _GRAVITY / np.cosh(_GRAVITY * x / _FINAL_SPEED) ** 2,
        0.0,
        8.0,
    ),
    Curve(
        "solar day",
        lambda x: 900.0 * np.maximum(np.sin(np.pi * (x - 6.0) / _HALF_DAY), 0.0) ** _DISCHARGE,
        _solar_slope,
        4.0,
        20.0,
    ),
    Curve("spectrum", lambda x: 0.2 + 0.02 * x + sum(_bumps(x)), _spectrum_slope, 0.0, 10.0),
    Curve(
        "cart",
        lambda x: 0.3 * x + 1.5 * np.sin(1.1 * x) * special.expit(4.0 * x),
        lambda x: (
            0.3
            + 1.65 * np.cos(1.1 * x) * special.expit(4.0 * x)
            + 6.0 * np.sin(1.1 * x) * special.expit(4.0 * x) * special.expit(-4.0 * x)
        ),
        0.0,
        6.0,
    ),
)
