"""Derivatives in symbols: where they are too long, and that no constant is worked out."""

import pytest

from nncore.formulas import Formula
from nncore.formulas.derivative_latex import derivative_latex

# Differentiating these in symbols takes from seconds to for ever, or fills the screen.
TOO_LONG = [
    ("tanh(" * 18 + "x" + ")" * 18, 1),
    ("abs(x-" * 18 + "x" + ")" * 18, 1),
    ("sqrt(9+" * 18 + "x" + ")" * 18, 2),
    ("(" * 38 + "x" + "^2)" * 38, 1),
    ("(" * 16 + "x" + "^2+1)^0.5" * 16, 2),
    ("*".join(f"sin({n}*x)" for n in range(9)), 3),
    ("tan(x/2)", 6),
]


@pytest.mark.parametrize(("text", "order"), TOO_LONG, ids=lambda value: str(value)[:20])
def test_a_long_derivative_is_shown_as_an_operator(text, order):
    latex = derivative_latex(Formula(text).tree, order)
    power = "" if order == 1 else f"^{{{order}}}"
    start = rf"\frac{{d{power}}}{{dx{power}}} \left("
    assert latex == start + Formula(text).latex + r"\right)"


@pytest.mark.parametrize(
    "text",
    [
        "asin(asin(2)^(x^3)) + e",
        "cosh(x/sin(sqrt(acos(pi)^tanh(7^-1))))",
        "x*abs(sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6)))",
        "x*sign(sin(1)^2+cos(1)^2-1) + sign(tanh(1e15)-1)",
        "x*tan(1e100) + sin(1e100*pi)*cos(pi/65537)",
        "x*999999999999989^(1/999999999999983)",
    ],
)
def test_constants_are_not_worked_out(text):
    """SymPy would ask for their signs or digits, some of which take for ever."""
    for order in (1, 6):
        latex = derivative_latex(Formula(text).tree, order)
        assert latex.count("{") == latex.count("}")
