"""Sums of waves have the values of the products that they come from."""

import pytest
from mpmath import mp, mpf

from benchmarks.formula_in_mpmath import function_in_mpmath
from nncore.formulas import Formula
from nncore.references.unproved import Unproved
from nncore.references.waves import has_waves, waves

DIGITS = 30
TOLERANCE = mpf(10) ** -25


def sum_of(found, x):
    total = mpf(0)
    for wave in found:
        amplitude = function_in_mpmath(wave.amplitude)(x)
        if wave.phase is None:
            total += amplitude
        else:
            turn = function_in_mpmath(wave.phase)(x)
            total += amplitude * (mp.sin(turn) if wave.is_sine else mp.cos(turn))
    return total


@pytest.mark.parametrize(
    ("text", "n_waves"),
    [
        ("x*sin(3*x)", 1),
        ("sin(2*x)*sin(5*x)", 2),
        ("sin(2*x)*cos(5*x)/x", 2),
        ("cos(2*x)*sin(5*x)", 2),
        ("cos(2*x)*cos(5*x)", 2),
        ("sin(x)^2", 2),
        ("sin(pi*x)^2", 2),
        ("sin(x)*cos(x)", 1),
        ("cos(x)^5 - exp(-x)", 11),
        ("(1 - cos(x))/x^2", 2),
        ("-sinc(2*x)*(1 + x)", 1),
        ("(sin(x) + 1)*(cos(x^2) - x)", 5),
    ],
)
def test_a_sum_has_the_values_of_the_formula(text, n_waves):
    tree = Formula(text).tree
    found = waves(tree)
    assert len(found) == n_waves
    assert not any(has_waves(wave.amplitude) for wave in found)
    with mp.workdps(DIGITS):
        for x in (mpf("0.3"), mpf("2.9")):
            assert abs(sum_of(found, x) - function_in_mpmath(tree)(x)) < TOLERANCE


@pytest.mark.parametrize(
    "text", ["1/sin(x)", "sqrt(cos(x))", "sin(cos(x))", "sin(x)^9", "2^sin(x)"]
)
def test_what_is_no_sum_of_waves_is_not_taken_for_one(text):
    with pytest.raises(Unproved):
        waves(Formula(text).tree)
