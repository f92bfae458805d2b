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
        (("10:00", "10:01:30", "9:59:59,5"), (0.5, 90.5, 0), "s"),
    ],
)
def test_dates_are_counted_from_the_first(cells, values, unit):
    found = counted(*cells)
    assert found.values.tolist() == list(values) and (found.unit, found.failed) == (unit, None)


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
    assert not any(map(is_date, ("2024", "1.5", "1-2", "10", "2024-01/31", "")))
