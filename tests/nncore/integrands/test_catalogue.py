"""The catalogue against mpmath at 50 digits: functions, antiderivatives and integrals."""

import itertools
import math

import mpmath as mp
import numpy as np
import pytest

from nncore.integrands import INTEGRANDS, Tag, check_integrable
from tests.nncore.integrands.oracle import ORACLE, oracle_integral

pytestmark = pytest.mark.usefixtures("fifty_digits")
EPSILON = np.finfo(float).eps

FUNCTION_ULPS = 8
"""A function may be off by this many ulp of itself and of what one ulp of x does to it."""

INTEGRAL_RTOL = 3e-14
"""Relative to the integral of |f|: 135 ulp, for the worst of a thousand intervals; see
`_integral_tolerance`. On default intervals 4 ulp are enough: DEFAULT_RTOL."""

DEFAULT_RTOL = 4 * EPSILON

# Values from textbooks and papers, on the default interval.
PUBLISHED = {
    "log": 100 * math.log(100) - 100,
    "cos": 1.0,
    "exp": math.e - 1,
    "quintic": 0.0,
    "log-over-sqrt": -4.0,
    "arcsine": math.pi,
    "semicircle": math.pi / 2,
    "runge": 2 / 5 * math.atan(5),
    "three-peaks": 0.21080273550054927738,  # Kahaner 1971, problem 21
    "humps": 29.858325395498671,  # MATLAB's documentation of `integral` and `quad`
}


@pytest.fixture
def rng():
    return np.random.default_rng(84519)


def _points(integrand, n, rng):
    return integrand.lower + (integrand.upper - integrand.lower) * rng.random(n)


def _sub_intervals(integrand, rng):
    """Return 20 intervals of any length and 20 short ones, with limits in either order."""
    a, b = _points(integrand, (2, 20), rng)
    left = _points(integrand, 20, rng)
    lengths = (integrand.upper - integrand.lower) * 10 ** rng.uniform(-6, -1, 20)
    right = np.minimum(left + lengths, integrand.upper)
    return np.concatenate([a, left]), np.concatenate([b, right])


def _integral_of_size(integrand, a, b):
    """Estimate the integral of |f| between a and b with the midpoint rule."""
    edges = np.linspace(min(a, b), max(a, b), 4001)
    return abs(b - a) * float(np.mean(np.abs(integrand((edges[1:] + edges[:-1]) / 2))))


def _integral_tolerance(integrand, a, b):
    """Allow INTEGRAL_RTOL of the integral of |f|, and one ulp in each limit.

    The latter is larger only on a short interval around a zero of f, where f itself feels the
    rounding of x.
    """
    ends = np.nan_to_num(np.array([a, b]) * integrand(np.array([a, b])), posinf=0.0, neginf=0.0)
    return INTEGRAL_RTOL * _integral_of_size(integrand, a, b) + EPSILON * np.abs(ends).sum()


def test_catalogue_and_oracle_have_the_same_names():
    assert set(ORACLE) == set(INTEGRANDS)
    assert all(name == integrand.name for name, integrand in INTEGRANDS.items())


def test_function_equals_mpmath(name, rng):
    integrand, f = INTEGRANDS[name], ORACLE[name][0]
    for x in _points(integrand, 40, rng):
        exact = f(mp.mpf(float(x)))
        tolerance = FUNCTION_ULPS * EPSILON * (abs(exact) + abs(x * mp.diff(f, mp.mpf(float(x)))))
        assert abs(mp.mpf(float(integrand(x))) - exact) <= tolerance, x


def test_oracle_antiderivative_has_the_function_as_derivative(name, rng):
    f, antiderivative = ORACLE[name]
    for x in map(mp.mpf, map(float, _points(INTEGRANDS[name], 10, rng))):
        derivative = mp.diff(antiderivative, x, h=mp.mpf(10) ** -20)
        assert abs(derivative - f(x)) <= mp.mpf(10) ** -12 * (1 + abs(f(x))), x


def test_antiderivative_has_the_function_as_derivative(name, rng):
    """Central differences in float64, whose best step leaves about 1e-9 at these slopes."""
    integrand = INTEGRANDS[name]
    x = _points(integrand, 200, rng)
    h = 1e-6 * (integrand.upper - integrand.lower)
    near = [np.abs(x - c) < 2 * h for c in (*integrand.breakpoints, integrand.lower)]
    x = x[~np.any(near, axis=0)]
    derivative = (integrand.antiderivative(x + h) - integrand.antiderivative(x - h)) / (2 * h)
    scale = np.max(np.abs(integrand(x)))
    np.testing.assert_allclose(derivative, integrand(x), rtol=0, atol=1e-5 * scale)


def test_default_integral_equals_mpmath_quadrature(name):
    """Independent of every antiderivative: tanh-sinh in 30 digits, cut at what is hard."""
    integrand, f = INTEGRANDS[name], ORACLE[name][0]
    lower, upper = integrand.lower, integrand.upper
    cuts = {lower, upper, *(x for x in integrand.breakpoints if lower < x < upper)}
    n_pieces = 16 if {Tag.OSCILLATORY, Tag.PEAK} & set(integrand.tags) else 1
    with mp.workdps(30):
        edges = [
            mp.mpf(a) + (mp.mpf(b) - a) * k / n_pieces
            for a, b in itertools.pairwise(sorted(cuts))
            for k in range(n_pieces)
        ]
        exact = mp.quad(f, [*edges, mp.mpf(upper)])
        error = abs(integrand.integral(lower, upper) - exact)
    assert error <= DEFAULT_RTOL * _integral_of_size(integrand, lower, upper)


def test_integral_equals_mpmath_on_sub_intervals(name, rng):
    integrand = INTEGRANDS[name]
    a, b = _sub_intervals(integrand, rng)
    for left, right, value in zip(a, b, integrand.integral(a, b), strict=True):
        error = abs(mp.mpf(float(value)) - oracle_integral(name, left, right))
        assert error <= _integral_tolerance(integrand, left, right), (left, right)


@pytest.mark.parametrize(("name", "value"), PUBLISHED.items(), ids=PUBLISHED.keys())
def test_published_values(name, value):
    integrand = INTEGRANDS[name]
    size = _integral_of_size(integrand, integrand.lower, integrand.upper)
    integral = integrand.integral(integrand.lower, integrand.upper)
    assert abs(integral - value) <= DEFAULT_RTOL * size


def test_entries_are_complete(name):
    integrand = INTEGRANDS[name]
    assert integrand.lower < integrand.upper
    assert integrand.tags
    assert integrand.title
    assert integrand.description.endswith((".", "?"))
    assert integrand.latex.count("{") == integrand.latex.count("}")
    assert integrand.antiderivative is not None
    assert integrand.is_defined_on(integrand.lower, integrand.upper)
    assert name == name.lower()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    check_integrable(integrand, integrand.lower, integrand.upper)


def test_every_tag_of_the_catalogue_is_used():
    used = {tag for integrand in INTEGRANDS.values() for tag in integrand.tags}
    assert used == set(Tag) - {Tag.FORMULA}


def test_catalogue_is_read_only():
    with pytest.raises(TypeError):
        INTEGRANDS["new"] = INTEGRANDS["log"]
    with pytest.raises(AttributeError):
        INTEGRANDS["log"].lower = 1.0
