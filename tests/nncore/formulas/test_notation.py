"""Formulas as people write them: each notation beside the same formula in full."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.formulas import Formula
from tests.nncore.formulas.meanings import MEANINGS

# As typed: the same in Python's spelling.
UNDERSTOOD = {
    **{"2x": "2*x", "(x+1)(x+2)": "(x+1)*(x+2)", "2πx": "2*pi*x", "x sin x": "x*sin(x)"},
    **{"0,5": "0.5+0*x", "0,5x": "0.5*x", "5": "5+0*x", "E^x": "exp(x)", "X": "x", "PI x": "pi*x"},
    **{"sin x": "sin(x)", "sinx": "sin(x)", "sin²x": "sin(x)^2", "sin^2(x)": "sin(x)^2"},
    **{"sin²(x)": "sin(x)^2", "sin 2πx": "sin(2*pi*x)", "ln x": "log(x)", "exp -x²": "exp(-x^2)"},
    **{"sin x cos x": "sin(x)*cos(x)", "sin x / x": "sin(x)/x", "sin x/cos x": "tan(x)"},
    **{"sin ln x": "sin(log(x))", "5 sin 3x": "5*sin(3*x)", "e^-x sin x": "exp(-x)*sin(x)"},
    **{"log2(x)": "log(x)/log(2)", "log_2 x": "log(x)/log(2)", "log_{10}(x)": "log10(x)"},
    **{"|x|": "abs(x)", "2|x-1|^3": "2*abs(x-1)^3", "||x|-1|": "abs(abs(x)-1)", "|x||x|": "x^2"},
    **{"√x": "sqrt(x)", "√(1+x²)": "sqrt(1+x^2)", "∛x": "cbrt(x)", "√2·x": "sqrt(2)*x"},
    **{"x⁴": "x^4", "x⁻¹": "1/x", "x¹²": "x^12", "½x": "x/2", "x^½": "sqrt(x)", "x²x": "x^3"},
    **{"1–x": "1-x", "x − 1": "x-1", "1e−5x": "1e-5*x", "x^{2}": "x^2", "x^{-x^{2}}": "x^(-x^2)"},
    **{"max(x, 1)": "(x+1+abs(x-1))/2", "min(x; 0,5)": "(x+0.5-abs(x-0.5))/2"},
    **{"where(x < 1, x, 2)": "(x+2)/2+sign(1-x)*(x-2)/2", "Heaviside(x-1)": "(1+sign(x-1))/2"},
    **{"floor(3x)": "3*x-(3*x-floor(3*x))", "ceil x": "-floor(-x)", "sgn(x)": "sign(x)"},
    **{"sec x": "1/cos(x)", "csc x": "1/sin(x)", "cot x": "cos(x)/sin(x)", "tg x": "tan(x)"},
    **{"sech x": "1/cosh(x)", "csch(x)": "1/sinh(x)", "coth x": "cosh(x)/sinh(x)"},
    **{"arsinh x": "asinh(x)", "arcosh(x+1)": "log(x+1+sqrt((x+1)^2-1))", "sh x": "sinh(x)"},
    **{"atanh(x/4)": "log((1+x/4)/(1-x/4))/2", "erfc(x)": "1-erf(x)", "Γ(x)": "gamma(x)"},
    **{"gamma(x+1)": "x*gamma(x)", "J0(x)": "j0(x)", "J_1(x)": "j1(x)", "besselj(0, x)": "j0(x)"},
    **{"sinc x": "sin(x)/x", "np.sinc(x)": "sin(pi*x)/(pi*x)", "log1p x": "log(1+x)"},
    **{"expm1(x)": "exp(x)-1", "np.sin(x)": "sin(x)", "math.exp(x)": "exp(x)", "np.pi*x": "pi*x"},
    **{"np.maximum(x, 1)": "max(x, 1)", "sin(t)": "sin(x)", "t² + 1": "x^2+1", "cos θ": "cos(x)"},
    **{r"\sin x": "sin(x)", r"\frac{1}{x}": "1/x", r"\frac12 x": "x/2", r"\sqrt{x}": "sqrt(x)"},
    **{r"\left(x+1\right)^{2}": "(x+1)^2", r"\left|x-1\right|": "abs(x-1)", r"2\pi x": "2*pi*x"},
    **{r"x \cdot e^{-x^2/2}": "x*exp(-x^2/2)", r"\sin^{2}{\left(x\right)}": "sin(x)^2"},
    **{r"\sqrt[3]{x}": "cbrt(x)", r"\sqrt[4]{x}": "x^(1/4)", r"\operatorname{erf}(x)": "erf(x)"},
    **{r"\frac{\sin x}{x}": "sin(x)/x", r"$\ln(1+x)$": "log(1+x)", r"\log_{2} x": "log2(x)"},
    **{
        r"\lfloor 2x \rfloor": "floor(2*x)",
        r"\max(x, 1)": "max(x, 1)",
        r"\dfrac{x}{1+x}": "x/(1+x)",
    },
    **{"e^{-x²/2}/√(2π)": "exp(-x^2/2)/sqrt(2*pi)", "4x³−2x+1": "4*x^3-2*x+1", "3!": None},
}
UNDERSTOOD.pop("3!")


@pytest.mark.parametrize("text", UNDERSTOOD, ids=lambda text: ascii(text).replace("\\", "/"))
def test_understood(text):
    x = np.array([0.1, 0.37, 0.9, 1.6, 2.9])
    formula = Formula(text)
    assert formula(x) == pytest.approx(Formula(UNDERSTOOD[text])(x), rel=1e-13)
    assert Formula(formula.text) == formula
    assert Formula(formula.text).tree == formula.tree


@pytest.mark.parametrize(
    "text", [*MEANINGS, *UNDERSTOOD], ids=lambda t: ascii(t).replace("\\", "/")
)
def test_its_own_latex_is_understood(text):
    """What is shown can be copied and typed again; a condition is shown, but not read."""
    formula = Formula(text)
    if "cases" in formula.latex:
        return
    x = np.array([0.2, 0.45, 0.8])
    with np.errstate(all="ignore"):
        assert Formula(formula.latex)(x) == pytest.approx(formula(x), rel=1e-13, nan_ok=True)


_OPERANDS = st.sampled_from(["x", "2", "0.5", "pi", "e", "x", "1e-5", "3"])
_UNARY = st.sampled_from(["sin", "exp", "abs", "sqrt", "log10", "tanh", "floor", "erfc", "cbrt"])
_BINARY = st.sampled_from(["+", "-", "*", "/"])
_FORMULAS = st.recursive(
    _OPERANDS,
    lambda inner: st.one_of(
        st.builds("{}({})".format, _UNARY, inner),
        st.builds("({}{}{})".format, inner, _BINARY, inner),
        st.builds("({})^{}".format, inner, st.sampled_from(["2", "3", "-1", "0.5", "(1/2)"])),
        st.builds("max({};{})".format, inner, inner),
    ),
    max_leaves=5,
)


@given(_FORMULAS)
def test_latex_of_any_formula_is_understood(text):
    formula, x = Formula(text), np.array([0.3, 0.9, 1.7])
    latex = formula.latex
    if len(latex) > 200:
        return
    with np.errstate(all="ignore"):
        values, again = formula(x), Formula(latex)(x)
    assert again == pytest.approx(values, rel=1e-9, abs=1e-9, nan_ok=True)
