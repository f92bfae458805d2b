"""Limits and numbers of points, which all rules read in the same way."""

import math

import numpy as np
import pytest
from scipy import special

from nncore.quadrature import (
    clenshaw_curtis,
    gauss_legendre,
    simpson,
    trapezoid,
)
from nncore.quadrature.callables import values_and_limits_at


@pytest.mark.parametrize("rule", [simpson, trapezoid, gauss_legendre, clenshaw_curtis])
def test_limits_swap_and_broadcast(rule):
    value = rule(np.cos, 0.0, 1.0, 21)
    assert value == pytest.approx(math.sin(1), rel=1e-3)
    assert type(value) is float
    assert rule(np.cos, 1.0, 0.0, 21) == pytest.approx(-value, rel=1e-15)
    assert rule(np.cos, 1.0, 1.0, 21) == 0.0
    values = rule(np.cos, [[0.0], [1.0]], [0.0, 1.0], 21)
    assert values == pytest.approx(np.array([[0, value], [-value, 0]]), rel=1e-14)
    assert rule(lambda x: 2.0, 0, 3, 21) == pytest.approx(6.0, rel=1e-14)


@pytest.mark.parametrize(
    ("rule", "n_points", "sentence"),
    [
        (simpson, 1, "`n_points` must be at least 2, got 1."),
        (simpson, -5, "`n_points` must be at least 2, got -5."),
        (gauss_legendre, 0, "`n_points` must be at least 1, got 0."),
        (trapezoid, 1, "`n_points` must be at least 2, got 1."),
        (clenshaw_curtis, 1, "`n_points` must be at least 2, got 1."),
    ],
)
def test_too_few_points_are_refused(rule, n_points, sentence):
    with pytest.raises(ValueError) as error:
        rule(np.cos, 0, 1, n_points)
    assert str(error.value) == sentence


@pytest.mark.parametrize("rule", [simpson, trapezoid, gauss_legendre, clenshaw_curtis])
def test_points_are_a_whole_number(rule):
    with pytest.raises(TypeError):
        rule(np.cos, 0, 1, 2.5)


REMOVABLE = {  # f that is 0/0 or 0 * inf at an end, and its integral from 0 to 1
    "sinc": (lambda x: np.sin(x) / x, float(special.sici(1.0)[0])),
    "x log x": (lambda x: x * np.log(x), -0.25),
    "quotient": (lambda x: (x**2 - 1) / (x - 1), 1.5),
    "expm1": (lambda x: np.expm1(x) / x, float(special.expi(1.0) - np.euler_gamma)),
}


@pytest.mark.parametrize("name", REMOVABLE)
@pytest.mark.parametrize("rule", [simpson, trapezoid, clenshaw_curtis])
def test_where_f_is_undefined_at_an_end_its_limit_is_taken(rule, name):
    f, exact = REMOVABLE[name]
    with np.errstate(all="ignore"):
        assert rule(f, 0.0, 1.0, 201) == pytest.approx(exact, abs=3e-5)
        assert rule(f, 1.0, 0.0, 201) == pytest.approx(-exact, abs=3e-5)
        both = rule(f, [0.0, 0.5], [1.0, 1.0], 201)
        assert both[0] == pytest.approx(exact, abs=3e-5)
        assert np.isfinite(both[1])


def test_a_removable_point_inside_is_filled_and_what_is_undefined_stays_so():
    with np.errstate(all="ignore"):
        whole = simpson(lambda x: np.sin(x) / x, -1.0, 1.0, 101)  # whose middle is 0
        assert whole == pytest.approx(2 * special.sici(1.0)[0], rel=1e-8)
        assert np.isnan(simpson(np.sqrt, -1.0, 1.0, 101))
        grows = values_and_limits_at(lambda x: np.sin(x) / x**1.5, np.linspace(0.0, 1.0, 5))
    assert grows[0] == np.inf
    assert np.isfinite(grows[1:]).all()
