"""The interval of training, whatever the order of the limits."""

import math

import pytest

from nncore.integrands import INTEGRANDS, training_interval, training_intervals


@pytest.mark.parametrize(
    ("limits", "interval"),
    [
        ((0, 2), (0, 2)),
        ((2, 0), (0, 2)),
        ((math.inf, 0), (0, math.inf)),
        ((math.inf, -math.inf), (-math.inf, math.inf)),
    ],
)
def test_different_limits_have_the_interval_between_them(limits, interval):
    assert list(training_intervals(*limits)) == [interval]


@pytest.mark.parametrize("point", [0.0, 2.0, -7.5, 1e-300, 1e6, -1e50])
def test_equal_limits_have_intervals_that_hold_them_and_that_float64_can_tell(point):
    intervals = list(training_intervals(point, point))
    assert all(lower <= point <= upper for lower, upper in intervals)
    assert all(upper - lower >= max(1.0, 2.0**-11 * abs(point)) for lower, upper in intervals)
    assert intervals[0][0] < point < intervals[0][1]


@pytest.mark.parametrize(
    ("name", "point", "interval"),
    [
        ("log", 5.0, (4.5, 5.5)),
        ("log", 0.0, (0.0, 1.0)),
        ("arcsine", 1.0, (0.0, 1.0)),
        ("arcsine", -1.0, (-1.0, 0.0)),
        ("log", -3.0, (-3.5, -2.5)),
    ],
)
def test_the_first_is_taken_on_which_the_integrand_is_integrable(name, point, interval):
    assert training_interval(INTEGRANDS[name], point, point) == interval
