"""Commas: decimals, or arguments where only so many can be meant."""

import pytest

from nncore.formulas import Formula, FormulaError

READ = {
    **{"max(1-x^2,0)": "max(1-x^2; 0)", "max(0,5)": "max(0; 5)", "min(2,x,1)": "min(2; x; 1)"},
    **{"where(x<1,0,1)": "where(x<1; 0; 1)", "where(x<0,5;1;2)": "where(x<0.5; 1; 2)"},
    **{"piecewise(x,x<0.3,0.5)": "piecewise(x; x<0.3; 0.5)", "pow(x,2)": "x^2"},
    **{"piecewise(x,x<1,2,x<3,0)": "piecewise(x; x<1; 2; x<3; 0)", "pow(2,3)*x": "2^3*x"},
    **{"piecewise((0,5x,x<1),(2,True))": "piecewise(0.5*x; x<1; 2)", "besselj(0,5)": "j0(5)"},
    **{
        "max(0.5,2)*x": "max(0.5; 2)*x",
        "max(0,5; x)": "max(0.5; x)",
        "max(sin(0,5),x)": "max(sin(0.5); x)",
    },
    **{"max((0,5+x),1)": "max(0.5+x; 1)", "2,5x": "2.5*x", "max(x,1e3)": "max(x; 1000)"},
    **{"where(0<x<1,1,0)": "where(0<x<1; 1; 0)", "max(min(x,1),0)": "max(min(x; 1); 0)"},
    **{"where(x<0,5*x,x)": "where(x<0; 5*x; x)", "where(x<0,5,x)": "where(x<0; 5; x)"},
}


@pytest.mark.parametrize("text", READ)
def test_the_only_reading_is_taken(text):
    assert Formula(text).tree == Formula(READ[text]).tree


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("max(x,0,5)", "0; 5", "0.5"),
        ("max(1,2,3)*x", "1; 2", "1.2"),
        ("where(x<0,5,1,2)", "0; 5", "0.5"),
        ("max(" + "1," * 20 + "x)", "1; 1", "1.1"),
    ],
)
def test_several_readings_are_both_offered(text, one, other):
    with pytest.raises(FormulaError) as refusal:
        Formula(text)
    assert f"write `{one}` for two arguments or `{other}` for a number" in str(refusal.value)
