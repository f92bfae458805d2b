"""Examples of motion: a cart, a fall with air drag, a track of positions."""

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import marked
from nncore.samples.examples.example import Example

# A motor takes a cart to its speed, and the rail shakes it: v = V (1 - e^(-t/T)) + A sin(W t).
_SPEED, _TIME, _SHAKE, _RATE = 1.2, 0.8, 0.15, 2.5


def _cart_points(rng: np.random.Generator) -> FloatArray:
    return np.linspace(0.0, 6.0, 61)


def _cart(t: FloatArray) -> FloatArray:
    return _SPEED * -np.expm1(-t / _TIME) + _SHAKE * np.sin(_RATE * t)


def _cart_slope(t: FloatArray) -> FloatArray:
    return _SPEED / _TIME * np.exp(-t / _TIME) + _SHAKE * _RATE * np.cos(_RATE * t)


def _cart_way(t: FloatArray) -> FloatArray:
    return _SPEED * (t + _TIME * np.exp(-t / _TIME)) - _SHAKE / _RATE * np.cos(_RATE * t)


CART = Example(
    "cart",
    marked("Velocity of a cart"),
    marked(
        "Simulated: a motor takes a cart to its speed on a rail that shakes it, measured ten times "
        "a second with a standard error of 0.04 m/s. The integral is the way, the derivative the "
        "acceleration."
    ),
    ("t / s", "v / (m/s)"),
    _cart_points,
    0.04,
    _cart,
    _cart_slope,
    _cart_way,
    has_sigma=True,
)

# Drag grows with the square of the velocity: v = V tanh(g t / V).
_GRAVITY, _TERMINAL = 9.81, 12.0


def _fall_points(rng: np.random.Generator) -> FloatArray:
    return np.sort(rng.uniform(0.0, 4.0, 40))


def _fall(t: FloatArray) -> FloatArray:
    return _TERMINAL * np.tanh(_GRAVITY * t / _TERMINAL)


def _fall_slope(t: FloatArray) -> FloatArray:
    return _GRAVITY / np.cosh(_GRAVITY * t / _TERMINAL) ** 2


def _fall_height(t: FloatArray) -> FloatArray:
    return _TERMINAL**2 / _GRAVITY * np.log(np.cosh(_GRAVITY * t / _TERMINAL))


FALL = Example(
    "fall",
    marked("Fall with air drag"),
    marked(
        "Simulated: a ball falls through air whose drag grows with the square of the velocity, "
        "measured at 40 random times. The integral is the height, the derivative the acceleration, "
        "which starts at 9.81 m/s²."
    ),
    ("t / s", "v / (m/s)"),
    _fall_points,
    0.25,
    _fall,
    _fall_slope,
    _fall_height,
)

# A car on a hilly road: s = V t + A sin(W t).
_CRUISE, _AHEAD, _HILLS = 14.0, 60.0, 2.0 * np.pi / 50.0


def _track_points(rng: np.random.Generator) -> FloatArray:
    return np.arange(0.0, 121.0)


def _track(t: FloatArray) -> FloatArray:
    return _CRUISE * t + _AHEAD * np.sin(_HILLS * t)


def _track_slope(t: FloatArray) -> FloatArray:
    return _CRUISE + _AHEAD * _HILLS * np.cos(_HILLS * t)


def _track_sum(t: FloatArray) -> FloatArray:
    return _CRUISE * t**2 / 2.0 - _AHEAD / _HILLS * np.cos(_HILLS * t)


TRACK = Example(
    "track",
    marked("GPS track"),
    marked(
        "Simulated: a car's way along a hilly road, once a second with an error of 3 m, with rows "
        "that have no value, are out of order or twice there. The derivative is the speed."
    ),
    ("t / s", "s / m"),
    _track_points,
    3.0,
    _track,
    _track_slope,
    _track_sum,
    is_untidy=True,
)
