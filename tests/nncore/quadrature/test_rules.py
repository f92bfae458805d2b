"""All rules keep to the evaluations that they are given."""

import math

import numpy as np
import pytest

from nncore.quadrature import (
    RULES,
)

# Of the integral of eˣ with 64 evaluations: h²/12 and h⁴/180; of tanh-sinh, the first level, with
# 35, has half the digits. The others are exact to rounding.
RULE_ERRORS = {"trapezoid": 2.2e-5, "simpson": 1e-8, "tanh-sinh": 1e-6}


@pytest.mark.parametrize("name", RULES)
def test_rules_keep_to_their_evaluations(name):
    rule, seen = RULES[name], []

    def f(x):
        seen.append(np.size(x))
        return np.exp(x)

    for n_evaluations in (rule.least, 64, 333):
        seen.clear()
        found = rule(f, 0.0, 1.0, n_evaluations)
        assert type(found.value) is float
        assert found.n_evaluations == sum(seen) <= n_evaluations
    assert rule(f, 0.0, 1.0, 64).value == pytest.approx(
        math.e - 1, rel=RULE_ERRORS.get(name, 1e-14)
    )
    with pytest.raises(ValueError) as error:
        rule(f, 0.0, 1.0, rule.least - 1)
    assert str(error.value) == (
        f"`n_evaluations` must be at least {rule.least} for {rule.label}, got {rule.least - 1}."
    )


def test_the_adaptive_rule_spends_what_a_singular_function_needs():
    found = [RULES["quad"](np.sqrt, 0.0, 1.0, n) for n in (21, 62, 63, 1000)]
    assert [f.n_evaluations for f in found[:3]] == [21, 21, 63]
    assert 63 < found[3].n_evaluations <= 1000
    errors = [abs(f.value - 2 / 3) for f in found]
    assert errors[3] < 1e-14 < errors[2] < errors[0]
