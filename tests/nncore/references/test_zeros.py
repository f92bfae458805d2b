"""Zeros of nodes: exact where they are rational, enclosed where they are not."""

import math
from fractions import Fraction

import pytest
from flint import arb
from scipy.optimize import brentq

from nncore.formulas import Formula
from nncore.formulas.ball_arithmetic import working_precision
from nncore.references.zeros import special_points, zeros


def found(text, lower=-10.0, upper=10.0):
    return zeros(Formula(text).tree, lower, upper)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("x - 0.3", [Fraction(3, 10)]),
        ("x^2 - 1", [-1, 1]),
        ("(2*x - 1)*(x + 3)^2", [-3, Fraction(1, 2)]),
        ("x^3 - 6*x^2 + 11*x - 6", [1, 2, 3]),
        ("x^2 + 1", []),
        ("1/x^2 - 4", [Fraction(-1, 2), 0, Fraction(1, 2)]),  # 0 is a pole
        ("x/(1 + x^2) - 2/5", [Fraction(1, 2), 2]),
        ("1 - x^(-2)*9", [-3, 0, 3]),
        ("exp(x)", []),
    ],
)
def test_rational_zeros_are_exact_and_all(text, points):
    result = found(text)
    assert sorted(point.number for point in result.points) == points
    assert all(point.ball is None for point in result.points)
    assert result.are_all


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("x^2 - 2", lambda: arb(2).sqrt()),
        ("cos(x/4)", lambda: 2 * arb.pi()),
        ("exp(x) - 2", lambda: arb(2).log()),
        ("log(x) - 1", lambda: arb(1).exp()),
    ],
)
@pytest.mark.parametrize("bits", [60, 300])
def test_irrational_zeros_are_enclosed_at_any_precision(text, truth, bits):
    result = found(text, 0.1, 10.0)
    assert result.are_all
    with working_precision(bits):
        (ball,) = (point.enclosure() for point in result.points)
        assert ball.overlaps(truth())
        assert ball.rad() < arb(2) ** (20 - bits)


def test_a_zero_that_no_sample_hits_is_found_exactly():
    assert [point.number for point in found("exp(x) - 1").points] == [0]
    assert [point.number for point in found("log(x)", 0.1).points] == [1]


def test_zeros_outside_the_interval_are_left_out():
    assert not found("x^2 - 2", 0.0, 1.4142135623730950).points
    assert found("x^2 - 2", 0.0, 1.4142135623730951).points


def test_many_waves_have_all_their_zeros():
    result = found("sin(50*x)", 0.0, 10.0)
    assert len(result.points) == 160
    assert result.are_all


def test_what_matters_in_a_formula():
    tree = Formula("sqrt(x-1)/(x-2) + log(x-3)*abs(x-4) + (x-5)^(-1) + (x-6)^2 + tan(x)").tree
    points = {
        float(p.number) for found in special_points(tree, 0, 9).values() for p in found.points
    }
    poles = {k * math.pi / 2 for k in (1, 3, 5)}
    assert points == {1.0, 2.0, 3.0, 4.0, 5.0, *poles}


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("exp(-x) - 1/2", [math.log(2)]),
        ("log(x) - 2 - 1/x^2", [brentq(lambda x: math.log(x) - 2 - x**-2, 1, 9)]),
        ("atan(x) - 2", []),
    ],
)
def test_zeros_up_to_infinity_are_all_where_the_formula_is_known_beyond_them(text, points):
    result = found(text, 1e-3, math.inf)
    assert result.are_all
    assert [float(point.number) for point in result.points] == pytest.approx(points, abs=1e-6)
