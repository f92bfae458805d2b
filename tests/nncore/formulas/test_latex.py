"""What was typed, in LaTeX."""

import pytest

from nncore.formulas import Formula


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
