"""An example from outdoors: the power of sunlight over a day."""

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import marked
from nncore.samples.examples.example import Example

_NOON_POWER, _SUNRISE, _SUNSET = 920.0, 5.0, 21.0
_RATE = np.pi / (_SUNSET - _SUNRISE)


def _day_points(rng: np.random.Generator) -> FloatArray:
    return np.arange(3.0, 23.01, 0.25)


def _day(t: FloatArray) -> FloatArray:
    return _NOON_POWER * np.sin(_RATE * (_in_daylight(t) - _SUNRISE))


def _day_slope(t: FloatArray) -> FloatArray:
    is_day = (t > _SUNRISE) & (t < _SUNSET)
    return np.where(is_day, _NOON_POWER * _RATE * np.cos(_RATE * (t - _SUNRISE)), 0.0)


def _day_energy(t: FloatArray) -> FloatArray:
    return _NOON_POWER / _RATE * (1.0 - np.cos(_RATE * (_in_daylight(t) - _SUNRISE)))


def _in_daylight(t: FloatArray) -> FloatArray:
    return np.clip(t, _SUNRISE, _SUNSET)


SOLAR_DAY = Example(
    "solar-day",
    marked("Solar day"),
    marked(
        "Simulated: the power of sunlight on a clear day, every quarter of an hour. The integral "
        "is the energy; at sunrise and sunset the curve has corners, which no smooth curve has."
    ),
    ("t / h", "P / (W/m²)"),
    _day_points,
    15.0,
    _day,
    _day_slope,
    _day_energy,
)
