import pandas as pd
import pytest

from nncore.samples.tables.clocks import clock_times, is_clock

HOUR = 3600.0


@pytest.mark.parametrize(
    ("cells", "seconds"),
    [
        (("10:00", "10:01:30", "9:59:59,5"), [0.5, 90.5, 0.0]),
        (("11:00 AM", "12:00 pm", "1:30 p.m."), [0.0, HOUR, 2.5 * HOUR]),
        (("12:15 AM", "1:15 AM"), [0.0, HOUR]),
        (("95:00:00", "101:30:00"), [0.0, 6.5 * HOUR]),
        (("0:59.5", "1:00.0", "125:00.25"), [0.0, 0.5, 7440.75]),
    ],
)
def test_times_are_counted_in_seconds(cells, seconds):
    found = clock_times(pd.Series(cells, dtype=str))
    assert found.values.tolist() == seconds and (found.unit, found.failed) == ("s", None)


@pytest.mark.parametrize("wrong", ["10:60", "later", "13:00 PM", "10", "10:00:61"])
def test_the_first_that_is_no_time_is_named(wrong):
    assert clock_times(pd.Series(["10:00", None, wrong, "x"], dtype=str)).failed == 2


def test_what_a_time_is():
    assert all(map(is_clock, ("10:00", " 9:05:01.25 ", "130:00:00", "1:00 AM", "12:05.5")))
    assert not any(map(is_clock, ("10", "10:5", "10:75", "10.5", "1:2:3", "10:00 h", "")))
