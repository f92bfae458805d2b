"""Periodic formulas over many periods: what is integrated adds up to the whole."""

import math

import pytest
from mpmath import mp, mpf

from nncore.formulas import Formula
from nncore.formulas.ball_arithmetic import working_precision
from nncore.integrands import Integrand
from nncore.references import ReferenceFailure, reference
from nncore.references.enclosure import PRECISION, to_point
from nncore.references.periods import periods
from nncore.references.pieces import Piece

DIGITS = 40
NARROW = 1e-12  # of the value


def found(text, lower, upper):
    return reference(Integrand(text, text, lower, upper, Formula(text)), lower, upper)


def rectified(rate, upper):
    """The integral of abs(sin(rate x)) from 0 on: whole half waves, and a part of one."""
    turns = rate * mpf(upper)
    n = int(mp.floor(turns / mp.pi))
    return (2 * n + 1 - mp.cos(turns - n * mp.pi)) / rate


def of_a_pole_beside(upper):
    """The integral of 1/(2 + cos x) from 0 to a multiple of 2 pi and a rest below pi."""
    n = int(mp.floor(upper / (2 * mp.pi)))
    rest = upper - 2 * mp.pi * n
    return (2 * mp.pi * n + 2 * mp.atan(mp.tan(rest / 2) / mp.sqrt(3))) / mp.sqrt(3)


@pytest.mark.parametrize(
    ("text", "lower", "upper", "truth"),
    [
        ("abs(sin(4.262e5*x))", 0, 10, lambda: rectified(mpf(426200), 10)),
        ("abs(sin(50*x))", 3, 700, lambda: rectified(50, 700) - rectified(50, 3)),
        ("1/(2+cos(x))", 0, 1000, lambda: of_a_pole_beside(mpf(1000))),
        ("sign(sin(pi*x))", 0, 1000.25, lambda: mpf("0.25")),
        ("max(sin(2*pi*x),0)", 0, 400, lambda: 400 / mp.pi),
    ],
)
def test_integrals_over_many_periods(text, lower, upper, truth):
    known = found(text, lower, upper)
    assert known.method == "enclosure"
    with mp.workdps(DIGITS):
        assert abs(mpf(known.value) - truth()) <= known.error <= NARROW * abs(truth())


def test_a_common_period_of_two_rates():
    text = "abs(sin(2*x/3) + sin(x/2))"
    twelve = found(text, 0, 12 * math.pi)  # a period, rounded
    many = found(text, 0, 1200 * math.pi)
    assert many.value == pytest.approx(100 * twelve.value, rel=1e-13)


@pytest.mark.parametrize("text", ["x*abs(sin(x))", "abs(sin(x^2))", "sin(x)^2", "x - floor(x)"])
def test_what_is_not_periodic_or_a_sum_of_waves_stays_whole(text):
    with working_precision(PRECISION):
        whole = Piece(Formula(text).tree, to_point(0.0), to_point(1e4))
        assert [(one.piece, one.times) for one in periods(whole)] == [(whole, 1)]


def test_a_pole_is_named_inside_the_interval():
    with pytest.raises(ReferenceFailure, match=r"at x = 10\d\."):
        found("1/sin(x)^2 + abs(cos(x))", 100.0, 1000.0)
