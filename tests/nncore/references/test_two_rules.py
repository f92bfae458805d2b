"""Two rules: they agree on what they can do, and what is narrow or divergent does not pass."""

import math

import numpy as np
import pytest

from nncore.integrands import Integrand
from nncore.references.two_rules import two_rules
from nncore.references.unproved import Refused, Unproved


def integrand(function, **options):
    return Integrand("f", "f(x)", 0.0, 1.0, function, **options)


@pytest.mark.parametrize(
    ("function", "limits", "truth"),
    [
        (np.exp, (0, 1), math.e - 1),
        (np.log, (0, 1), -1),
        (lambda x: 1 / np.sqrt(x), (0, 1), 2),
        (lambda x: np.exp(-x * x), (-math.inf, math.inf), math.sqrt(math.pi)),
        (lambda x: 1 / (1 + x * x), (0, math.inf), math.pi / 2),
        (lambda x: np.cos(50 * x), (0, 1), math.sin(50) / 50),
        (lambda x: 0 * x, (0, 1), 0),
    ],
)
def test_the_error_holds(function, limits, truth):
    value, error = two_rules(integrand(function), *limits)
    assert abs(value - truth) <= error < 1e-6


def test_break_points_are_cut_at():
    kinked = integrand(lambda x: np.abs(x - 0.3), breakpoints=(0.3,))
    value, error = two_rules(kinked, 0, 1)
    assert abs(value - 0.29) <= error < 1e-13


@pytest.mark.parametrize(
    ("function", "limits"),
    [
        (lambda x: 1 / x, (0, 1)),
        (lambda x: 1 / (x - 0.3), (0, 1)),
        (np.log, (-1, 1)),
        (lambda x: 1 / (1 + x), (0, math.inf)),
    ],
)
def test_samples_refuse_with_their_reason(function, limits):
    with pytest.raises(Refused):
        two_rules(integrand(function), *limits)


def test_rules_that_disagree_are_not_believed():
    with pytest.raises(Unproved, match="do not agree"):
        two_rules(integrand(lambda x: np.sin(1 / x**2) / x), 1e-4, 1)
