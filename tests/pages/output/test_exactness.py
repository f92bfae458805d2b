"""The words for how an exact value is known say no more than what is known."""

import numpy as np

from nncore.comparisons import references
from nncore.formulas import parse_formula
from nncore.integrands import INTEGRANDS, Integrand
from pages.output.exactness import exact_label, exact_text, how_it_is_known, what_that_means
from tests.pages.shown import number


def said(integrand, interval):
    found = references(integrand, (interval,))
    parts = (exact_label, exact_text, how_it_is_known, what_that_means)
    return tuple(part(found, 0) for part in parts)


def test_an_antiderivative_is_exact():
    label, value, how, meaning = said(INTEGRANDS["log"], (5.0, 20.0))
    assert (label, value, how) == ("Exact", "36.86745591", "exact")
    assert "antiderivative" in meaning


def test_an_enclosure_is_proved():
    label, value, how, meaning = said(parse_formula("x^2*exp(x)", upper=1.0), (0.0, 1.0))
    assert (label, value) == ("Exact, proved", "0.7182818285")  # e - 2
    assert how.startswith("proved to ") and number(how.removeprefix("proved to ")) < 1e-14
    assert "ball arithmetic" in meaning


def test_an_enclosure_without_a_width_is_exact():
    label, value, how, _ = said(parse_formula("abs(x)", -1.0, 1.0), (-1.0, 1.0))
    assert (label, value, how) == ("Exact", "1", "exact")


def test_agreement_is_no_proof():
    label, value, how, meaning = said(Integrand("f", "f", 0.0, 1.0, np.exp), (0.0, 1.0))
    assert label == "Two methods agree" and value.startswith("1.71828")
    assert how.startswith("two methods agree to ") and "no proof" in meaning


def test_what_is_not_known_is_said():
    label, value, how, meaning = said(parse_formula("1/x", lower=1.0, upper=2.0), (-1.0, 2.0))
    assert (label, value, how) == ("Exact", "not known", "not known")
    assert "x = 0" in meaning
    assert said(INTEGRANDS["log"], (-1.0, 2.0))[1] == "–"  # where f is no number, nothing is
