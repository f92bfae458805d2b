"""The adaptive reference: accurate, and honest about its error."""

import math

import numpy as np
import pytest

from nncore.integrands import INTEGRANDS
from nncore.quadrature import (
    adaptive,
)

EPSILON = np.finfo(float).eps

ADAPTIVE_RTOL = 2e-12
"""The default tolerance is 1e-13 a piece; extrapolation at a singular end loses a digit of it."""

# Error estimates that are too small, by which factor, and why.
UNDERSTATED = {
    "arcsine": (2, "near 1 the rounding of x shows in f, which the extrapolation takes for exact"),
}


@pytest.mark.parametrize("name", sorted(INTEGRANDS))
def test_adaptive_is_accurate_and_its_error_estimate_is_not_understated(name):
    integrand = INTEGRANDS[name]
    f, a, b = integrand.function, integrand.lower, integrand.upper
    value, error_estimate = adaptive(f, a, b, breakpoints=integrand.breakpoints)
    size, _ = adaptive(lambda x: np.abs(f(x)), a, b, breakpoints=integrand.breakpoints)
    error = abs(value - integrand.integral(a, b))
    assert error <= ADAPTIVE_RTOL * size
    factor, _ = UNDERSTATED.get(name, (1, ""))
    assert error <= factor * error_estimate + 8 * EPSILON * size
    assert error_estimate <= 1e-9 * size


# Known misses of the error estimate without help, and why.
MISSES = {
    "three-peaks": "no node of the first rules falls on the narrow peaks",
}


@pytest.mark.parametrize("name", sorted(n for n, f in INTEGRANDS.items() if f.breakpoints))
def test_error_estimate_without_breakpoints_is_honest_or_a_known_miss(name):
    integrand = INTEGRANDS[name]
    value, error_estimate = adaptive(integrand.function, integrand.lower, integrand.upper)
    error = abs(value - integrand.integral(integrand.lower, integrand.upper))
    honest = error <= error_estimate + 1e-14
    assert honest == (name not in MISSES)


def test_adaptive_reverses_and_ignores_breakpoints_outside():
    forward = adaptive(np.log, 0, 1, breakpoints=(-1.0, 0.0, 0.5, 1.0, 7.0))
    backward = adaptive(np.log, 1, 0, breakpoints=(0.5,))
    assert forward.value == pytest.approx(-1, rel=1e-13)
    assert backward.value == -forward.value
    assert backward.error_estimate == forward.error_estimate >= 0
    assert adaptive(np.log, 2, 2).value == 0.0


def test_adaptive_shares_its_cost_among_the_pieces():
    n_calls = 0

    def wave(x):
        nonlocal n_calls
        n_calls += 1
        return np.sin(1e6 * x)

    value, error_estimate = adaptive(wave, 0, 1, breakpoints=(0.25, 0.5), max_subdivisions=100)
    assert n_calls <= 42 * (100 + 2 * 20)
    assert error_estimate > 1e-3
    assert error_estimate > abs(value - (1 - math.cos(1e6)) / 1e6)


def test_adaptive_of_a_pole_is_not_finite():
    value, error_estimate = adaptive(lambda x: 1 / x, -1, 1)
    assert math.isnan(value)
    assert not math.isfinite(error_estimate)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"a": -math.inf}, "`a` must be finite, got -inf."),
        ({"b": math.nan}, "`b` must be finite, got nan."),
        ({"relative_tolerance": 1e-16}, "`relative_tolerance` must be at least 2e-14, got 1e-16."),
    ],
)
def test_adaptive_refuses(options, sentence):
    with pytest.raises(ValueError) as error:
        adaptive(np.exp, **{"a": 0.0, "b": 1.0, **options})
    assert str(error.value) == sentence
