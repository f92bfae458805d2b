"""Integrals of waves along a path on which they die away, against closed forms in mpmath."""

import pytest
from flint import arb
from mpmath import mp, mpc, mpf

from nncore.formulas import Formula
from nncore.references.contour import wave_integral
from nncore.references.unproved import Unproved

DIGITS = 60
NARROW = 1e-14  # of the value


def integral_of_one(rate, a, b):
    i = mpc(0, rate)
    return (mp.exp(i * b) - mp.exp(i * a)) / i


def incomplete_gamma(power, rate, a):
    """The integral of x^power e^(i rate x) from a on."""
    return mp.gammainc(power + 1, mpc(0, -rate) * a) / mpc(0, -rate) ** (power + 1)


@pytest.mark.parametrize(
    ("text", "rate", "left", "right", "truth"),
    [
        ("1", 7, -1, 2, lambda: integral_of_one(7, -1, 2)),
        ("1", 10**6, 0, 10, lambda: integral_of_one(10**6, 0, 10)),
        ("exp(-x)", 10**4, 0, 3, lambda: decaying(1, 10**4, 0) - decaying(1, 10**4, 3)),
        ("exp(-x/1000)", 2, 5, None, lambda: decaying(mpf("0.001"), 2, 5)),
        ("1/x", 1, 1, None, lambda: mp.e1(mpc(0, -1))),
        ("x^(-1/2)", 3, 2, None, lambda: incomplete_gamma(mpf("-0.5"), 3, 2)),
        ("x^(-0.1)", 1, 20, None, lambda: incomplete_gamma(mpf("-0.1"), 1, 20)),
        ("1/x^3", 5, 4, None, lambda: incomplete_gamma(-3, 5, 4)),
    ],
)
def test_the_integral_of_a_wave(text, rate, left, right, truth):
    stop = None if right is None else arb(right)
    found = wave_integral(Formula(text).tree, arb(rate), arb(left), stop)
    with mp.workdps(DIGITS):
        expected = truth()
        for ball, part in ((found.real, expected.real), (found.imag, expected.imag)):
            assert abs(mpf(ball.mid()) - part) <= mpf(ball.rad())
            assert mpf(ball.rad()) <= NARROW * abs(expected)


def decaying(speed, rate, a):
    """The integral of exp(-speed x) e^(i rate x) from a on."""
    exponent = mpc(-speed, rate)
    return -mp.exp(exponent * a) / exponent


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("1/(x - 1/2)", 0, 1),  # a pole inside
        ("1/((x - 0.5)^2 + 1e-4)", 0, 1),  # above the interval, within the height
        ("abs(x)", -1, 1),
        ("1", 1, None),  # does not fall
        ("x", 1, None),
        ("1/((x - 50)^2 + 1)", 1, None),
    ],
)
def test_what_is_not_analytic_or_does_not_fall_is_refused(text, left, right):
    with pytest.raises(Unproved):
        wave_integral(Formula(text).tree, arb(3), arb(left), None if right is None else arb(right))
