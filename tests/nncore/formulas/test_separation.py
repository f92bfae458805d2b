"""A formula is the sum of the products into which it is separated, or has no such form."""

import numpy as np
import pytest

from nncore.formulas import BoxFormula
from nncore.formulas.numpy_function import to_function_of_inputs
from nncore.formulas.separation import CONSTANT, MAX_PRODUCTS, separated
from nncore.formulas.tree import variable_names

SEPARABLE = (
    *("x1", "3", "x1 + x2", "x1*x2 - x2/x1", "-(x1*x2)", "(x1 + x2)*(x1 - x3)", "x1/x2/x3"),
    *("(x1 + x2)^3", "(x1*x2)^-2", "(x1*x2)^0 + x1", "exp(-x1^2 - x2^2)", "e^(x1 + 2*x2 - 1)"),
    *("2^(x1 - x2)", "sin(x1 + x2)", "cos(2*pi*(x1 + x2 - x3))", "sin(x1 - x2 + x3 + x4)"),
    *("exp(-(x1 + x2))*sqrt(x3)", "abs(x1)*max(x2, 0.5) + 1", "x1*exp(x1)*sin(x2 + x1*2)"),
    "(x1^2 + x2^2 + x3^2 + x4^2)^2",
)
NOT_SEPARABLE = (
    *("exp(-x1*x2)", "sqrt(x1*x2)", "1/(x1 + x2)", "abs(x1 - x2)", "x1^x2", "max(x1, x2)"),
    *("sin(x1*x2)", "log(x1*x2)", "(x1*x2)^0.5", "where(x1 < x2, 1, 2)", "(x1 + x2)^-1"),
    *("(x1 + x2)^50", "tanh(x1 + x2)", "(-2)^(x1 + x2)"),
)


@pytest.mark.parametrize("text", SEPARABLE)
def test_the_products_add_up_to_the_formula(text):
    formula = BoxFormula(text, 4)
    products = separated(formula.tree)
    assert products is not None
    assert 1 <= len(products) <= MAX_PRODUCTS
    points = np.random.default_rng(2).uniform(0.2, 2.0, (4, 50))
    total = np.zeros(50)
    for product in products:
        term = np.ones(50)
        for name, factor in product.items():
            assert variable_names(factor) == ({name} if name != CONSTANT else set())
            term = term * to_function_of_inputs(factor)(points)
        total += term
    # Sums of up to 128 products of numbers up to 1e3.
    np.testing.assert_allclose(total, formula(points.T), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("text", NOT_SEPARABLE)
def test_what_has_no_such_form(text):
    assert separated(BoxFormula(text).tree) is None


def test_many_inputs_in_a_wave_are_few_enough_products():
    products = separated(BoxFormula("cos(x1+x2+x3+x4+x5+x6+x7+x8)").tree)
    assert products is not None
    assert len(products) == 2**7
