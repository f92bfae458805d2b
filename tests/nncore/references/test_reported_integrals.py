"""Integrals that people reported elsewhere, typed as they were: known, or refused for the reason.

The values are closed forms in mpmath at 50 digits.
"""

import math

import pytest
from mpmath import mp, mpf

from benchmarks.integral_cases import AGREED, DIGITS, DIVERGENT, REFUSED, UNDERESTIMATED, WRONG
from nncore import parse_formula, reference
from tests.nncore.references import variants

CASES = (*WRONG, *UNDERESTIMATED, *REFUSED, *AGREED, *variants.PROVED, *variants.AGREED)
BY_AGREEMENT = {case.text for case in (*AGREED, *variants.AGREED)}
ALMOST = 1e-13  # of the size of the value, or of the integral of |f|
TOLD_APART = 1e-9  # the same, where two methods agree


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text} {case.lower} {case.upper}")
def test_a_reported_integral_is_known_within_its_error(case):
    known = reference(parse_formula(case.text, case.lower, case.upper), case.lower, case.upper)
    with mp.workdps(DIGITS):
        truth = case.truth()
        assert abs(mpf(known.value) - truth) <= known.error
    is_agreed = case.text in BY_AGREEMENT
    assert known.method == ("agreement" if is_agreed else "enclosure")
    assert known.error < (TOLD_APART if is_agreed else ALMOST) * max(abs(truth), 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text} {case.lower} {case.upper}")
def test_reversed_limits_give_the_negative(case):
    integrand = parse_formula(case.text, case.upper, case.lower)
    assert (integrand.lower, integrand.upper) == (case.lower, case.upper)
    there, back = (
        reference(integrand, *limits)
        for limits in ((case.lower, case.upper), (case.upper, case.lower))
    )
    assert back == -there


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text} {case.lower} {case.upper}")
def test_equal_limits_give_zero(case):
    middle = case.lower if math.isfinite(case.lower) else 0.5
    known = reference(parse_formula(case.text, case.lower, case.upper), middle, middle)
    assert (known.value, known.error) == (0.0, 0.0)


@pytest.mark.parametrize(("text", "lower", "upper", "where"), (*DIVERGENT, *variants.DIVERGENT))
@pytest.mark.parametrize("in_order", [True, False])
def test_a_divergent_integral_is_refused_with_its_place(text, lower, upper, where, in_order):
    there = "towards infinity, where it is like" if math.isinf(where) else f"at x = {where:.12g}"
    with pytest.raises(ValueError) as refusal:
        parse_formula(text, *((lower, upper) if in_order else (upper, lower)))
    assert there in str(refusal.value)
