import math

import pytest
from scipy import integrate

from nncore.quadrature.adaptive_cubature import (
    adaptive_cubature,
    evaluations_of_a_part,
)
from tests.nncore.quadrature.box_functions import Counting, peak, peak_integral, smooth


@pytest.mark.parametrize(
    ("rule", "n"), [("gk21", 1), ("gk21", 3), *(("genz-malik", n) for n in range(2, 9))]
)
def test_evaluations_of_a_part_are_those_that_scipy_makes(rule, n):
    counting = Counting(smooth)
    found = adaptive_cubature(
        counting, [0.0] * n, [1.0] * n, rule=rule, n_evaluations=evaluations_of_a_part(rule, n)
    )
    assert counting.n == evaluations_of_a_part(rule, n) == found.n_evaluations


def test_with_enough_evaluations_it_is_scipy_s():
    lower, upper = [0.0, 0.0], [1.0, 1.0]
    found = adaptive_cubature(
        peak, lower, upper, rule="genz-malik", n_evaluations=10**6, relative_tolerance=1e-6
    )
    expected = integrate.cubature(peak, lower, upper, rule="genz-malik", rtol=1e-6)
    assert (found.value, found.error_estimate) == (expected.estimate, expected.error)
    assert abs(found.value - peak_integral(2)) <= found.error_estimate <= 1e-6 * found.value


def test_parts_are_bounded_however_many_evaluations_are_allowed():
    """A jump along a diagonal is never resolved."""
    counting = Counting(lambda x: (x[:, 0] + x[:, 1] < 1).astype(float))
    adaptive_cubature(
        counting, [0, 0], [1, 1], rule="genz-malik", n_evaluations=10**9, most_parts=100
    )
    part = evaluations_of_a_part("genz-malik", 2)
    assert 90 * part <= counting.n <= 100 * part


@pytest.mark.parametrize(
    ("rule", "n", "n_evaluations", "sentence"),
    [
        ("genz-malik", 1, 1_000, "needs at least 2 inputs, got 1."),
        ("gk21", 2, 981, "`n_evaluations` must be at least 982, got 981."),
        ("genz-malik", 2, 46, "`n_evaluations` must be at least 47, got 46."),
    ],
)
def test_too_few(rule, n, n_evaluations, sentence):
    with pytest.raises(ValueError, match=sentence):
        adaptive_cubature(smooth, [0.0] * n, [1.0] * n, rule=rule, n_evaluations=n_evaluations)


def test_a_singularity_in_a_corner_is_found():
    found = adaptive_cubature(
        lambda x: 1 / (x[:, 0] + x[:, 1]),
        [0, 0],
        [1, 1],
        rule="gk21",
        n_evaluations=200_000,
    )
    assert found.value == pytest.approx(2 * math.log(2), rel=1e-12)
