"""Formulas in several inputs: names, values, gradients, and what is refused."""

import pickle

import mpmath as mp
import numpy as np
import pytest

from nncore.formulas import BoxFormula, Formula, FormulaError, UnknownNameError, parse_box_formula
from nncore.integrands import Box
from nncore.samples.box_dataset import sample_box

X = np.array([0.7, 1.3, -0.4, 2.1, 0.9, -1.2, 0.25, 3.5])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x1 + 10*x2", 0.7 + 13),
        ("x*y^2", 0.7 * 1.3**2),
        ("xyz", 0.7 * 1.3 * -0.4),
        ("x1x2", 0.7 * 1.3),
        ("2x1x3", 2 * 0.7 * -0.4),
        ("x1x2^2", 0.7 * 1.3**2),
        ("sin(x1)x2", np.sin(0.7) * 1.3),
        ("sin x1 + cos x8", np.sin(0.7) + np.cos(3.5)),
        ("sin²x₁ + x₂²", np.sin(0.7) ** 2 + 1.3**2),
        ("e^(-x_1*x_{2})", np.exp(-0.7 * 1.3)),
        (r"\frac{x_1}{x_2}", 0.7 / 1.3),
        (r"e^{-x_{1}^{2} - x_{2}^2}", np.exp(-(0.7**2) - 1.3**2)),
        ("|x - y|", 0.6),
        ("max(x1, x2, x4)", 2.1),
        ("max(x; y)", 1.3),
        ("where(x1 < x2, x1, 0)", 0.7),
        ("X1 + X2", 2.0),
        ("2,5x1", 1.75),
        ("pi", np.pi),
        ("x7", 0.25),
        ("sqrt(x^2 + y^2)", np.hypot(0.7, 1.3)),
    ],
)
def test_values(text, value):
    formula = BoxFormula(text)
    assert formula(X[: formula.n_inputs]) == pytest.approx(value, rel=1e-15)
    again = BoxFormula(formula.text)
    assert again(X[: again.n_inputs]) == formula(X[: formula.n_inputs])


@pytest.mark.parametrize(
    ("text", "n_inputs"), [("x1", 1), ("x3", 3), ("x", 1), ("z", 3), ("7", 1), ("x8 + x2", 8)]
)
def test_a_formula_has_as_many_inputs_as_its_last_variable_needs(text, n_inputs):
    assert BoxFormula(text).n_inputs == n_inputs
    assert parse_box_formula(text).box == Box([0.0] * n_inputs, [1.0] * n_inputs)
    assert BoxFormula(text, 8).n_inputs == 8


def test_in_one_input_it_is_the_formula_in_x():
    x = np.linspace(0.1, 3, 30)
    for text in ("x*sin(x)", "exp(-x^2)/(1+x)", "|x-1|", "where(x<1,x,2)", "gamma(x)^-1"):
        np.testing.assert_array_equal(BoxFormula(text)(x[:, np.newaxis]), Formula(text)(x))
        assert BoxFormula(text).latex == Formula(text).latex


def test_values_have_the_shape_of_the_points():
    for text in ("x1*x2", "1", "x2", "where(x1 < 0.5, 1, 2)"):
        formula = BoxFormula(text, 2)
        assert formula(np.ones((3, 4, 2))).shape == (3, 4)
        assert formula.gradient(np.ones((3, 4, 2))).shape == (3, 4, 2)
    integrand = parse_box_formula("1/(x1 - x2)")
    assert integrand([1.0, 1.0]) == np.inf
    assert np.isnan(parse_box_formula("sqrt(x1 - x2)")([0.0, 1.0]))


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("exp(-x1*x2)/(1 + x3^2)", lambda x, y, z: mp.exp(-x * y) / (1 + z**2)),
        ("sin(x + y^2)*cosh(z)", lambda x, y, z: mp.sin(x + y**2) * mp.cosh(z)),
        ("(x1*x2)^2.5 - log(x1 + x2)", lambda x, y, z: (x * y) ** 2.5 - mp.log(x + y)),
        ("x1^x2 + erf(x3)", lambda x, y, z: x**y + mp.erf(z)),
        ("abs(x1 - x2)*x3", lambda x, y, z: abs(x - y) * z),
        ("max(x1*x2, x3)", lambda x, y, z: max(x * y, z)),
        ("x2", lambda x, y, z: y),
    ],
)
def test_gradients(text, function):
    """Of three inputs, against mpmath's differences at 30 digits."""
    formula = BoxFormula(text, 3)
    points = np.random.default_rng(4).uniform(0.2, 2.0, (10, 3))
    found = formula.gradient(points)
    with mp.workdps(30):
        for point, gradient in zip(points, found, strict=True):
            x = tuple(mp.mpf(v) for v in point)
            for i in range(3):
                order = tuple(int(i == k) for k in range(3))
                exact = float(mp.diff(function, x, order))
                assert gradient[i] == pytest.approx(exact, rel=1e-12, abs=1e-13)


def test_latex_has_subscripts():
    assert BoxFormula("exp(-x1*x2)").latex == "e^{- x_{1} x_{2}}"
    assert BoxFormula("x/y").latex == r"\frac{x}{y}"


def test_equal_and_pickled_by_text_and_inputs():
    formula = BoxFormula("x1*x2", 3)
    assert pickle.loads(pickle.dumps(formula)) == formula == BoxFormula("x_1 x_2", 3)
    assert formula != BoxFormula("x1*x2", 2)
    integrand = parse_box_formula("x1*x2", 3)
    assert pickle.loads(pickle.dumps(integrand)) == integrand
    assert parse_box_formula("x1*x2", box=Box([0, 0, 0], [1, 1, 1])) == integrand


REFUSED = {
    "x1*x3": "The formula has more variables than inputs: `x3` is input 3, and the box has 2; give "
    "it limits or leave it out.",
    "z": "The formula has more variables than inputs: `z` is input 3, and the box has 2; give it "
    "limits or leave it out.",
    "x1 + y": "`y` and `x1` are two ways to name inputs; use either x1, x2, ... or x, y, z.",
    "x + x2": "`x` and `x2` are two ways to name inputs; use either x1, x2, ... or x, y, z.",
    "x9": "`x9` is not known; the inputs are x1 to x8 (or x, y, z).",
    "x0": "`x0` is not known; the inputs are x1 to x8 (or x, y, z).",
    "x12*x1": "`x12` is not known; the inputs are x1 to x8 (or x, y, z).",
    "t*x1": "`t` is not known; use x1 to x8 (or x, y, z), pi, e and the functions sin,",
    "u + v": "`u` is not known; use x1 to x8 (or x, y, z), pi, e",
    "x1 2": "The formula can be read in two ways at position 3; write `x1*2` or `x1^2`.",
    "sin x1 x2": "The formula can be read in two ways at position 7; write",
    "x1*": "The formula breaks off after `*` at position 3; put a number or x there.",
    "": "The formula is empty; write one such as `x*sin(x)`.",
    "__import__('os')": "The character `_` at position 0 is not allowed",
    "lambda: x1": "`lambda` is not known; use x1 to x8",
    "x1.real": "The character `.` at position 2 is not allowed",
    "x1" + "+x1" * 70: "A formula may have at most 200 characters, got 212; shorten it.",
    "x1^101": "An exponent must lie between -100 and 100, got 101.",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused_in_one_sentence(text):
    with pytest.raises(FormulaError) as refusal:
        parse_box_formula(text, 2)
    assert str(refusal.value).startswith(REFUSED[text])


def test_a_name_that_is_not_known_is_told_as_such():
    with pytest.raises(UnknownNameError):
        BoxFormula("genz-gausian")


@pytest.mark.parametrize("n_inputs", [0, 9])
def test_there_are_one_to_eight_inputs(n_inputs):
    sentence = f"`n_inputs` must be at least 1 and at most 8, got {n_inputs}."
    with pytest.raises(FormulaError, match=sentence):
        BoxFormula("1", n_inputs)


def test_a_box_has_limits_for_each_input():
    with pytest.raises(FormulaError, match="limits for 2 inputs, and the formula has 3"):
        parse_box_formula("x1", 3, Box([0, 0], [1, 1]))


def test_in_one_variable_numbered_inputs_have_no_meaning():
    with pytest.raises(FormulaError):
        Formula("x1*x2")
    with pytest.raises(FormulaError, match="`y` is not known; use x, pi, e"):
        Formula("x*y")


@pytest.mark.parametrize(
    ("text", "where"),
    [("sqrt(x1 - x2)", "x1 = "), ("log(x1 - 2)", "x1 = "), ("1/(x1 - x1) + x2", "x2 = ")],
)
def test_where_samples_are_not_finite_the_point_is_named(text, where):
    integrand = parse_box_formula(text, 2)
    with pytest.raises(
        ValueError, match=r"is not a finite number at .*; choose a box without"
    ) as e:
        sample_box(integrand, integrand.box, rng=np.random.default_rng(0))
    assert where in str(e.value)
