"""An integrand: its calls, its integrals, its ends, and what pickling keeps."""

import math
import pickle
import warnings
from dataclasses import replace

import numpy as np
import pytest

from nncore.integrands import INTEGRANDS, Integrand
from tests.nncore.integrands.oracle import oracle_integral

pytestmark = pytest.mark.usefixtures("fifty_digits")
EPSILON = np.finfo(float).eps


def test_short_interval_keeps_its_digits():
    a = 50.0
    b = a + 2.0**-20
    exact = oracle_integral("log", a, b)
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


def test_what_is_integrable_is_so_on_its_parts_without_another_look():
    n_points = 0

    def function(x):
        nonlocal n_points
        n_points += np.size(x)
        return np.exp(x) / np.sqrt(np.abs(x))

    integrand = Integrand("f", "f(x)", 0.0, 1.0, function)
    assert integrand.is_integrable_on(0.0, 1.0)
    before = n_points
    assert all(integrand.is_integrable_on(0.01 * n, 1.0 - 0.001 * n) for n in range(50))
    assert n_points == before
    assert integrand.is_integrable_on(0.5, 2.0) and n_points > before  # it leaves the interval


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


def test_pickle(name):
    integrand = INTEGRANDS[name]
    assert pickle.loads(pickle.dumps(integrand)) == integrand
    moved = replace(integrand, upper=integrand.upper - 0.125, title="Moved")
    assert pickle.loads(pickle.dumps(moved)) == moved


def test_pickle_of_an_integrand_outside_the_catalogue():
    mine = Integrand("log", r"\sin x", 0.0, 1.0, np.sin)
    assert pickle.loads(pickle.dumps(mine)) == mine
