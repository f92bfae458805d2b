"""The rule that a number breaks, if it breaks one."""

import math

import pytest

from nncore.options import Range, shown

HALF_OPEN = Range(above=0, maximum=10_000)
WHOLE = Range(minimum=1, integer=True)
INFINITE = Range(minimum=-1e6, infinite=True)


@pytest.mark.parametrize(
    ("allowed", "value", "rule"),
    [
        (HALF_OPEN, 0.5, None),
        (HALF_OPEN, 0, "must be greater than 0"),
        (HALF_OPEN, 10_000.5, "must be at most 10,000"),
        (HALF_OPEN, math.inf, "must be finite"),
        (HALF_OPEN, True, "must be a number"),
        (HALF_OPEN, "1", "must be a number"),
        (Range(below=1), 1.0, "must be less than 1"),
        (WHOLE, 10**400, None),
        (WHOLE, 0, "must be at least 1"),
        (WHOLE, 1.5, "must be a whole number"),
        (WHOLE, math.inf, "must be a whole number"),
        (WHOLE, 1.0, None),
        (INFINITE, -math.inf, None),
        (INFINITE, math.nan, "must be a number"),
        (INFINITE, 10**400, "must be a number"),
    ],
)
def test_the_rule_that_is_broken(allowed, value, rule):
    refusal = allowed.refusal("n", value)
    said = None if rule is None else f"`n` {rule}, got {shown(value)}."
    assert (refusal and str(refusal)) == said
