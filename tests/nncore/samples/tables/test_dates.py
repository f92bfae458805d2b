import datetime

import pandas as pd
import pytest

from nncore.messages import SettingError
from nncore.samples.tables.dates import is_date, times


def counted(*cells):
    return times(pd.Series(cells, dtype=str))


DAY, HOUR = 86400.0, 3600.0


@pytest.mark.parametrize(
    ("cells", "values", "unit"),
    [
        (("2024-02-28", "2024-02-29", "2024-03-01"), (0, DAY, 2 * DAY), "s"),
        (
            ("2024-01-01T10:00", "2024-01-01 10:00:30.25", "2024-01-01"),
            (10 * HOUR, 36030.25, 0),
            "s",
        ),
        (("2024-01-01 12:00+02:00", "2024-01-01 12:00Z"), (0, 2 * HOUR), "s"),
        (("2024/1/1", "2024/1/3 12:00"), (0, 2.5 * DAY), "s"),
        (("31.12.2023 23:00", "10.1.2024 23:00"), (0, 10), "d"),
        (("1/31/2024 1:30 PM", "1/31/2024 2:30 AM"), (11 * HOUR, 0), "s"),
        (("31/01/2024", "01/02/2024"), (0, DAY), "s"),
        (("31.12.23", "1.1.24 12:00"), (0, 1.5 * DAY), "s"),
        (("1/31/24", "2/1/24"), (0, DAY), "s"),
        (("31 Jan 2024", "1-Feb-2024", "3. March 2024 1:30 PM"), (0, 1, 32 + 13.5 / 24), "d"),
        (("Jan 31, 2024", "February 1, 2024 6:00"), (0, 1.25 * DAY), "s"),
        (("2024-01", "2024-02", "2024-12"), (0, 31, 335), "d"),
        (("2024-01-01 12:00 UTC", "2024-01-01 12:00:00.5+02"), (7199.5, 0), "s"),
        (("10:00", "10:01:30", "9:59:59,5"), (0.5, 90.5, 0), "s"),
        (("20240131T235959", "20240201T000000.5", "20240201 0001"), (0, 1.5, 61), "s"),
        (("20240131T1200Z", "20240131T120000+0100"), (HOUR, 0), "s"),
    ],
)
def test_dates_are_counted_from_the_first(cells, values, unit):
    found = counted(*cells)
    assert found.values.tolist() == list(values) and (found.unit, found.failed) == (unit, None)


def test_dates_without_a_time_zone_among_others_are_counted():
    found = counted("2024-01-01 12:00+02:00", "2024-01-01 12:00", "2024-01-01")
    assert found.values.tolist() == [10 * HOUR, 12 * HOUR, 0.0]
    assert [str(each) for each in found.said] == [
        "Dates are counted in seconds from 2024-01-01 00:00:00 UTC.",
        "2 dates without a time zone, as others have one, taken as UTC.",
    ]


def test_days_are_those_of_the_calendar():
    days = [datetime.date(1999, 12, 1) + datetime.timedelta(97 * i) for i in range(50)]
    found = counted(*map(str, days))
    assert found.values.tolist() == [(day - days[0]).days for day in days]
    assert str(found.said[0]) == "Dates are counted in days from 1999-12-01 00:00:00."


def test_a_time_of_day_goes_on_after_midnight():
    found = counted("23:50", None, "23:59:59", "00:10", "23:50", "00:00")
    assert found.values.tolist()[2:] == [599.0, 1200.0, DAY, DAY + 600.0]
    assert [str(each) for each in found.said] == [
        "Dates are counted in seconds from 23:50.",
        "The time of day passes midnight 2 times.",
    ]


def test_the_first_cell_that_is_no_date_is_named():
    assert counted("2024-01-01", "2024-01-02", "soon").failed == 2
    assert counted("10:00", "later", "11:00").failed == 1
    assert counted("31.01.2024", None, "2024-01-31").failed == 2


def test_month_and_day_are_not_guessed():
    with pytest.raises(SettingError, match="03/01/2024 may begin with the day or with the month"):
        counted("03/01/2024", "04/01/2024")
    # The differences are the same.
    assert counted("03/01/2024 10:00", "03/01/2024 11:00").values.tolist() == [0.0, HOUR]


def test_what_a_date_is():
    assert all(map(is_date, ("2024-01-31", "1.2.2024 10:00", "1/2/2024 1:00 pm", "10:00:00.5")))
    assert all(map(is_date, ("31 jan 2024", "Sept. 1, 2024", "2024-01", "1.2.24", "1/2/24 10:00")))
    assert not any(map(is_date, ("2024", "1.5", "1-2", "10", "2024-01/31", "")))
    assert not any(map(is_date, ("31 Foo 2024", "2024-01-01 10:00 CET", "1.2.3", "jan 2024")))
