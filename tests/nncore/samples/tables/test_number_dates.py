import datetime

import numpy as np
import pandas as pd
import pytest

from nncore.samples.tables.number_dates import written_dates

DAYS = [datetime.datetime(2023, 12, 30, 10, 30) + datetime.timedelta(i) for i in range(70)]


@pytest.mark.parametrize(
    ("form", "resolution"), [("%Y%m%d", "D"), ("%Y%m%d%H%M", "m"), ("%Y%m%d%H%M%S", "s")]
)
def test_digits_of_a_calendar_are_dates(form, resolution):
    numbers = np.array([float(day.strftime(form)) for day in DAYS])
    found = pd.to_datetime(written_dates(numbers, "x")).to_numpy()
    assert np.array_equal(found, np.array(DAYS, dtype="datetime64[s]").astype(f"M8[{resolution}]"))


def test_missing_ones_stay_missing():
    found = written_dates(np.array([20240131, np.nan, 20240201, 20240202]), "")
    assert found.isna().tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    "numbers",
    [
        [20240131, 20240132, 20240201],
        [20230229, 20230301, 20230302],
        [20240131, 20240201, 1],
        [20240131, 20240201],  # two may be numbers that happen to be dates
        [20240131.5, 20240201, 20240202],
        [18991231, 19000101, 19000102],
        [202401312400, 202402010000, 202402020000],
        [1.5, 2.5, 3.5],
        [np.nan, np.nan, np.nan],
        [],
    ],
)
def test_other_numbers_are_numbers(numbers):
    assert written_dates(np.array(numbers, dtype=float), "counts") is None


def test_days_of_a_spreadsheet_are_dates_under_a_heading_that_says_so():
    """45322 is 31 January 2024 in Excel and LibreOffice."""
    numbers = np.array([45322.0, 45322.25, np.nan])
    for heading in ("Date", "datum", "Дата (UTC)"):
        found = pd.to_datetime(written_dates(numbers, heading))
        assert found[1] == pd.Timestamp("2024-01-31 06:00") and pd.isna(found[2])
    assert written_dates(numbers, "height") is None
    assert written_dates(np.array([1.0, 2.0]), "date") is None
