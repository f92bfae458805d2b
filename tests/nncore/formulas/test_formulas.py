"""Typed formulas: what they mean, in numbers and in LaTeX."""

import math
import pickle
import subprocess
import sys
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
import sympy

from nncore.formulas import Formula, FormulaError, parse_formula
from nncore.integrands import INTEGRANDS, Tag, check_integrable

EPSILON = np.finfo(float).eps

VALUE_ULPS = 16
"""A formula composes a few NumPy functions of about one ulp each."""

REFERENCE_RTOL = 1e-12
"""Adaptive quadrature aims at 1e-13 on each piece."""

# text: (lower, upper, the same function in mpmath)
MEANINGS = {
    "x^2": (0, 1, lambda x: x**2),
    "x**2 - 3*x + 1": (-1, 2, lambda x: x**2 - 3 * x + 1),
    "-x^2": (0, 1, lambda x: -(x**2)),
    "2^-x": (0, 1, lambda x: mp.mpf(2) ** -x),
    "2^x^2": (0, 1, lambda x: mp.mpf(2) ** (x**2)),
    "(2^x)^2": (0, 1, lambda x: mp.mpf(4) ** x),
    "x - 1 - 2*x/3/5": (0, 1, lambda x: x - 1 - 2 * x / 15),
    "+x - -x": (0, 1, lambda x: 2 * x),
    "x²·π − 2×x³ ÷ 7": (0, 1, lambda x: mp.pi * x**2 - 2 * x**3 / 7),
    "-x²": (0, 1, lambda x: -(x**2)),
    "1.5e-1*x + .5 + 2.": (0, 1, lambda x: mp.mpf(0.15) * x + mp.mpf(2.5)),
    "007*x": (0, 1, lambda x: 7 * x),
    "1/(1 + 25*x^2)": (-1, 1, lambda x: 1 / (1 + 25 * x**2)),
    "log(x)": (0, 1, mp.log),
    "ln(x)/sqrt(x)": (0, 1, lambda x: mp.log(x) / mp.sqrt(x)),
    "log10(x)": (0, 1, mp.log10),
    "x**-0.5": (0, 1, lambda x: 1 / mp.sqrt(x)),
    "1/sqrt(x*(1 - x))": (0, 1, lambda x: 1 / mp.sqrt(x * (1 - x))),
    "e^(-x^2)": (-2, 2, lambda x: mp.exp(-(x**2))),
    "exp(-x)*sin(10*x)": (0, 3, lambda x: mp.exp(-x) * mp.sin(10 * x)),
    "abs(x - 1/3)": (0, 1, lambda x: abs(x - mp.mpf(1 / 3))),
    "abs(sin(20*x))": (0, 1, lambda x: abs(mp.sin(20 * x))),
    "x*sign(x)": (-1, 2, lambda x: abs(x)),
    "erf(x) + cos(pi*x) + tan(x/2)": (0, 1, lambda x: mp.erf(x) + mp.cospi(x) + mp.tan(x / 2)),
    "asin(x) + acos(x)*atan(x)": (0, 1, lambda x: mp.asin(x) + mp.acos(x) * mp.atan(x)),
    "arcsin(x) + arccos(x)*arctan(x)": (0, 1, lambda x: mp.asin(x) + mp.acos(x) * mp.atan(x)),
    "sinh(x)/cosh(x) - tanh(x)/2": (0, 1, lambda x: mp.tanh(x) / 2),
    "x^x": (0, 1, lambda x: x**x),
    "e^(e^x)": (0, 1, lambda x: mp.exp(mp.exp(x))),
    "2 + 0*x": (0, 1, lambda x: mp.mpf(2)),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_value_and_integral_equal_mpmath(text):
    lower, upper, exact = MEANINGS[text]
    integrand = parse_formula(text, lower=lower, upper=upper)
    x = lower + (upper - lower) * np.random.default_rng(7).random(20)
    values = integrand(x)
    with mp.workdps(30):
        for point, value in zip(map(mp.mpf, x.tolist()), values, strict=True):
            felt = abs(exact(point)) + abs(point * mp.diff(exact, point))
            assert abs(value - exact(point)) <= VALUE_ULPS * EPSILON * max(felt, 1)
        edges = [mp.mpf(lower), *map(mp.mpf, integrand.breakpoints), mp.mpf(upper)]
        expected = mp.quad(exact, edges if "sign" not in text else [lower, 0, upper])
        size = mp.quad(lambda t: abs(exact(t)), edges)
    assert abs(integrand.integral(lower, upper) - expected) <= REFERENCE_RTOL * size
    assert integrand.integral(upper, lower) == -integrand.integral(lower, upper)


@pytest.mark.parametrize("text", MEANINGS)
def test_name_parses_to_the_same_integrand(text):
    lower, upper, _ = MEANINGS[text]
    integrand = parse_formula(text, lower=lower, upper=upper)
    assert parse_formula(integrand.name, lower=lower, upper=upper) == integrand
    assert integrand.name.isascii()
    assert " " not in integrand.name
    assert integrand.antiderivative is None
    assert integrand.tags == (Tag.FORMULA,)


@pytest.mark.parametrize("text", MEANINGS)
def test_pickle_goes_by_the_text(text):
    lower, upper, _ = MEANINGS[text]
    integrand = parse_formula(text, lower=lower, upper=upper)
    copy = pickle.loads(pickle.dumps(integrand))
    assert copy == integrand
    assert copy(0.7) == integrand(0.7)
    assert Formula("x^2").__reduce__() == (Formula, ("x^2",))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x^2 + 1", r"x^{2} + 1"),
        ("-x^2", r"- x^{2}"),
        ("(-x)^2", r"\left(- x\right)^{2}"),
        ("1/(1+25*x**2)", r"\frac{1}{1 + 25 x^{2}}"),
        ("2*x*3", r"6 x"),
        ("2*2^x", r"2 \cdot 2^{x}"),
        ("2*(1/3)*x", r"\frac{2 x}{3}"),
        ("2*-3*x", r"- 6 x"),
        ("1/-x", r"- \frac{1}{x}"),
        ("x-1-2*x/3/5", r"x - 1 - \frac{2 x}{15}"),
        ("x-(1-x)", r"x - \left(1 - x\right)"),
        ("(x+1)*(x-1)", r"\left(x + 1\right) \left(x - 1\right)"),
        ("x^(1/3)", r"\sqrt[3]{x}"),
        ("x**-0.5", r"x^{-0.5}"),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("x^2^3", r"x^{8}"),
        ("(1/x)^2", r"\left(\frac{1}{x}\right)^{2}"),
        ("x/(2/x)", r"\frac{x x}{2}"),
        ("(x/x)^-2", r"\frac{1}{\left(\frac{x}{x}\right)^{2}}"),
        ("1/(2*x)", r"\frac{1}{2 x}"),
        ("x/(x/2)", r"\frac{2 x}{x}"),
        ("sin(x)^2", r"\sin^{2}{\left(x \right)}"),
        ("sin(x)^-1", r"\frac{1}{\sin{\left(x \right)}}"),
        ("log(x)/sqrt(x)", r"\frac{\ln{\left(x \right)}}{\sqrt{x}}"),
        ("log10(x)", r"\operatorname{log}_{10}{\left(x \right)}"),
        ("exp(-x)^2", r"\left(e^{- x}\right)^{2}"),
        ("e^(-x^2)", r"e^{- x^{2}}"),
        ("abs(x-1/3)", r"\left|{x - \frac{1}{3}}\right|"),
        ("asin(x) + erf(x)", r"\arcsin{\left(x \right)} + \operatorname{erf}{\left(x \right)}"),
        ("sign(x)*cosh(x)", r"\operatorname{sign}{\left(x \right)} \cosh{\left(x \right)}"),
        ("2.50*π·x", r"2.5 \pi x"),
        ("0.1*x + 0.2", r"0.1 x + 0.2"),
        ("x/0.1", r"\frac{x}{0.1}"),
        ("1e6*x", r"1000000 x"),
        ("3e-30*x + 1e-20", r"3.0 \cdot 10^{-30} x + 1.0 \cdot 10^{-20}"),
        ("1e-30^x", r"\left(1.0 \cdot 10^{-30}\right)^{x}"),
        ("10^-100*x", r"\frac{x}{1.0 \cdot 10^{100}}"),
        ("sqrt(2)*x + sin(1)", r"\sqrt{2} x + \sin{\left(1 \right)}"),
        ("2 + 0*x", r"2 + 0 x"),
        ("x - x", r"x - x"),
        ("x*e^-(x^2+1)", r"x e^{- (x^{2} + 1)}"),
    ],
)
def test_latex_shows_what_was_typed(text, latex):
    assert Formula(text).latex == latex


@pytest.mark.parametrize("text", MEANINGS)
def test_expression_is_the_same_function(text):
    lower, upper, exact = MEANINGS[text]
    expression = Formula(text).expression
    (variable,) = expression.free_symbols
    assert (variable.name, variable.is_real) == ("x", True)
    with mp.workdps(50):
        point = mp.mpf(lower) + (mp.mpf(upper) - lower) * mp.mpf("0.37")
        value = sympy.lambdify(variable, expression, "mpmath")(point)
        modules = [{"DiracDelta": lambda _: 0}, "mpmath"]  # point is at no jump
        slope = sympy.lambdify(variable, expression.doit().diff(variable), modules)(point)
        # 0.15 and 1/3 are doubles in some of the functions above.
        assert mp.almosteq(value, exact(point), rel_eps=1e-15, abs_eps=1e-15)
        assert mp.almosteq(slope, mp.diff(exact, point), rel_eps=1e-15, abs_eps=1e-15)


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


def test_interval_defaults_and_errors():
    integrand = parse_formula("x")
    assert (integrand.lower, integrand.upper) == (0.0, 1.0)
    assert parse_formula("x", upper=3).integral(0, 3) == pytest.approx(4.5, rel=1e-14)
    for lower, upper, sentence in (
        (3.0, 1.0, "`lower` must be less than `upper`, got 3.0 and 1.0."),
        (5, None, "`lower` must be less than `upper`, got 5.0 and 1.0."),
        (math.inf, 0, "`lower` must be finite, got inf."),
        (math.nan, 1, "`lower` must be finite, got nan."),
    ):
        with pytest.raises(FormulaError) as error:
            parse_formula("x", lower=lower, upper=upper)
        assert str(error.value) == sentence


def test_integrable_singularities_are_welcome():
    integrand = parse_formula("x^-0.5")
    assert integrand.singular_points == (0.0,)
    assert integrand.integral(0, 1) == pytest.approx(2, rel=1e-13)
    assert math.isnan(integrand.integral(-1, 1))
    check_integrable(integrand, 0, 5)


def test_breakpoints_are_kinks_and_narrow_peaks():
    assert parse_formula("abs(x-1/3)").breakpoints == pytest.approx((1 / 3,), abs=1e-15)
    assert parse_formula("sign(x-0.5)*abs(0*x)").breakpoints == (0.5,)
    assert parse_formula("cos(x)").breakpoints == ()
    peak = parse_formula("exp(-1e6*(x-0.3)^2)")
    assert len(peak.breakpoints) == 3
    assert peak.integral(0, 1) == pytest.approx(math.sqrt(math.pi) / 1000, rel=1e-13)
    # 955 kinks are an oscillation, and the adaptive rule has to resolve it by itself.
    assert parse_formula("x + 1e-9*abs(sin(3000*x))").breakpoints == ()
    assert len(parse_formula("abs(sin(100*x))").breakpoints) == 31


def test_formulas_are_cached_and_vectorised():
    integrand = parse_formula("x*sin(x)")
    assert parse_formula("x*sin(x)") is integrand
    assert type(integrand(0.5)) is float
    assert parse_formula("2+0*x")(np.zeros((2, 3))).tolist() == [[2.0] * 3] * 2
    assert parse_formula("1/(1+x)")(np.array([-1.0, 1.0])).tolist() == [math.inf, 0.5]
    assert math.isnan(parse_formula("sqrt(x)")(-1.0))


def test_formula_agrees_with_the_catalogue():
    for text, name in (("log(x)", "log"), ("1/(1+25*x^2)", "runge"), ("abs(x-1/3)", "abs")):
        entry = INTEGRANDS[name]
        integrand = parse_formula(text, lower=entry.lower, upper=entry.upper)
        expected = entry.integral(entry.lower, entry.upper)
        assert integrand.integral(entry.lower, entry.upper) == pytest.approx(expected, rel=1e-12)


def test_the_first_formula_loads_sympy():
    code = (
        "import sys, nncore.formulas as f; before = 'sympy' in sys.modules; "
        "f.parse_formula('x^2'); print(before, 'sympy' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    root = Path(__file__).resolve().parents[3]
    output = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert output.stdout.strip() == "False True"
