"""Sums of waves over pieces with many turns, against closed forms in mpmath."""

import math

import pytest
from mpmath import mp, mpf

from nncore.formulas import Formula
from nncore.formulas.ball_arithmetic import working_precision
from nncore.references.enclosure import PRECISION, Budget, Diverges, to_point
from nncore.references.many_waves import sum_of_waves
from nncore.references.pieces import Piece
from nncore.references.unproved import Unproved

INFINITE = math.inf
DIGITS = 60
NARROW = 1e-11  # of the value


def of(text, lower, upper):
    with working_precision(PRECISION):
        piece = Piece(Formula(text).tree, to_point(lower), to_point(upper))
        return sum_of_waves(piece, Budget())


def power_of_wave(p, is_sine=False):
    """The integral of x^(-p) cos(x), or sin(x), from 0 on."""
    angle = mp.pi * (1 - mpf(p)) / 2
    return mp.gamma(1 - mpf(p)) * (mp.sin(angle) if is_sine else mp.cos(angle))


@pytest.mark.parametrize(
    ("text", "lower", "upper", "truth", "is_absolute"),
    [
        ("sin(x)/x", 0, INFINITE, lambda: mp.pi / 2, False),
        ("sin(x)/x", -INFINITE, 0, lambda: mp.pi / 2, False),
        ("cos(3*x^2)", 0, INFINITE, lambda: mp.sqrt(mp.pi / 24), False),
        ("sin(x^3)", 0, INFINITE, lambda: mp.gamma(mpf(4) / 3) / 2, False),
        ("cos(x)/sqrt(x)", 0, INFINITE, lambda: mp.sqrt(mp.pi / 2), False),
        ("cos(x)*x^(-0.3)", 0, INFINITE, lambda: power_of_wave("0.3"), False),
        ("sin(x)*x^(-0.2)", 0, INFINITE, lambda: power_of_wave("0.2", True), False),
        ("sin(x)*exp(-x/1000)", 0, INFINITE, lambda: 1 / (1 + mpf(10) ** -6), True),
        ("cos(x)/(1+x^2)", 0, INFINITE, lambda: mp.pi / (2 * mp.e), True),
        ("sin(x)^2/x^2", 0, INFINITE, lambda: mp.pi / 2, True),
        ("sin(x)*cos(x)/x", 0, INFINITE, lambda: mp.pi / 4, False),
        ("sin(1/x)", 0, 1, lambda: mp.sin(1) - mp.ci(1), True),
        ("sin(2/x)/x", 0, 1, lambda: mp.pi / 2 - mp.si(2), False),
        ("sin(1e6*x)", 0, 10, lambda: (1 - mp.cos(10**7)) / 10**6, True),
        ("sin(1e5*x)^2", 0, 1, lambda: mpf("0.5") - mp.sin(2 * 10**5) / (4 * 10**5), True),
        ("x*cos(1e4*x)", -1, 2, lambda: ramp_of_wave(2) - ramp_of_wave(-1), True),
        ("cos(1e5*x^2)", 0, 1, lambda: fresnel(10**5), True),
    ],
)
def test_the_integral_of_many_waves(text, lower, upper, truth, is_absolute):
    found = of(text, lower, upper)
    with mp.workdps(DIGITS):
        error = abs(mpf(found.value.mid()) - truth())
        assert error <= mpf(found.value.rad()) <= NARROW * abs(truth())
    assert found.is_absolute == is_absolute


def ramp_of_wave(x, rate=10**4):
    return x * mp.sin(rate * x) / rate + mp.cos(rate * x) / rate**2


def fresnel(rate):
    return mp.sqrt(mp.pi / (2 * rate)) * mp.fresnelc(mp.sqrt(2 * rate / mp.pi))


@pytest.mark.parametrize("text", ["(1 + cos(x))/x", "sin(x)^2/x", "cos(x)^2/(x*ln(x))"])
def test_what_does_not_oscillate_may_diverge(text):
    with pytest.raises(Diverges):
        of(text, 2, INFINITE)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("sin(x)", 0, INFINITE),
        ("x*sin(x^2)", 0, INFINITE),
        ("sin(x)", 0, 10),  # few turns, better integrated as they are
        ("exp(-x)", 0, INFINITE),
        ("sin(exp(x))", 0, INFINITE),
        ("sin(x)/x + sin(1/x)/x", 0, INFINITE),
    ],
)
def test_what_is_not_known_this_way_is_left_to_others(text, lower, upper):
    with pytest.raises(Unproved):
        of(text, lower, upper)
