"""Formulas that would take long: calls are counted where no time is measured."""

import contextlib

import numpy as np
import pytest

from nncore.formulas import Formula, FormulaError, parse_formula
from nncore.formulas.tokens import MAX_LENGTH
from tests.function_calls import at_most_calls

MAX_CALLS = 500_000
"""Most formulas take a few thousand, the dearest half of it."""

# Exact arithmetic, factoring, or deciding a sign would take for ever or fill the memory: a test
# that did it in one call would never end.
COSTLY = [
    "x + 1/(((9^100)^100)^100)^100",
    "((((x/9)^100)^100)^100)^100",
    "x*10^-100" + "*10^-100" * 20,
    "x*(((10^-100)^100)^100)^100",
    "((((1000001/1000000)^100)^100)^100)^-100*x",
    "((((sqrt(2)/sqrt(3))^100)^100)^100)^100 + x",
    "x" + "".join(f" + 1/7^{n}" for n in range(60, 78)),
    "x*sqrt(10^60+7)",
    "x*(10^40+1)^(1/3)",
    "x*sqrt(1000000000000000000000007)",
    "x*999999999999989^(1/999999999999983)",
    "sqrt(999999999999989*x)",
    "x*log(9^99/7^99) + log10(10^60+7)",
    "x*tan(1e100) + sin(1e100*pi)*cos(pi/65537)",
    "x*erf(1e100) + exp(-1e100) + atan(1e100)",
    "x*abs(sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6)))",
    "x*sign(sin(1)^2+cos(1)^2-1) + sign(tanh(1e15)-1)",
    "x*sign(exp(exp(exp(exp(9))))) + 1/abs(exp(exp(exp(exp(exp(9))))))",
    "x*exp(-abs(tanh(abs(exp(exp(exp(exp(9+x)))))))-1)",
    "x*exp(-abs(sign(exp(exp(exp(9)+x))))-1)",
    "abs(x-" * 18 + "x" + ")" * 18,
    "sqrt(x+" * 18 + "x" + ")" * 18,
    "(" * 38 + "x" + "^2)" * 38,
    "(x+1)^100*(x+2)^100*(x/9+3)^100",
]


@pytest.mark.parametrize("text", COSTLY, ids=lambda text: text[:30].replace("/", "|"))
def test_no_formula_keeps_the_machine_busy(text):
    with at_most_calls(MAX_CALLS):
        formula = Formula(text)
        assert formula.latex.count("{") == formula.latex.count("}")
        with np.errstate(all="ignore"):
            assert formula(np.linspace(0, 1, 5)).shape == (5,)
    with at_most_calls(MAX_CALLS), contextlib.suppress(FormulaError):
        parse_formula(text)


def test_longest_allowed_formula_takes_no_more():
    text = "sin(1000*x" + "+erf(x*tan(sin(x)))" * 8 + ")"
    assert len(text) < MAX_LENGTH
    with at_most_calls(MAX_CALLS):
        parse_formula(text)
