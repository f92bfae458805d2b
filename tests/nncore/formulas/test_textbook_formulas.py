"""What stands in textbooks of several countries, typed by somebody who has read no manual."""

import numpy as np
import pytest

from nncore.formulas import Formula, FormulaError, parse_formula

# As typed: the same in Python's spelling.
UNDERSTOOD = {
    # Names of school: Russian, Portuguese, German.
    **{"tg x": "tan(x)", "ctg x": "1/tan(x)", "arctg x": "atan(x)", "sen x": "sin(x)"},
    **{
        "sen²x": "sin(x)^2",
        "x·sen(2x)": "x*sin(2*x)",
        "arcsen(x/3)": "asin(x/3)",
        "tgh x": "tanh(x)",
    },
    **{"senh x": "sinh(x)", "cotg x": "1/tan(x)", "cossec x": "1/sin(x)", "sh x + ch x": "exp(x)"},
    **{"th x": "tanh(x)", "cth x": "1/tanh(x)", "arsh x": "asinh(x)", "arth(x/3)": "atanh(x/3)"},
    **{"arch(x+1)": "acosh(x+1)", "Arsinh x": "asinh(x)", "lb x": "log2(x)", "ld x": "log2(x)"},
    **{"tg²x": "tan(x)^2", "arctg(√x)": "atan(sqrt(x))", "sgn x": "sign(x)"},
    # Logarithms and exponentials.
    **{"ln|x|": "log(abs(x))", "ln|x|/x": "log(abs(x))/x", "ln |x−1|·x": "log(abs(x-1))*x"},
    **{"x ln x": "x*log(x)", "x·lnx": "x*log(x)", "ln²x": "log(x)^2", "ln(1+x²)": "log(1+x^2)"},
    **{"log₂ x": "log2(x)", "log₂x": "log2(x)", "log₁₀(x)": "log10(x)", "log_2(x)": "log2(x)"},
    **{"e^{-x²}": "exp(-x^2)", "e^-x sin x": "exp(-x)*sin(x)", "eˣ": "exp(x)", "e⁻ˣ": "exp(-x)"},
    **{
        "e²ˣ": "exp(2*x)",
        "x·e⁻²ˣ": "x*exp(-2*x)",
        "2ˣ": "2^x",
        "exp -x": "exp(-x)",
        "xe^x": "x*exp(x)",
    },
    **{"3xe^{-x}": "3*x*exp(-x)", "2^-x": "2^(-x)", "e^(−x²/2)/√(2π)": "exp(-x^2/2)/sqrt(2*pi)"},
    **{"1−e^−x": "1-exp(-x)", "10^-x": "10^(-x)", "x²e^(-x)": "x^2*exp(-x)"},
    # Roots, powers and fractions.
    **{"∛x": "cbrt(x)", "∜x": "x^0.25", "∜(1+x)": "(1+x)^0.25", "√(1−x²/9)": "sqrt(1-x^2/9)"},
    **{"1/√x": "x^-0.5", "x√x": "x^1.5", "2√x": "2*sqrt(x)", "√|x|": "sqrt(abs(x))"},
    **{"3⁄4 x": "0.75*x", "³⁄₄x": "0.75*x", "½x²": "x^2/2", "1/(x²+1)": "1/(x^2+1)", "x⁻²": "x^-2"},
    **{"x²/2": "x^2/2", "x^2/2": "x^2/2", "x^(1/2)": "sqrt(x)", "x^3/3 − x": "x^3/3-x"},
    # Products and sizes.
    **{"x·sin x": "x*sin(x)", "sin x cos x": "sin(x)*cos(x)", "sin 2x": "sin(2*x)", "x • x": "x^2"},
    **{
        "sin 2x cos 3x": "sin(2*x)*cos(3*x)",
        "cos³ 2x": "cos(2*x)^3",
        "(x−1)²(x+1)": "(x-1)^2*(x+1)",
    },
    **{"|x-1|+|x+1|": "abs(x-1)+abs(x+1)", "|sin x|": "abs(sin(x))", "x|x|": "x*abs(x)"},
    **{
        "|x−1||x−2|": "abs((x-1)*(x-2))",
        "|x²−1|": "abs(x^2-1)",
        "3 — x": "3-x",
        "x!": "gamma(x+1)",
    },
    **{"x²/2!": "x^2/2", "(x+1)!": "gamma(x+2)", "2x!": "2*gamma(x+1)", "y = x² − 1": "x^2-1"},
    **{"f(x) = x·sin x": "x*sin(x)", "f(t)=t²": "x^2", "max(1-x^2,0)": "max(1-x^2;0)"},
    **{
        "³√x": "cbrt(x)",
        "⁴√(x+1)": "(x+1)^0.25",
        "x³√x": "x^3.5",
        "⌊2x⌋": "floor(2*x)",
        "⌈x⌉+1": "ceil(x)+1",
    },
    # LaTeX.
    **{r"\sin\theta": "sin(x)", r"\varphi^2": "x^2", "$x^2$": "x^2"},
    **{r"\sqrt[3]{x}": "cbrt(x)", r"\left( x+1 \right)^2": "(x+1)^2", r"2 \cdot x": "2*x"},
    **{
        r"\pi x": "pi*x",
        r"\ln x": "log(x)",
        r"\lvert x - 1 \rvert": "abs(x-1)",
        r"\tg x": "tan(x)",
    },
    **{
        r"\ln|x|": "log(abs(x))",
        r"\frac{1}{1+x^2}": "1/(1+x^2)",
        r"\frac{x}{2}\sin x": "x/2*sin(x)",
    },
    **{
        r"e^{-\frac{x^2}{2}}": "exp(-x^2/2)",
        r"\sin^2 x": "sin(x)^2",
        r"\operatorname{arctg} x": "atan(x)",
    },
    **{r"x\,e^{-x}": "x*exp(-x)", r"\mathrm{e}^{-x}": "exp(-x)", r"x^{\frac{1}{2}}": "sqrt(x)"},
    **{
        r"\sqrt[5]{x}": "x^0.2",
        r"{\rm e}^{x}": "exp(x)",
        r"\log_{2}(x)": "log2(x)",
        r"2~\pi x": "2*pi*x",
    },
    **{r"\arcsin\frac{x}{3}": "asin(x/3)", r"\sqrt{1+\sqrt{x}}": "sqrt(1+sqrt(x))"},
    **{
        r"\[ \frac{\sin(x)}{x} \]": "sin(x)/x",
        r"f(x)=\tfrac12 x^2": "x^2/2",
        r"\exp\left(-x\right)": "exp(-x)",
    },
}

REFUSED = {
    "x ³√x": "write `x^3*√(...)` or `x*∛(...)`.",
    "log(x,2)": "not a base behind the comma at position 5; write `ln(x)/ln(2)`",
    "root(x,3)": "write `cbrt(x)`, or `x^(1/4)` for the fourth root of x.",
    "x mod 2": "write `x-2*floor(x/2)` for what is left of x divided by 2.",
    "round(x)": "write `floor(x+0.5)` for the nearest whole number.",
    "arc tg x": "write `arctan(x)` in one word.",
    "H(x-1)": "write `heaviside(x)` for the unit step.",
    "1.000.000x": "has two points; write one number.",
    "lg x": "`lg` can be `log10` or `log2`; write the one that is meant.",
    "arcctg x": "`arcctg` has two definitions; write `pi/2-atan(x)` or `atan(1/x)`.",
    "x^1/2": "can be read in two ways at position 3; write `x^(1/2)` or `x^1/2`.",
    "x^-1/2": "write `x^(-1/2)` or `x^-1/2`.",
    "√2x": "write `sqrt(2)*x` or `sqrt(2*x)`.",
    "√½x": "write `sqrt(1/2)*x` or `sqrt((1/2)*x)`.",
    "2 tg x/2": "write `tg(x)/2` or `tg(x/2)`.",
    "1 000x": "write `1*000` or `1000`.",
    "1/2x": "write `1/2*x` or `1/(2*x)`.",
    "log3(x)": "`log3` can be read in two ways; write `ln(x)/ln(3)` or `log(3*x)`.",
    r"\log_3 x": "A logarithm to the base 3 is not known; write `ln(x)/ln(3)`.",
    "log₅ x": "write `ln(x)/ln(5)`",
    "x!!": "Two `!` at position 2 are no factorial; write `gamma(x+1)` for that of x.",
    "∫x²dx": "write the integrand alone, without the integral sign and dx.",
    "x² dx": "`dx` is not a part of the integrand; write the integrand alone",
    r"\int_0^1 x^2\,dx": "`int` is not a part of the integrand; write the integrand alone",
    "[x]": "write ( ) for parentheses, or floor(x) for the whole part of x.",
    "sin 30°": "angles are in radians, of which 1 degree has pi/180.",
    "x : 2": "write / for a quotient.",
    "x = 1": "write the right-hand side alone",
    "a^x": "`a` is not known; use x, pi, e",
    "е^x": "The character `е` (cyrillic small letter ie) at position 0",
    r"\begin{cases} x & x<0 \end{cases}": "`begin` is not known; write `where(x < 1, x, 2)`",
}


@pytest.mark.parametrize("text", UNDERSTOOD, ids=lambda text: ascii(text).replace("\\", "/"))
def test_understood(text):
    x = np.array([0.1, 0.37, 0.9, 1.6, 2.9])
    formula = Formula(text)
    assert formula(x) == pytest.approx(Formula(UNDERSTOOD[text])(x), rel=1e-13)
    assert Formula(formula.text) == formula
    assert Formula(formula.text).tree == formula.tree
    assert Formula(formula.latex)(x) == pytest.approx(formula(x), rel=1e-13)


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text).replace("\\", "/"))
def test_refused_with_what_to_write(text):
    with pytest.raises(FormulaError) as error:
        parse_formula(text, 1, 2)
    assert REFUSED[text] in str(error.value)


def test_an_odd_root_is_that_of_negative_numbers_too():
    assert Formula(r"\sqrt[5]{x}")(-32.0) == pytest.approx(-2.0, rel=1e-15)
    assert Formula("∛x")(-8.0) == pytest.approx(-2.0, rel=1e-15)
