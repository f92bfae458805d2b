"""What a formula means in float64: constants, fractions, poles, and arrays."""

import math

import numpy as np
import pytest

from nncore.formulas import Formula


def test_numbers_are_the_doubles_that_were_typed():
    for digits in ("0.1", "0.30000000000000004", "1e-30", "123456789.12345678", "2.5e17", "1e100"):
        assert Formula(f"{digits} + 0*x")(0.5) == float(digits)
    assert Formula("1/3 + 0*x")(0.5) == 1 / 3
    assert Formula("pi + e*0 + 0*x")(0.5) == math.pi


def test_constant_parts_are_real_numbers_in_float64():
    assert Formula("x + 1/((9^100)^100)^100")(0.5) == 0.5
    assert Formula("x + 1/exp(exp(exp(exp(9))))")(0.5) == 0.5
    assert Formula("x*sin(1)^2 + x*cos(1)^2")(0.5) == pytest.approx(0.5, rel=1e-15)
    x = np.linspace(0, 1, 5)
    with np.errstate(all="ignore"):
        for text in ("x + sqrt(-2)", "x*asin(2)", "(e-pi)^0.5 + x", "log(-1)*x", "x + 0/0"):
            assert np.isnan(Formula(text)(x)).all()
        for text in ("x + 1/0", "x - log(0)", "x + pi/(pi-pi)", "x + 0^-1"):
            assert np.isposinf(Formula(text)(x)).all()


def test_fractions_inside_denominators():
    x = np.array([-3.0, 0.5, 2.0])
    for text, exact in {
        "x/(1/x)": x * x,
        "x/(2/x)": x * x / 2,
        "1/(1/(1/x))": 1 / x,
        "(2+x)/(3/0.1)": (2 + x) / 30,
        "x/(x*sin(x))^-1": x * x * np.sin(x),
        "x/(x^-2/cos(x))": x**3 * np.cos(x),
        "(x/2)^-3": 8 / x**3,
        "(x/x)^-2": 1 + 0 * x,
        "1/(2^-x)^-1": 2**-x,
    }.items():
        assert Formula(text)(x) == pytest.approx(exact, rel=1e-14), text


def test_a_formula_is_a_vectorised_function_of_floats():
    with np.errstate(all="ignore"):
        assert Formula("1/x")(0) == math.inf
        assert np.isnan(Formula("x^0.5")(np.array([-1]))).all()
    for text in ("2 + 0*x", "x - x", "x^0", "abs(0*x)"):
        values = Formula(text)(np.ones((2, 3), dtype=int))
        assert (values.shape, values.dtype) == ((2, 3), np.float64)
