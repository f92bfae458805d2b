import math
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nncore.figures.slider_positions import N_STEPS, position_labels, slider_positions

ENDS = st.floats(-1e7, 1e7, allow_subnormal=False)


def reach(lower, upper):
    room = 0.4 * (upper - lower)
    return lower - room, upper + room


@given(ENDS, ENDS)
def test_all_positions_are_multiples_and_both_ends_are_met(lower, upper):
    assume(upper - lower > 1e-9 * max(1.0, abs(lower), abs(upper)))
    positions = slider_positions(lower, upper, *reach(lower, upper))
    inside = [x for x in positions if lower <= x <= upper]
    assert len(inside) == N_STEPS + 1 and (inside[0], inside[-1]) == (lower, upper)
    first, last = (Fraction(repr(end)) for end in (lower, upper))
    for j, x in enumerate(inside):  # each is the nearest float there is
        assert x == float(first + j * (last - first) / N_STEPS)
    assert positions == sorted(set(positions))
    assert not any(x == 0 and math.copysign(1, x) < 0 for x in positions)
    assert (positions[0], positions[-1]) == reach(lower, upper)


@given(ENDS, ENDS, ENDS, ENDS)
@example(0.0, 2000.0, -0.5, 0.0)  # would be written as "0" both
def test_what_is_set_is_a_position_wherever_it_is(lower, upper, a, b):
    assume(upper - lower > 1e-9 * max(1.0, abs(lower), abs(upper)))
    positions = slider_positions(lower, upper, *reach(lower, upper), (a, b))
    assert {a, b, lower, upper} <= set(positions) and positions == sorted(set(positions))
    assert len(positions) <= 2 * N_STEPS
    labels = position_labels(positions, (upper - lower) / N_STEPS)
    assert len(set(labels.values())) == len(positions)


@given(ENDS, ENDS)
def test_labels_are_as_exact_as_the_step(lower, upper):
    step = (upper - lower) / N_STEPS
    assume(step > 1e-9 * max(1.0, abs(lower), abs(upper)))
    positions = slider_positions(lower, upper, *reach(lower, upper))
    for value, label in position_labels(positions, step).items():
        written = float(label.replace("−", "-"))
        assert abs(written - value) <= 0.05 * step
        assert not (label.startswith("−") and written == 0)


@pytest.mark.parametrize(
    ("lower", "upper", "some"),
    [
        (0.0, 1.0, ["0.000", "0.005", "0.995", "1.000", "−0.005"]),
        (-0.001, 0.001, ["−0.00100", "0.00000", "0.00001"]),
        (0.0, 3.14159265358979, ["0.000", "0.016", "3.142"]),
        (0.0, 100.0, ["0.0", "0.5", "100.0"]),
        (-1e6, 1e6, ["−1000000", "−990000", "0"]),
    ],
)
def test_labels_have_as_many_decimals_as_the_step_needs(lower, upper, some):
    positions = slider_positions(lower, upper, *reach(lower, upper))
    labels = position_labels(positions, (upper - lower) / N_STEPS)
    assert set(some) <= set(labels.values())


def test_a_limit_beside_a_position_takes_its_place_and_is_written_in_full():
    positions = slider_positions(0.0, 1.0, -0.4, 1.4, (0.1234, 1e4))
    assert 0.1234 in positions and 0.125 not in positions and positions[-1] == 1e4
    labels = position_labels(positions, 0.005)
    assert labels[0.1234] == "0.1234" and labels[1e4] == "10000.000"
