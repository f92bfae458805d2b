"""Balls of formulas hold mpmath's values, and say where a formula is not real or not analytic."""

import math

import numpy as np
import pytest
from flint import acb, arb
from mpmath import mp, mpf

from nncore.formulas import Formula
from nncore.formulas.ball_arithmetic import (
    ball_function,
    constant_fraction,
    exact_number,
    values_at,
    working_precision,
)
from nncore.formulas.ball_functions import FUNCTIONS
from nncore.formulas.tree import Binary, Call, Number, Variable

BITS = 100
ORACLE = {
    **{name: getattr(mp, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp")},
    **{name: getattr(mp, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    **{name: getattr(mp, name) for name in ("erf", "erfc", "gamma", "sqrt", "cbrt", "expm1")},
    **{name: getattr(mp, name) for name in ("floor", "ceil", "log", "log10", "sign", "sinc")},
    **{"abs": abs, "log2": lambda x: mp.log(x, 2), "log1p": mp.log1p},
    **{"j0": lambda x: mp.besselj(0, x), "j1": lambda x: mp.besselj(1, x)},
}


def value(tree, x, analytic=False):
    with working_precision(BITS):
        return ball_function(tree)(acb(x), analytic)


def holds(ball, truth):
    """Whether a real ball holds a number of mpmath, which has more digits than the ball."""
    return arb(str(mp.mpf(truth))).overlaps(ball.real)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_mpmaths(name):
    with mp.workdps(40):
        for x in (mpf("0.25"), mpf("0.8125"), mpf("1.75")):
            if name in ("asin", "acos", "atanh") and x > 1 or (name == "acosh" and x < 1):
                continue
            ball = value(Call(name, Variable()), float(x))
            assert holds(ball, ORACLE[name](x))
            assert ball.rad() < 1e-25


def test_every_function_has_an_oracle():
    assert set(FUNCTIONS) == set(ORACLE)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("sqrt(x)", -1),
        ("log(x)", -1),
        ("x^0.3", -1),
        ("asin(x)", 2),
        ("acos(x)", -2),
        ("x^x", -1.5),
    ],
)
def test_what_is_not_real_is_nan(text, x):
    assert not value(Formula(text).tree, x).is_finite()


@pytest.mark.parametrize("name", ["sqrt", "log", "abs", "sign", "asin", "acos", "acosh", "floor"])
def test_a_ball_over_a_branch_point_is_not_analytic(name):
    tree = Call(name, Variable())
    center = 1 if name in ("asin", "acos", "acosh", "floor") else 0
    wide = acb(arb(center, 0.1), arb(0, 0.1))
    assert not value(tree, wide, analytic=True).is_finite()


@pytest.mark.parametrize("name", ["atan", "asinh"])
def test_a_ball_over_the_imaginary_cut_is_not_analytic(name):
    assert not value(Call(name, Variable()), acb(arb(0, 0.1), 2), analytic=True).is_finite()
    assert value(Call(name, Variable()), acb(arb(0, 0.1), 0.5), analytic=True).is_finite()


def test_decimals_are_exact():
    assert str(exact_number(0.1)) == "1/10"
    assert str(constant_fraction(Formula("x + 1/3 - 0.25").tree.right)) == "1/4"
    assert value(Formula("x - 0.1").tree, arb(1) / 10).contains(0)


def test_an_unknown_function_has_no_value():
    assert not value(Call("unheard of", Variable()), 1).is_finite()


def test_a_root_at_zero_is_enclosed():
    ball = value(Formula("x^(1/3)").tree, arb(0, 1e-9))
    assert ball.is_finite()
    assert 1e-3 <= float(ball.abs_upper()) < 1.5e-3


def test_reciprocals_of_steep_functions_stay_narrow():
    wide = acb(arb(500, 499))
    for base in ("exp", "cosh"):
        for tree in (
            Binary("/", Number(1), Call(base, Variable())),
            Binary("**", Call(base, Variable()), Number(-2)),
        ):
            assert value(tree, wide).abs_upper() < 1


@pytest.mark.parametrize("text", ["1/(1+exp(x))", "1/(e^x+1)^2", "3/(2*cosh(x)^2)"])
def test_reciprocals_of_what_has_exponentials_inside_stay_narrow(text):
    assert value(Formula(text).tree, acb(arb(500, 499))).abs_upper() <= 1


@pytest.mark.parametrize(
    ("text", "x", "truth"),
    [
        ("cosh(x)*exp(-x^2)", 1000.0, 0.0),
        ("x^50*exp(-x)", 1e7, 0.0),
        ("exp(x)/(1+exp(x))", 1000.0, 1.0),
        ("exp(800-x)*exp(x)/exp(790)", 750.0, math.exp(10)),
    ],
)
def test_formulas_that_overflow_in_a_factor_have_their_values(text, x, truth):
    formula = Formula(text)
    with np.errstate(all="ignore"):
        assert formula(x) == pytest.approx(truth, rel=1e-15)
        assert formula(np.array([[x, 1.0]])).shape == (1, 2)


def test_a_point_of_zero_over_zero_stays_undefined():
    assert np.isnan(values_at(Formula("sin(x)/x").tree, np.array([0.0]))).all()
