"""Intervals that do not suit an integrand are refused with a sentence; suitable ones pass."""

import math

import numpy as np
import pytest

from nncore.integrands import INTEGRANDS, Integrand, check_integrable

EPSILON = np.finfo(float).eps


@pytest.mark.parametrize(
    ("name", "lower", "upper", "sentence"),
    [
        ("log", -1, 1, "`log` is not a real number at x = -0.5; choose an interval inside"),
        ("log", -2, -1, "`log` is not a real number at x = -1.5"),
        ("log", -1e-12, 1, "`log` is not a real number at x = "),
        ("arcsine", 0, 2, "`arcsine` is not a real number at x = 1.5"),
        ("exp", 0, 1000, "`exp` is infinite or too large at x = 709.9"),
        ("exp", 3, 1, "`lower` must be less than `upper`, got 3.0 and 1.0."),
        ("exp", 1, 1, "`lower` must be less than `upper`, got 1.0 and 1.0."),
        ("exp", 0, math.inf, "`upper` must be finite, got inf."),
        ("exp", math.nan, 1, "`lower` must be finite, got nan."),
        ("relu", -1e308, 1e308, "`upper - lower` must be finite"),
    ],
)
def test_unsuitable_intervals_are_refused_with_a_sentence(name, lower, upper, sentence):
    with pytest.raises(ValueError) as error:
        check_integrable(INTEGRANDS[name], lower, upper)
    assert str(error.value).startswith(sentence)


def _integrand(function, **options):
    return Integrand("f", "f(x)", 0.0, 1.0, function, **options)


@pytest.mark.parametrize(
    ("function", "lower", "upper", "problem"),
    [
        (lambda x: 1 / x, -1, 1, "is infinite or too large at x = 0,"),
        (lambda x: 1 / x, -1, math.sqrt(2), "is infinite or too large at x = 0,"),
        (lambda x: 1 / (x - 0.123456789), 0, 1, "is infinite or too large at x = 0.12346,"),
        (lambda x: 1 / (x - 0.123456789) ** 2, 0, 1, "is infinite or too large at x = 0.12346,"),
        (lambda x: np.abs(x - 0.123456789) ** -0.5, 0, 1, "is infinite or too large at x = 0.123"),
        (lambda x: np.log(np.abs(x - 0.123456789)), 0, 1, "is infinite or too large at x = 0.123"),
        (lambda x: 1 / (x - 1e6 - math.pi), 1e6, 1e6 + 10, "is infinite or too large at x = 1000"),
        (np.tan, 0, 1.58, "is infinite or too large at x = 1.5708,"),
        (np.tan, 0, math.pi / 2, "is not integrable at x = 1.5708,"),
        (lambda x: 1 / x, 0, 1, "is not integrable at x = 0,"),
        (lambda x: -1 / (1 - x), 0, 1, "is not integrable at x = 1,"),
        (lambda x: x**-1.5, 0, 1e-8, "is not integrable at x = 0,"),
        (lambda x: np.exp(1 / x), 0, 1, "is not integrable at x = 0,"),
        (lambda x: (1 - np.cos(x)) / x**3, 0, 1, "is not integrable at x = 0,"),
        (lambda x: np.exp(np.exp(x)), 0, 10, "is infinite or too large at x = 6.56"),
        (lambda x: np.sqrt(x - 0.5), 0, 1, "is not a real number at x = 0.25;"),
        (lambda x: np.sin(x) / x, -1, 3, "is not a real number at x = 0;"),
    ],
)
def test_poles_and_complex_values_are_found(function, lower, upper, problem):
    with pytest.raises(ValueError, match="^`f` ") as error:
        check_integrable(_integrand(function), lower, upper)
    assert str(error.value).removeprefix("`f` ").startswith(problem)


@pytest.mark.parametrize(
    ("function", "lower", "upper"),
    [
        (np.log, 0, 1),
        (lambda x: x**-0.5, 0, 1),
        (lambda x: x**-0.9, 0, 1),
        (lambda x: 1 / np.sqrt(x - 0.1), 0.1, 1),
        (lambda x: np.log(x) ** 4 / np.sqrt(x), 0, 1),
        (lambda x: np.sin(1 / x), 0, 1),
        (lambda x: np.exp(-1 / x) / x**2, 0, 1),
        (lambda x: 1 / (1e-12 + x**2), -1, 1),
        (lambda x: np.abs(x - 0.123456789) ** 0.25, 0, 1),
        (lambda x: 1 - np.abs(x - 0.123456789) ** 0.25, 0, 1),
        (np.tan, 0, 1.5707),
        (np.exp, 0, 700),
        (np.sign, -1, 1),
        (lambda x: 0 * x, 0, 1),
        (lambda x: 1 / x, 1e300, 2e300),
        (np.cos, 1, 1 + 4 * EPSILON),
        (np.cos, 0, 5e-324),
    ],
)
def test_integrable_functions_pass(function, lower, upper):
    check_integrable(_integrand(function), lower, upper)


def test_integral_without_antiderivative_is_adaptive():
    log = _integrand(np.log)
    assert log.integral(0, 1) == pytest.approx(-1, rel=1e-13)
    assert log.integral([0, 1], [1, 0]) == pytest.approx([-1, 1], rel=1e-13)
    assert log.integral(1, 1) == 0.0
    assert math.isnan(log.integral(-1, 1))
    reciprocal = _integrand(lambda x: 1 / x)
    # QUADPACK's extrapolation alone would return the principal value, with a tiny error estimate.
    assert math.isnan(reciprocal.integral(-1, 2))
    assert math.isnan(reciprocal.integral(0, math.inf))
    assert not _integrand(np.sqrt).is_defined_on(-1, 1)


def test_integral_that_does_not_converge_is_nan():
    assert math.isnan(_integrand(lambda x: np.sin(1 / x**2) / x).integral(1e-4, 1))
