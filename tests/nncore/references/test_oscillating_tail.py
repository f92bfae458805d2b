"""Tails that oscillate, against the sine and cosine integrals."""

import math
from fractions import Fraction

import pytest
from flint import arb
from mpmath import mp

from nncore.formulas import Formula
from nncore.references.ends import End, Point
from nncore.references.oscillating_tail import oscillating_tail
from nncore.references.unproved import Unproved

INFINITY = End(Point(math.inf), -1)
ZERO = End(Point(Fraction(0)), 1)


@pytest.mark.parametrize(
    ("text", "end", "truth", "is_absolute"),
    [
        ("sin(x)/x", INFINITY, lambda: mp.pi / 2 - mp.si(1), False),
        ("cos(x)/x", INFINITY, lambda: -mp.ci(1), False),
        ("cos(2*x)/x^2", INFINITY, lambda: 2 * mp.si(2) - mp.pi + mp.cos(2), True),
        ("sin(1/x)", ZERO, lambda: mp.sin(1) - mp.ci(1), True),
        ("sin(1/x)/x", ZERO, lambda: mp.pi / 2 - mp.si(1), False),
        ("besselj(0; x)", INFINITY, lambda: 1 - bessel_up_to_one(0), False),
        ("besselj(1; x)/x", INFINITY, lambda: 1 - bessel_up_to_one(1), True),
        ("sinc(x)^2", INFINITY, lambda: mp.pi / 2 - mp.si(2) + mp.sin(1) ** 2, True),
        ("cos(x^2)", INFINITY, lambda: mp.sqrt(mp.pi / 8) - fresnel_cosine(), False),
        ("cos(3*x^2)", INFINITY, lambda: mp.sqrt(mp.pi / 24) - fresnel_cosine(3), False),
        ("cos(31*x)/x", INFINITY, lambda: -mp.ci(31), False),
        ("cos(1500/x)", ZERO, lambda: mp.cos(1500) + 1500 * (mp.si(1500) - mp.pi / 2), True),
        ("(sin(x)/x)^2", INFINITY, lambda: mp.pi / 2 - mp.si(2) + mp.sin(1) ** 2, True),
    ],
)
def test_tails_from_one_on(text, end, truth, is_absolute):
    with mp.workdps(30):
        found = oscillating_tail(Formula(text).tree, end, arb(0))
        assert abs(found.value - truth()) <= found.error < 1e-8
    assert found.is_absolute == is_absolute


def bessel_up_to_one(order):
    """The integral of J0(x), or of J1(x)/x, over 0..1."""
    return mp.quad(lambda x: mp.besselj(order, x) / x**order if x else 1 - order / 2, [0, 1])


def fresnel_cosine(rate=1):
    """The integral of cos(rate x^2) over 0..1."""
    return mp.sqrt(mp.pi / (2 * rate)) * mp.fresnelc(mp.sqrt(2 * rate / mp.pi))


@pytest.mark.parametrize("text", ["sin(x)", "x*cos(x)", "sin(x)^2/x", "exp(-x)", "sin(x)*sin(2*x)"])
def test_what_is_no_such_tail_is_not_summed(text):
    with pytest.raises(Unproved):
        oscillating_tail(Formula(text).tree, INFINITY, arb(0))
