"""Derivatives of formulas, against mpmath's differences at 50 digits."""

import pytest
from mpmath import mp, mpf

from benchmarks.formula_in_mpmath import function_in_mpmath
from nncore.formulas import Formula
from nncore.formulas.derivative import derivative
from nncore.formulas.tree import Number

DIGITS = 50
TOLERANCE = mpf(10) ** -18  # mpmath's difference has about half of the digits


@pytest.mark.parametrize(
    "text",
    [
        *("x^3 - 2*x + pi", "1/(1 + x^2)", "x*sin(x)", "cos(3*x)/x", "-exp(-x^2)", "x^x", "2^x"),
        *("sqrt(x)", "log(x)^2", "log1p(x)", "expm1(2*x)", "tan(x)", "atan(x)", "e^(-3*x)"),
        *("sinh(x)*cosh(x)", "tanh(2*x)", "x^(-0.3)", "(x^2 + 1)^(1/3)", "3/x - x/3"),
    ],
)
def test_a_derivative_is_that_of_mpmath(text):
    tree = Formula(text).tree
    found = derivative(tree)
    assert found is not None
    with mp.workdps(DIGITS):
        f, slope = function_in_mpmath(tree), function_in_mpmath(found)
        for x in (mpf("0.7"), mpf("1.3")):
            assert abs(slope(x) - mp.diff(f, x)) < TOLERANCE


def test_what_has_no_derivative_that_is_known_has_none():
    assert derivative(Formula("abs(x) + x^2").tree) is None
    assert derivative(Formula("x*floor(x)").tree) is None


def test_a_constant_has_a_derivative_of_zero():
    assert derivative(Formula("sin(2)*pi").tree) == Number(0)
