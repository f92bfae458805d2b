"""Typed fields: their derivatives, and the intervals that are refused."""

import math
import pickle

import mpmath as mp
import numpy as np
import pytest

from nncore.formulas import Formula, FormulaError
from nncore.stencils.finite_differences import valid_slice
from nncore.stencils.formula_field import MAX_DERIVATIVE_ORDER, FormulaField, formula_field
from nncore.stencils.operators import apply_stencil

EPSILON = np.finfo(float).eps
DERIVATIVE_ULPS = 16
"""Of the derivative and of its change when x is rounded: a sixth derivative sums up to 20 products.
The largest seen below is 5.4, of asin(x/3)."""
ORDERS = range(1, 7)
# text: (lower, upper, the same function in mpmath)
MEANINGS = {
    "x^5 - 3*x": (-2, 2, lambda x: x**5 - 3 * x),
    "2 + 0*x": (-2, 2, lambda x: mp.mpf(2)),
    "-x^2/3 + x*sqrt(2) + abs(0)": (-2, 2, lambda x: -(x**2) / 3 + x * mp.sqrt(2)),
    "sin(3*x)": (-2, 2, lambda x: mp.sin(3 * x)),
    "cos(x)^2 + cos(pi*x)": (-2, 2, lambda x: mp.cos(x) ** 2 + mp.cospi(x)),
    "tan(x/2)": (-2, 2, lambda x: mp.tan(x / 2)),
    "asin(x/3)": (-2, 2, lambda x: mp.asin(x / 3)),
    "acos(x/3)*x": (-2, 2, lambda x: mp.acos(x / 3) * x),
    "atan(5*x)": (-2, 2, lambda x: mp.atan(5 * x)),
    "arctan(x) + arcsin(x/4) + arccos(x/4)": (-2, 2, lambda x: mp.atan(x) + mp.pi / 2),
    "sinh(x)*cosh(2*x)": (-2, 2, lambda x: mp.sinh(x) * mp.cosh(2 * x)),
    "tanh(4*x)": (-2, 2, lambda x: mp.tanh(4 * x)),
    "exp(-x^2)": (-2, 2, lambda x: mp.exp(-(x**2))),
    "e^(sin(x))": (-2, 2, lambda x: mp.exp(mp.sin(x))),
    "e^(e^(x/2))": (-2, 2, lambda x: mp.exp(mp.exp(x / 2))),
    "log(3 + x) + ln(4 - x)": (-2, 2, lambda x: mp.log(3 + x) + mp.log(4 - x)),
    "log10(3 + x)": (-2, 2, lambda x: mp.log10(3 + x)),
    "sqrt(2.5 + x)": (-2, 2, lambda x: mp.sqrt(2.5 + x)),
    "(3 + x)^-1.5": (-2, 2, lambda x: (3 + x) ** mp.mpf(-1.5)),
    "x^-2": (1, 2, lambda x: x**-2),
    "(1 + x/10)^50": (-2, 2, lambda x: (1 + x / 10) ** 50),
    "2^x - 3^-x": (-2, 2, lambda x: mp.mpf(2) ** x - mp.mpf(3) ** -x),
    "x^x": (0.5, 2, lambda x: x**x),
    "(2 + x)^sin(x)": (-1, 2, lambda x: (2 + x) ** mp.sin(x)),
    "erf(2*x)": (-2, 2, lambda x: mp.erf(2 * x)),
    "1/(1 + 25*x^2)": (-2, 2, lambda x: 1 / (1 + 25 * x**2)),
    "exp(-x)*sin(10*x)": (-2, 2, lambda x: mp.exp(-x) * mp.sin(10 * x)),
    "sin(x)/x": (4, 9, mp.sinc),
    "x*abs(x - 3) + sign(x + 3)": (-2, 2, lambda x: x * (3 - x) + 1),
}


def exact_derivatives(function, x: float, order: int) -> list[mp.mpf]:
    return [mp.diff(function, mp.mpf(x), m) for m in range(order + 1)]


@pytest.mark.parametrize("text", MEANINGS)
def test_derivatives_equal_mpmath(text):
    lower, upper, function = MEANINGS[text]
    x = np.random.default_rng(5).uniform(lower, upper, 4)
    found = [formula_field(text, lower, upper, order).derivative(x) for order in ORDERS]
    with mp.workdps(50):
        for i, point in enumerate(x.tolist()):
            exact = exact_derivatives(function, point, 7)
            for order, values in zip(ORDERS, found, strict=True):
                felt = abs(exact[order]) + abs(point * exact[order + 1])
                miss = abs(mp.mpf(float(values[i])) - exact[order])
                # mpmath's differences leave 1e-30 where the derivative is 0.
                assert miss <= DERIVATIVE_ULPS * EPSILON * felt + mp.mpf("1e-30"), (order, point)


KINKED = {
    # text, order: the same beside the kink, which may be inside the interval up to this order
    ("x*abs(x)", 1): lambda x: 2 * np.abs(x),
    ("abs(x - 0.5)^3", 2): lambda x: 6 * np.abs(x - 0.5),
    ("sign(x)*x^2", 1): lambda x: 2 * np.abs(x),
    ("abs(x)^2", 2): lambda x: 2 + 0 * x,
    ("abs(x)*abs(-x)", 3): lambda x: 0 * x,
    ("abs(x)^1.5", 1): lambda x: 1.5 * np.sign(x) * np.sqrt(np.abs(x)),
    ("abs(sin(20*x))^3", 1): lambda x: (
        60 * np.sin(20 * x) ** 2 * np.cos(20 * x) * np.sign(np.sin(20 * x))
    ),
}


@pytest.mark.parametrize(("text", "order"), KINKED)
def test_a_kink_is_no_obstacle_to_derivatives_that_exist_there(text, order):
    x = np.arange(-2, 2.01, 0.25)
    found = formula_field(text, -2, 2, order).derivative(x)
    assert found == pytest.approx(KINKED[text, order](x), rel=1e-13, abs=1e-13)


def test_a_field_is_vectorised_and_tells_its_settings():
    field = formula_field(" sin(3 * x) ", -2, 2, 1)
    assert (field.formula.text, field.lower, field.upper) == ("sin(3*x)", -2.0, 2.0)
    assert field.derivative_order == 1
    assert field.value(0.5) == math.sin(1.5)
    assert type(field.value(0.5)) is type(field.derivative(0.5)) is float
    assert field.derivative(0.0) == 3.0
    x = np.linspace(-2, 2, 6).reshape(2, 3)
    assert field.value(x).shape == field.derivative(x).shape == (2, 3)
    constant = formula_field("2 + 0*x", 0, 1, 1)
    assert constant.value(x).tolist() == [[2.0] * 3] * 2
    assert constant.derivative(x).tolist() == [[0.0] * 3] * 2
    assert math.isnan(formula_field("sqrt(x)", 1, 2, 1).derivative(-1.0))


def test_fields_are_equal_cached_and_pickled_by_their_settings():
    field = formula_field("x*sin(x)", -2, 2, 2)
    assert formula_field("x*sin(x)", -2, 2, 2) is field
    copy = pickle.loads(pickle.dumps(field))
    assert copy == field == FormulaField(Formula("x*sin(x)"), -2.0, 2.0, 2)
    assert copy.derivative(0.3) == field.derivative(0.3)


def test_a_stencil_is_tried_on_a_field():
    """What the field is for: the error of the central stencil is -h^2 u'''/6."""
    spacing = 0.01
    field = formula_field("exp(x)", -2, 2, 1)
    x = np.arange(-2, 2, spacing)
    inner = x[valid_slice(x.size, (-1, 0, 1))]
    found = apply_stencil(field.value(x), spacing, (-1, 0, 1), 1, boundary="interior")
    assert (found - field.derivative(inner)) / np.exp(inner) == pytest.approx(
        spacing**2 / 6, rel=1e-4
    )


NO_DERIVATIVE = (
    "has no derivative of order {} that can be computed at x = {}; "
    "choose an interval without this point, or another formula."
)
NOT_REAL = "is not a real number at x = {}; choose an interval inside its domain."
TOO_LARGE = "is infinite or too large at x = {}; choose an interval without this point."
REFUSED = [
    # Kinks and jumps, on the samples and between them.
    ("abs(x)", -2, 2, 1, NO_DERIVATIVE.format(1, 0)),
    ("abs(x-0.3)", -2, 2, 1, NO_DERIVATIVE.format(1, 0.3)),
    ("abs(x-1/3)^3", -2, 2, 3, NO_DERIVATIVE.format(3, 0.33333)),
    ("abs(1-x)", 0, 1, 1, NO_DERIVATIVE.format(1, 1)),
    ("x*abs(x)", -2, 2, 2, NO_DERIVATIVE.format(2, 0)),
    ("100*x^2+0.001*abs(x-0.3)", -2, 2, 1, NO_DERIVATIVE.format(1, 0.3)),
    ("exp(20*x)+abs(x-0.3)", -2, 2, 1, NO_DERIVATIVE.format(1, 0.3)),
    ("sqrt(x^2)", -2, 2, 1, NO_DERIVATIVE.format(1, 0)),
    ("sqrt((x-0.3)^2)", -2, 2, 1, NO_DERIVATIVE.format(1, 0.3)),
    ("acos(cos(x-0.3))", -2, 2, 1, NO_DERIVATIVE.format(1, 0.3)),
    ("sign(x)", -2, 2, 1, NO_DERIVATIVE.format(1, 0)),
    ("sign(x^2)", -2, 2, 1, NO_DERIVATIVE.format(1, 0)),
    ("sign(x-0.3)", -2, 2, 2, NO_DERIVATIVE.format(1, 0.3)),
    ("atan(1/(x-0.3))", -2, 2, 1, NO_DERIVATIVE.format(1, 0.3)),
    # Infinite derivatives of finite functions.
    ("sqrt(x)", 0, 1, 1, NO_DERIVATIVE.format(1, 0)),
    ("x^1.5", 0, 1, 2, NO_DERIVATIVE.format(2, 0)),
    ("asin(x)", -1, 1, 1, NO_DERIVATIVE.format(1, -1)),
    ("sqrt(abs(x-0.3))", -2, 2, 1, NO_DERIVATIVE.format(1, 0.3)),
    ("abs(x-0.3)^1.5", -2, 2, 2, NO_DERIVATIVE.format(2, 0.3)),
    ("x^x", 0, 1, 1, NO_DERIVATIVE.format(1, 0)),
    # Rules that meet 0/0 where the derivative would exist: the sentence promises no more.
    ("x*sqrt(x)", 0, 1, 1, NO_DERIVATIVE.format(1, 0)),
    ("exp(-1/x^2)", -2, 2, 1, NO_DERIVATIVE.format(1, 0)),
    ("sin(1e13*x)", -2, 2, 1, "has no derivative of order 1 that can be computed at x = "),
    # Not a function on the interval.
    ("sqrt(x)", -1, 1, 1, NOT_REAL.format(-0.5)),
    ("sin(x)/x", -2, 2, 1, NOT_REAL.format(0)),
    ("x + asin(2)", -2, 2, 1, NOT_REAL.format(0)),
    ("log(x)", 0, 1, 1, TOO_LARGE.format(0)),
    ("1/x", -2, 2, 1, TOO_LARGE.format(0)),
    ("1/(x-0.3)", -2, 2, 1, TOO_LARGE.format(0.3)),
    ("1/(x-0.3)^2", -2, 2, 1, TOO_LARGE.format(0.3)),
    ("log(abs(x-0.3))", -2, 2, 1, TOO_LARGE.format(0.3)),
    ("tan(x)", -2, 1, 1, TOO_LARGE.format(-1.5708)),
    ("exp(x)", 0, 1000, 1, "is infinite or too large at x = 7"),
]


@pytest.mark.parametrize(("text", "lower", "upper", "order", "sentence"), REFUSED)
def test_refused_with_its_sentence(text, lower, upper, order, sentence):
    with pytest.raises(FormulaError) as error:
        formula_field(text, lower, upper, order)
    assert str(error.value).startswith(f"`{Formula(text).text}` {sentence}")


# Steep, wavy or long, but with every derivative: not to be taken for a jump or a pole.
ACCEPTED = [
    ("tanh(1000*x)", -2, 2, 2),
    ("tanh(1e8*(x-0.3))", -2, 2, 2),
    ("erf(1e4*(x-0.1))", -2, 2, 3),
    ("sin(1e5*x)", -2, 2, 4),
    ("sin(1e9*x)", -2, 2, 1),
    ("exp(-50*x^2)*sin(40*x)", -2, 2, 6),
    ("exp(exp(x^2))", -2, 2, 6),
    ("x^100", -2, 2, 6),
    ("(x+1e8)-1e8", -2, 2, 1),
    ("abs(x)", 0.1, 1, 2),
    ("sqrt(x)", 1e-6, 1, 6),
    ("asin(x)", -0.99, 0.99, 6),
    ("1/(1+1e6*(x-0.3)^2)", -2, 2, 6),
    ("x^1.5", 0, 1, 1),
    ("sin(1000*x" + "+erf(x*tan(sin(x)))" * 8 + ")", 0.5, 1, 6),
    ("tanh(" * 18 + "x" + ")" * 18, -2, 2, 6),
    ("sqrt(9+" * 18 + "x" + ")" * 18, -2, 2, 6),
]


@pytest.mark.parametrize(("text", "lower", "upper", "order"), ACCEPTED)
def test_smooth_formulas_are_accepted(text, lower, upper, order):
    field = formula_field(text, lower, upper, order)
    assert np.isfinite(field.derivative(np.linspace(lower, upper, 11))).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("x^2", -2, 2, -1), "`derivative_order` must be at least 0, got -1."),
        (("x^2", -2, 2, 7), "`derivative_order` must be at most 6, got 7."),
        (("x^2", -2, 2, 1.0), "`derivative_order` must be a whole number, got 1.0."),
        (("x^2", 2, -2, 1), "`lower` must be less than `upper`, got 2.0 and -2.0."),
        (("x^2", 0, math.inf, 1), "`upper` must be finite, got inf."),
        (("x^2", math.nan, 1, 1), "`lower` must be finite, got nan."),
        ((3, 0, 1, 1), "`text` must be a string, got int."),
        (
            ("sin x/2", 0, 1, 1),
            "The formula can be read in two ways at position 5; write `sin(x)/2` or `sin(x/2)`.",
        ),
    ],
)
def test_arguments_are_checked(arguments, sentence):
    with pytest.raises(ValueError) as error:
        formula_field(*arguments)
    assert str(error.value) == sentence
    assert isinstance(error.value, FormulaError) == ("derivative_order" not in sentence)


def test_every_order_of_the_specs_is_allowed():
    assert formula_field("exp(x)", 0, 1, MAX_DERIVATIVE_ORDER).derivative(0.0) == 1.0
