"""The catalogue against mpmath at 50 digits, and what users may ask of it."""

import itertools
import math
import pickle
import warnings
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest

from nncore.integrands import INTEGRANDS, Integrand, Tag, check_integrable

EPSILON = np.finfo(float).eps

FUNCTION_ULPS = 8
"""A function may be off by this many ulp of itself and of what one ulp of x does to it."""

INTEGRAL_RTOL = 3e-14
"""Relative to the integral of |f|: 135 ulp, for the worst of a thousand intervals; see
`_integral_tolerance`. On default intervals 4 ulp are enough: DEFAULT_RTOL."""

DEFAULT_RTOL = 4 * EPSILON

THIRD, CUT = mp.mpf(1 / 3), mp.mpf(0.6)  # the floats, as the catalogue takes them


def _sech_integral(power, u):
    t = mp.tanh(u)
    return {2: t, 4: t - t**3 / 3, 6: t - 2 * t**3 / 3 + t**5 / 5}[power]


def _x_log_x(x):
    return x * mp.log(x) if x else mp.mpf(0)


def _c(value):
    return mp.mpf(value)


_PEAKS = ((2, 10, 0.2), (4, 100, 0.4), (6, 1000, 0.6))

# name: (function, antiderivative), written again for mpmath.
ORACLE = {
    "log": (mp.log, lambda x: _x_log_x(x) - x),
    "log-5-20": (mp.log, lambda x: _x_log_x(x) - x),
    "cos": (mp.cos, mp.sin),
    "exp": (mp.exp, mp.exp),
    "cubic": (lambda x: x**3 - x, lambda x: x**4 / 4 - x**2 / 2),
    "quintic": (lambda x: mp.legendre(5, x), lambda x: (21 * x**6 - 35 * x**4 + 15 * x**2) / 16),
    "gauss": (lambda x: mp.exp(-(x**2)), lambda x: mp.sqrt(mp.pi) / 2 * mp.erf(x)),
    "cauchy": (lambda x: 1 / (1 + x**2), mp.atan),
    "runge": (lambda x: 1 / (1 + 25 * x**2), lambda x: mp.atan(5 * x) / 5),
    "logistic": (lambda x: 1 / (1 + mp.exp(-x)), lambda x: mp.log(1 + mp.exp(x))),
    "x-sin": (lambda x: x * mp.sin(x), lambda x: mp.sin(x) - x * mp.cos(x)),
    "sqrt": (mp.sqrt, lambda x: 2 * x ** _c(1.5) / 3),
    "inverse-sqrt": (lambda x: 1 / mp.sqrt(x), lambda x: 2 * mp.sqrt(x)),
    "log-over-sqrt": (
        lambda x: mp.log(x) / mp.sqrt(x),
        lambda x: 2 * mp.sqrt(x) * (mp.log(x) - 2) if x else mp.mpf(0),
    ),
    "entropy": (lambda x: -_x_log_x(x), lambda x: x**2 / 4 - x * _x_log_x(x) / 2),
    "arcsine": (lambda x: 1 / mp.sqrt(1 - x**2), mp.asin),
    "semicircle": (
        lambda x: mp.sqrt(1 - x**2),
        lambda x: (x * mp.sqrt(1 - x**2) + mp.asin(x)) / 2,
    ),
    "cube-root": (
        lambda x: mp.sign(x) * mp.cbrt(abs(x)),
        lambda x: _c(0.75) * mp.cbrt(abs(x)) ** 4,
    ),
    "abs": (lambda x: abs(x - THIRD), lambda x: (x - THIRD) * abs(x - THIRD) / 2),
    "relu": (lambda x: max(x, _c(0)), lambda x: max(x, _c(0)) ** 2 / 2),
    "step": (lambda x: _c(x >= THIRD), lambda x: max(x - THIRD, _c(0))),
    "truncated-exp": (
        lambda x: mp.exp(5 * x) if x <= CUT else _c(0),
        lambda x: mp.exp(5 * min(x, CUT)) / 5,
    ),
    "sawtooth": (
        lambda x: x - mp.floor(x),
        lambda x: mp.floor(x) / 2 + (x - mp.floor(x)) ** 2 / 2,
    ),
    "cos-50": (lambda x: mp.cos(50 * x), lambda x: mp.sin(50 * x) / 50),
    "chirp": (lambda x: 2 * x * mp.cos(x**2), lambda x: mp.sin(x**2)),
    "damped-sine": (
        lambda x: mp.exp(-x) * mp.sin(10 * x),
        lambda x: mp.im(mp.exp(mp.mpc(-1, 10) * x) / mp.mpc(-1, 10)),
    ),
    "sinc": (mp.sinc, mp.si),
    "sin-inverse": (lambda x: mp.sin(1 / x), lambda x: x * mp.sin(1 / x) - mp.ci(1 / abs(x))),
    "lorentzian": (
        lambda x: 1 / (1 + (100 * (x - CUT)) ** 2),
        lambda x: mp.atan(100 * (x - CUT)) / 100,
    ),
    "humps": (
        lambda x: 1 / ((x - _c(0.3)) ** 2 + _c("0.01")) + 1 / ((x - _c(0.9)) ** 2 + _c("0.04")) - 6,
        lambda x: 10 * mp.atan(10 * (x - _c(0.3))) + 5 * mp.atan(5 * (x - _c(0.9))) - 6 * x,
    ),
    "three-peaks": (
        lambda x: sum(mp.sech(scale * (x - _c(c))) ** power for power, scale, c in _PEAKS),
        lambda x: sum(_sech_integral(p, scale * (x - _c(c))) / scale for p, scale, c in _PEAKS),
    ),
}

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


@pytest.fixture(autouse=True)
def fifty_digits():
    with mp.workdps(50):
        yield


@pytest.fixture(params=sorted(INTEGRANDS))
def name(request):
    return request.param


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


def _oracle_integral(name, a, b):
    antiderivative = ORACLE[name][1]
    return antiderivative(mp.mpf(float(b))) - antiderivative(mp.mpf(float(a)))


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
        error = abs(mp.mpf(float(value)) - _oracle_integral(name, left, right))
        assert error <= _integral_tolerance(integrand, left, right), (left, right)


@pytest.mark.parametrize(("name", "value"), PUBLISHED.items(), ids=PUBLISHED.keys())
def test_published_values(name, value):
    integrand = INTEGRANDS[name]
    size = _integral_of_size(integrand, integrand.lower, integrand.upper)
    integral = integrand.integral(integrand.lower, integrand.upper)
    assert abs(integral - value) <= DEFAULT_RTOL * size


def test_short_interval_keeps_its_digits():
    a = 50.0
    b = a + 2.0**-20
    exact = _oracle_integral("log", a, b)
    assert abs(INTEGRANDS["log"].integral(a, b) / exact - 1) < 4 * EPSILON
    difference = INTEGRANDS["log"].antiderivative(np.array([a, b]))
    assert abs((difference[1] - difference[0]) / exact - 1) > 1e-10  # what was mended


def test_integral_swaps_broadcasts_and_returns_floats(name):
    integrand = INTEGRANDS[name]
    lower, upper = integrand.lower, integrand.upper
    middle = (lower + upper) / 2
    assert type(integrand.integral(lower, upper)) is float
    assert integrand.integral(upper, lower) == -integrand.integral(lower, upper)
    assert integrand.integral(middle, middle) == 0.0
    values = integrand.integral(np.array([[lower], [middle]]), np.array([middle, upper]))
    assert values.shape == (2, 2)
    # Equal up to the order of summation in the matrix product.
    assert values[0, 1] == pytest.approx(integrand.integral(lower, upper), rel=1e-14, abs=1e-15)
    assert values[1, 0] == 0.0


def test_call_is_vectorised_and_silent(name):
    integrand = INTEGRANDS[name]
    x = np.array([[-1e300, -1.0, 0.0], [1.0, 1e300, np.nan]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = integrand(x)
        assert type(integrand(0.5)) is float
    assert values.shape == x.shape
    assert values.dtype == np.float64
    assert integrand([0.5]).shape == (1,)
    assert np.isnan(values[1, 2])


def test_singular_ends_and_domains():
    log = INTEGRANDS["log"]
    assert log(0.0) == -math.inf
    assert math.isnan(log(-1.0))
    assert log.integral(0, 5) == pytest.approx(5 * math.log(5) - 5, rel=1e-15)
    assert math.isnan(log.integral(-1, 1))
    assert math.isnan(log.integral(math.nan, 1))
    assert log.is_defined_on(0, 1)
    assert log.is_defined_on(1, 0)
    assert not log.is_defined_on(-1, 1)
    assert log.singular_points == (0.0,)
    assert INTEGRANDS["arcsine"].singular_points == (-1.0, 1.0)
    assert INTEGRANDS["arcsine"].integral(-1, 1) == pytest.approx(math.pi, rel=1e-15)
    assert np.isnan(INTEGRANDS["arcsine"].integral([0, 0], [1, 2])).tolist() == [False, True]
    assert INTEGRANDS["sin-inverse"].integral(0, 1) == pytest.approx(0.504067061906928372)
    assert INTEGRANDS["gauss"].integral(-math.inf, math.inf) == pytest.approx(math.sqrt(math.pi))
    singular = {n for n, f in INTEGRANDS.items() if f.singular_points}
    assert singular == {"log", "inverse-sqrt", "log-over-sqrt", "arcsine"}


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


def test_pickle(name):
    integrand = INTEGRANDS[name]
    assert pickle.loads(pickle.dumps(integrand)) == integrand
    moved = replace(integrand, upper=integrand.upper - 0.125, title="Moved")
    assert pickle.loads(pickle.dumps(moved)) == moved


def test_pickle_of_an_integrand_outside_the_catalogue():
    mine = Integrand("log", r"\sin x", 0.0, 1.0, np.sin)
    assert pickle.loads(pickle.dumps(mine)) == mine
