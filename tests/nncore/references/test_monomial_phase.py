"""The parts of a phase."""

from fractions import Fraction

import pytest
from flint import arb

from nncore.formulas import Formula
from nncore.references.monomial_phase import monomial_phase
from nncore.references.unproved import Unproved


@pytest.mark.parametrize(
    ("text", "rate", "power", "offset"),
    [
        ("3*x", 3, 1, 0),
        ("1 - x/4 + 2", -0.25, 1, 3),
        ("2*(x + 5)", 2, 1, 10),
        ("x - 3*x", -2, 1, 0),
        ("4*x^2 + 1", 4, 2, 1),
        ("x*x^2/8", 0.125, 3, 0),
        ("5/x", 5, -1, 0),
        ("1/(2*x^2) - 1", 0.5, -2, -1),
        ("sqrt(4*x)", 2, Fraction(1, 2), 0),
    ],
)
def test_the_parts_of_a_phase(text, rate, power, offset):
    phase = monomial_phase(Formula(text).tree)
    assert phase.rate.overlaps(arb(rate))
    assert phase.power == power
    assert phase.offset.overlaps(arb(offset))


def test_a_rate_that_is_no_fraction():
    assert monomial_phase(Formula("pi*x^2").tree).rate.overlaps(arb.pi())


@pytest.mark.parametrize("text", ["x^2 + x", "1/(x + 1)", "exp(x)", "(x + 1)*(x + 2)", "(-x)^0.5"])
def test_what_is_no_monomial_is_refused(text):
    with pytest.raises(Unproved):
        monomial_phase(Formula(text).tree)
