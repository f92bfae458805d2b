"""What is known of an integral: its value, its error, and how; the oracle is mpmath."""

import mpmath
import numpy as np
import pytest

from nncore.formulas import parse_formula
from nncore.integrands import INTEGRANDS, Integrand
from nncore.references.exact_values import ExactValues, exact_values


def oracle(function, a, b):
    with mpmath.workdps(50):
        return mpmath.quad(function, mpmath.linspace(a, b, 9))


@pytest.mark.parametrize("limits", [(0.0, 2.0), (2.0, 0.0), (-3.0, 1.5)])
def test_a_formula_is_proved_and_within_its_error(limits):
    found = exact_values(parse_formula("exp(-x)*sin(3*x)", lower=-3.0, upper=2.0), (limits,))
    assert found.methods == ("enclosure",) and found.is_proved.tolist() == [True]
    true = oracle(lambda x: mpmath.exp(-x) * mpmath.sin(3 * x), *limits)
    assert abs(mpmath.mpf(found.values[0]) - true) <= found.errors[0] <= 1e-13


def test_an_antiderivative_is_exact_to_rounding():
    found = exact_values(INTEGRANDS["log"], ((5.0, 20.0),))
    assert found.methods == ("antiderivative",) and found.is_proved.all()
    true = oracle(mpmath.log, 5, 20)
    assert abs(mpmath.mpf(found.values[0]) - true) <= found.errors[0] <= 1e-12


def test_what_only_two_methods_agree_on_is_not_proved():
    without_a_tree = Integrand("f", "f(x)", 0.0, 3.0, lambda x: np.exp(np.sin(x)))
    found = exact_values(without_a_tree, ((0.0, 3.0),))
    assert found.methods == ("agreement",) and not found.is_proved.any()
    true = oracle(lambda x: mpmath.exp(mpmath.sin(x)), 0, 3)
    assert abs(mpmath.mpf(found.values[0]) - true) <= found.errors[0] <= 1e-9


def test_what_is_not_known_says_why():
    found = exact_values(INTEGRANDS["log"], ((-1.0, 5.0), (1.0, 2.0)))
    assert np.isnan(found.values[0]) and found.errors[0] == np.inf
    assert found.methods[0] == "" and found.is_proved.tolist() == [False, True]
    assert "`log` is not a real number" in str(found.problems[0]) and found.problems[1] is None


def test_what_is_known_shows_how_wrong_other_values_are():
    known = ExactValues(
        np.array([2.0, 2.0, np.nan]),
        np.array([0.5, 0.5, np.inf]),
        ("enclosure", "agreement", ""),
        (None, None, None),
    )
    assert known.shown_error(np.array([5.0, 5.0, 5.0])).tolist() == [3.5, 2.5, 0.0]
    assert known.shown_error(np.array([2.25, 2.25, 5.0])).tolist() == [0.75, 0.0, 0.0]
    assert known.shown_error(np.full(3, np.inf)).tolist() == [np.inf, np.inf, 0.0]


def test_an_enclosure_without_a_width_is_told_as_exact():
    known = exact_values(parse_formula("abs(x)", -1.0, 1.0), ((-1.0, 1.0), (-1.0, 0.3)))
    assert known.methods == ("enclosure", "enclosure")
    assert known.values[0] == 1.0
    assert known.told_method(0) == "antiderivative"
    assert known.told_method(1) == "enclosure"
