"""Whether NNI is worth it, in words that hold for the numbers they are made of."""

import numpy as np
import pytest

from nncore.comparisons.cost_in_time import CostInTime
from nncore.comparisons.work_precision import Curve, WorkPrecision
from nncore.integrands import INTEGRANDS
from pages.integration.worth import seconds_text, worth_text


def found_with(nni_error):
    rules = {
        "simpson": Curve("Simpson", np.array([3.0, 9.0, 35.0]), np.array([1.0, 1e-2, 1e-4])),
        "gauss": Curve("Gauss-Legendre", np.array([3.0, 6.0]), np.array([1e-1, 1e-6])),
    }
    nni = Curve("NNI", np.array([1_000.0]), np.array([nni_error]))
    return WorkPrecision(INTEGRANDS["cos"], ((0.0, 1.0),), rules, nni)


def test_the_cheapest_rule_is_what_nni_is_measured_against():
    cost = CostInTime(training=2.0, n_samples=1_000, integral=1e-6, evaluation=1e-8)
    text = worth_text(found_with(1e-3), cost)
    assert "Gauss-Legendre, the cheapest rule that is as accurate, takes 6 evaluations" in text
    assert "from 167 different limits on" in text  # 1,000 / 6
    assert "NNI is never faster." in text  # 6 evaluations take 60 ns, an integral 1 µs
    # (2 s + 1,000 · 1 µs) / (6,000 - 1,000) = 400.2 µs, rounded up
    assert "With 1,000 limits it would be if f took longer than 410 µs." in text


def test_an_expensive_f_makes_it_worth_while():
    cost = CostInTime(training=2.0, n_samples=1_000, integral=1e-6, evaluation=0.01)
    text = worth_text(found_with(1e-3), cost)
    assert "NNI is faster from 201 limits on." in text and "With 1,000" not in text


def test_where_no_rule_is_as_accurate():
    cost = CostInTime(training=2.0, n_samples=1_000, integral=1e-6, evaluation=0.01)
    text = worth_text(found_with(1e-9), cost)
    assert "No rule is as accurate with up to 35 evaluations" in text
    assert "from 29 different limits on, or earlier" in text  # 1,000 / 35


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.5, "2.5 s"), (3.2e-3, "3.2 ms"), (4e-6, "4 µs"), (2e-10, "0.2 ns")]
)
def test_times_have_a_unit(seconds, text):
    assert seconds_text(seconds) == text
