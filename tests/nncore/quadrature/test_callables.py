"""Limits and numbers of points, which all rules read in the same way."""

import math

import numpy as np
import pytest

from nncore.quadrature import (
    clenshaw_curtis,
    gauss_legendre,
    simpson,
    trapezoid,
)


@pytest.mark.parametrize("rule", [simpson, trapezoid, gauss_legendre, clenshaw_curtis])
def test_limits_swap_and_broadcast(rule):
    value = rule(np.cos, 0.0, 1.0, 21)
    assert value == pytest.approx(math.sin(1), rel=1e-3)
    assert type(value) is float
    assert rule(np.cos, 1.0, 0.0, 21) == pytest.approx(-value, rel=1e-15)
    assert rule(np.cos, 1.0, 1.0, 21) == 0.0
    values = rule(np.cos, [[0.0], [1.0]], [0.0, 1.0], 21)
    assert values == pytest.approx(np.array([[0, value], [-value, 0]]), rel=1e-14)
    assert rule(lambda x: 2.0, 0, 3, 21) == pytest.approx(6.0, rel=1e-14)


@pytest.mark.parametrize(
    ("rule", "n_points", "sentence"),
    [
        (simpson, 1, "`n_points` must be at least 2, got 1."),
        (simpson, -5, "`n_points` must be at least 2, got -5."),
        (gauss_legendre, 0, "`n_points` must be at least 1, got 0."),
        (trapezoid, 1, "`n_points` must be at least 2, got 1."),
        (clenshaw_curtis, 1, "`n_points` must be at least 2, got 1."),
    ],
)
def test_too_few_points_are_refused(rule, n_points, sentence):
    with pytest.raises(ValueError) as error:
        rule(np.cos, 0, 1, n_points)
    assert str(error.value) == sentence


@pytest.mark.parametrize("rule", [simpson, trapezoid, gauss_legendre, clenshaw_curtis])
def test_points_are_a_whole_number(rule):
    with pytest.raises(TypeError):
        rule(np.cos, 0, 1, 2.5)
