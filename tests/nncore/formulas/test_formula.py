"""Typed formulas as integrands: values, integrals, intervals, names."""

import math
import pickle

import mpmath as mp
import numpy as np
import pytest

from nncore.formulas import Formula, FormulaError, parse_formula
from nncore.integrands import INTEGRANDS, Tag, check_integrable
from tests.nncore.formulas.meanings import MEANINGS

EPSILON = np.finfo(float).eps

VALUE_ULPS = 16
"""A formula composes a few NumPy functions of about one ulp each."""

REFERENCE_RTOL = 1e-12
"""Adaptive quadrature aims at 1e-13 on each piece."""


@pytest.mark.parametrize("text", MEANINGS)
def test_value_and_integral_equal_mpmath(text):
    lower, upper, exact = MEANINGS[text]
    integrand = parse_formula(text, lower=lower, upper=upper)
    x = lower + (upper - lower) * np.random.default_rng(7).random(20)
    values = integrand(x)
    with mp.workdps(30):
        for point, value in zip(map(mp.mpf, x.tolist()), values, strict=True):
            felt = abs(exact(point)) + abs(point * mp.diff(exact, point))
            assert abs(value - exact(point)) <= VALUE_ULPS * EPSILON * max(felt, 1)
        edges = [mp.mpf(lower), *map(mp.mpf, integrand.breakpoints), mp.mpf(upper)]
        expected = mp.quad(exact, edges if "sign" not in text else [lower, 0, upper])
        size = mp.quad(lambda t: abs(exact(t)), edges)
    assert abs(integrand.integral(lower, upper) - expected) <= REFERENCE_RTOL * size
    assert integrand.integral(upper, lower) == -integrand.integral(lower, upper)


@pytest.mark.parametrize("text", MEANINGS)
def test_name_parses_to_the_same_integrand(text):
    lower, upper, _ = MEANINGS[text]
    integrand = parse_formula(text, lower=lower, upper=upper)
    assert parse_formula(integrand.name, lower=lower, upper=upper) == integrand
    assert integrand.name.isascii()
    assert " " not in integrand.name
    assert integrand.antiderivative is None
    assert integrand.tags == (Tag.FORMULA,)


@pytest.mark.parametrize("text", MEANINGS)
def test_pickle_goes_by_the_text(text):
    lower, upper, _ = MEANINGS[text]
    integrand = parse_formula(text, lower=lower, upper=upper)
    copy = pickle.loads(pickle.dumps(integrand))
    assert copy == integrand
    assert copy(0.7) == integrand(0.7)
    assert Formula("x^2").__reduce__() == (Formula, ("x^2",))


def test_interval_defaults_and_errors():
    integrand = parse_formula("x")
    assert (integrand.lower, integrand.upper) == (0.0, 1.0)
    assert parse_formula("x", upper=3).integral(0, 3) == pytest.approx(4.5, rel=1e-14)
    with pytest.raises(FormulaError, match=r"^`lower` must be finite, got nan\.$"):
        parse_formula("x", lower=math.nan, upper=1)


@pytest.mark.parametrize(
    ("text", "limits", "interval"),
    [
        ("x", (3.0, 1.0), (1.0, 3.0)),
        ("x", (5, None), (1.0, 5.0)),
        ("exp(-x)", (math.inf, 0), (0.0, math.inf)),
        ("x^2", (2, 2), (1.5, 2.5)),
        ("sqrt(1-x^2)", (1, 1), (0.0, 1.0)),
        ("log(x)", (0, 0), (0.0, 1.0)),
        ("x", (1e6, 1e6), (1e6 - 2.0**-11 * 1e6, 1e6 + 2.0**-11 * 1e6)),
    ],
)
def test_limits_in_any_order_give_an_interval(text, limits, interval):
    integrand = parse_formula(text, *limits)
    assert (integrand.lower, integrand.upper) == interval


@pytest.mark.parametrize(
    ("text", "limits", "sentence"),
    [
        ("sqrt(-1-x^2)", (0, 0), "`sqrt(-1-x^2)` is not a real number at x = 0"),
        ("1/x", (1, 0), "`1/x` is not integrable at x = 0"),
        ("x", (0, -math.inf), "`x` cannot be integrated from -inf to 0"),
    ],
)
def test_an_integral_that_is_none_in_one_order_is_none_in_the_other(text, limits, sentence):
    with pytest.raises(FormulaError) as error:
        parse_formula(text, *limits)
    assert str(error.value).startswith(sentence)


def test_integrable_singularities_are_welcome():
    integrand = parse_formula("x^-0.5")
    assert integrand.singular_points == (0.0,)
    assert integrand.integral(0, 1) == pytest.approx(2, rel=1e-13)
    assert math.isnan(integrand.integral(-1, 1))
    check_integrable(integrand, 0, 5)


def test_formulas_are_cached_and_vectorised():
    integrand = parse_formula("x*sin(x)")
    assert parse_formula("x*sin(x)") is integrand
    assert type(integrand(0.5)) is float
    assert parse_formula("2+0*x")(np.zeros((2, 3))).tolist() == [[2.0] * 3] * 2
    assert parse_formula("1/(1+x)")(np.array([-1.0, 1.0])).tolist() == [math.inf, 0.5]
    assert math.isnan(parse_formula("sqrt(x)")(-1.0))


def test_formula_agrees_with_the_catalogue():
    for text, name in (("log(x)", "log"), ("1/(1+25*x^2)", "runge"), ("abs(x-1/3)", "abs")):
        entry = INTEGRANDS[name]
        integrand = parse_formula(text, lower=entry.lower, upper=entry.upper)
        expected = entry.integral(entry.lower, entry.upper)
        assert integrand.integral(entry.lower, entry.upper) == pytest.approx(expected, rel=1e-12)
