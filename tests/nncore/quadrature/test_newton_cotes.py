"""Simpson's rule as the notebook uses it, and the trapezoidal rule."""

import math
import warnings

import numpy as np
import pytest
from scipy import integrate

from nncore.integrands import INTEGRANDS, Tag
from nncore.quadrature import (
    simpson,
    trapezoid,
)


def test_simpson_is_the_notebooks_sni():
    x = np.linspace(5, 20, 100)
    assert simpson(np.log, 5, 20) == integrate.simpson(np.log(x), x=x)


def test_simpson_of_the_logarithm_from_zero_is_minus_infinity_as_the_notebook_prints():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert simpson(np.log, 0, 5) == -math.inf
        assert simpson(np.log, 5, 0) == math.inf


@pytest.mark.parametrize("n_points", [3, 4, 5, 101])
def test_simpson_is_exact_for_quadratics(n_points):
    assert simpson(lambda x: 3 * x**2 - x, -1, 2, n_points) == pytest.approx(7.5, rel=1e-14)


def test_simpson_with_two_points_is_the_trapezoidal_rule():
    assert simpson(np.exp, 0, 1, 2) == pytest.approx((1 + math.e) / 2, rel=1e-15)


def test_simpson_is_of_fourth_order():
    coarse, fine = (abs(simpson(np.sin, 0, 2, n) - (1 - math.cos(2))) for n in (41, 81))
    assert coarse / fine == pytest.approx(16, rel=0.01)


def test_tags_tell_where_simpson_is_inaccurate():
    """What a class sees first: SNI on 100 points is fine on smooth integrands only."""
    for integrand in INTEGRANDS.values():
        a, b = integrand.lower, integrand.upper
        if integrand.tags == (Tag.SMOOTH,):
            assert abs(simpson(integrand, a, b) - integrand.integral(a, b)) < 2e-5


def test_trapezoid_is_scipys_and_of_second_order():
    x = np.linspace(0, 2, 41)
    assert trapezoid(np.sin, 0, 2, 41) == integrate.trapezoid(np.sin(x), x=x)
    coarse, fine = (abs(trapezoid(np.sin, 0, 2, n) - (1 - math.cos(2))) for n in (41, 81))
    assert coarse / fine == pytest.approx(4, rel=0.01)
