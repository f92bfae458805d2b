"""Crossings of levels: all of them, each where mpmath finds it, or a gap around the others."""

import math

import pytest
from mpmath import mp, mpf

from nncore.formulas import Formula
from nncore.formulas.ball_arithmetic import working_precision
from nncore.integrands import Integrand
from nncore.references import ReferenceFailure, reference
from nncore.references.crossings import whole_crossings, zero_crossings
from nncore.references.unproved import Unproved

BITS = 100
DIGITS = 40


def sine_levels(rate, size, lower, upper):
    """Where size * sin(rate * x) is a whole number."""
    found = []
    for k in range(-math.floor(size), math.floor(size) + 1):
        angle = mp.asin(mpf(k) / mpf(size))
        for turn in range(-20, 21):
            found += [(a + 2 * mp.pi * turn) / mpf(rate) for a in (angle, mp.pi - angle)]
    return sorted(x for x in found if lower < x < upper)


@pytest.mark.parametrize(
    ("search", "text", "lower", "upper", "truth"),
    [
        (whole_crossings, "3*x^2", 0.0, 7.0, lambda: [mp.sqrt(mpf(k) / 3) for k in range(1, 147)]),
        (whole_crossings, "exp(x)", 0.0, 3.0, lambda: [mp.log(k) for k in range(2, 21)]),
        (whole_crossings, "tan(x)", 0.0, 1.5, lambda: [mp.atan(k) for k in range(1, 15)]),
        (
            whole_crossings,
            "4.5*sin(3*x)",
            -2.0,
            2.0,
            lambda: sine_levels(3, 4.5, -2, 2),
        ),
        (zero_crossings, "exp(x) - 2", 0.1, 10.0, lambda: [mp.log(2)]),
        (zero_crossings, "besselj(0; x)", 0.0, 20.0, lambda: bessel_zeros(6)),
        (zero_crossings, "x - cos(x)", 0.0, 1.0, lambda: [mp.findroot(lambda x: x - mp.cos(x), 1)]),
        (zero_crossings, "cosh(x)", -1.0, 1.0, lambda: []),
    ],
)
def test_all_crossings_are_found(search, text, lower, upper, truth):
    with working_precision(BITS), mp.workdps(DIGITS):
        points, gaps = search(Formula(text).tree, lower, upper)
        balls = sorted((point.enclosure() for point in points), key=float)
        expected = truth()
        assert len(balls) == len(expected)
        for ball, x in zip(balls, expected, strict=True):
            assert abs(mpf(ball.mid()) - x) <= mpf(ball.rad()) + mpf(10) ** -DIGITS
            assert ball.rad() < 1e-20
    assert not gaps


def bessel_zeros(n):
    return [mp.besseljzero(0, k) for k in range(1, n + 1)]


@pytest.mark.parametrize(
    ("search", "text", "lower", "upper", "n_points", "touched"),
    [
        (whole_crossings, "2*sin(x)", 0.0, 7.0, 7, [math.pi / 2, 3 * math.pi / 2]),
        (whole_crossings, "x^2", -1.5, 1.5, 4, [0.0]),
        (zero_crossings, "1 - cos(x - 1)", 0.0, 3.0, 0, [1.0]),
    ],
)
def test_where_a_level_is_touched_there_is_a_gap(search, text, lower, upper, n_points, touched):
    points, gaps = search(Formula(text).tree, lower, upper)
    assert len(points) == n_points
    assert len(gaps) == len(touched)
    for (left, right), x in zip(sorted(gaps), touched, strict=True):
        assert float(left) <= x <= float(right)
        assert right - left < 1e-14


@pytest.mark.parametrize("text", ["1 - cos(x)", "x^2", "sinh(x)^4"])
def test_a_zero_at_an_end_leaves_no_gap(text):
    assert zero_crossings(Formula(text).tree, 0.0, 1.0).gaps == ()


def test_a_crossing_between_a_limit_and_its_double_is_enclosed():
    upper = 12 * math.pi  # of which the shortest decimal is larger than 12 pi, and the double less
    with working_precision(BITS), mp.workdps(DIGITS):
        points, _ = zero_crossings(Formula("sin(2*x/3) + sin(x/2)").tree, 0.0, upper)
        last = max((point.enclosure() for point in points), key=float)
        assert abs(mpf(last.mid()) - 12 * mp.pi) <= mpf(last.rad()) < 1e-20


@pytest.mark.parametrize("text", ["sin(1/x)", "sin(x) - sin(x)", "sin(1e7*x^2)"])
def test_too_many_crossings_are_not_proved(text):
    with pytest.raises(Unproved):
        zero_crossings(Formula(text).tree, 0.0, 1.0)


def test_what_surpasses_all_whole_numbers_of_a_double_is_not_searched():
    with pytest.raises(Unproved, match="too large"):
        whole_crossings(Formula("exp(100*x)").tree, 0.0, 1.0)


@pytest.mark.parametrize(
    "text", ["floor(18.32*x^2)", "sign(sin(1e5*x^2))", "floor(9*sin(1e4*x^2))"]
)
def test_where_jumps_are_not_known_no_agreement_of_samples_is_believed(text):
    with pytest.raises(ReferenceFailure, match="cannot be integrated accurately"):
        reference(Integrand(text, text, 0.0, 20.0, Formula(text)), 0.0, 20.0)
