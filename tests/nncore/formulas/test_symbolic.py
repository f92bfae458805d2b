"""The SymPy expression of a formula is the same function, and so is its derivative."""

import mpmath as mp
import pytest
import sympy

from nncore.formulas import Formula
from nncore.formulas.symbolic import X, to_expression
from tests.nncore.formulas.meanings import MEANINGS

MODULES = [{"Abs": abs, "sign": mp.sign}, "mpmath"]


@pytest.mark.parametrize("text", MEANINGS)
def test_expression_is_the_same_function(text):
    lower, upper, exact = MEANINGS[text]
    expression = to_expression(Formula(text).tree)
    assert expression.free_symbols == {X}
    with mp.workdps(50):
        point = mp.mpf(lower) + (mp.mpf(upper) - lower) * mp.mpf("0.37")
        value = sympy.lambdify(X, expression, MODULES)(point)
        slope = sympy.lambdify(X, expression.doit().diff(X), MODULES)(point)
        # 0.15 and 1/3 are doubles in some of the functions.
        assert mp.almosteq(value, exact(point), rel_eps=1e-15, abs_eps=1e-15)
        assert mp.almosteq(slope, mp.diff(exact, point), rel_eps=1e-15, abs_eps=1e-15)
