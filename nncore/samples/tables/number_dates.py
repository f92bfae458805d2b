"""Dates that are written as numbers: 20240131, and the days that spreadsheets count."""

import re
from typing import Any

import numpy as np

from nncore.arrays import FloatArray

# What columns of dates are called, without which 45,322 is a number as any other.
_NAMES = frozenset("date datum fecha data дата datetime timestamp zeitstempel".split())
# Spreadsheets count days from here; numbers of 1950 to 2099.
_SERIAL_ORIGIN = np.datetime64("1899-12-30", "ms")
_FIRST_SERIAL, _LAST_SERIAL = 18_264.0, 73_050.0
_MILLISECONDS_A_DAY = 86_400_000
# Years of dates without signs between their parts.
_FIRST_YEAR, _LAST_YEAR = 1_900, 2_099
# 20240131, 202401311030 and 20240131103000: the numbers that their times are written with.
_TIME_UNITS = (1, 10_000, 1_000_000)
_LEAST_DATES = 3  # two may be numbers that happen to be dates


def written_dates(numbers: FloatArray, label: str) -> Any:
    """Return numbers that are dates as ISO 8601 writes them, or None if they are none.

    Numbers without signs between year, month and day are dates if all of them are. The days of a
    spreadsheet are dates if their column is called so.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        NaN where there is none.
    label : str
        The heading of their column.

    Returns
    -------
    pandas.Series of str, or None
        NaN where there is none.
    """
    import pandas as pd

    present = ~np.isnan(numbers)
    given = numbers[present]
    dates = _compact(given)
    if dates is None and set(re.split(r"[\W_]+", label.lower())) & _NAMES:
        dates = _serial(given)
    if dates is None:
        return None
    written = pd.Series(np.nan, index=range(numbers.size), dtype=str)
    written[present] = np.datetime_as_string(dates)
    return written


def _compact(numbers: FloatArray) -> Any:
    """Return dates and times whose digits stand together; None if not all are some."""
    if np.unique(numbers).size < _LEAST_DATES or np.any(numbers != np.floor(numbers)):
        return None
    for unit in _TIME_UNITS:
        if np.all((numbers >= _FIRST_YEAR * 10_000 * unit) & (numbers < 1e8 * unit)):
            days, times = np.divmod(numbers.astype(np.int64), unit)
            dates = _days(days)
            if unit == 1:
                return dates
            clock = times * (100 if unit == min(_TIME_UNITS[1:]) else 1)
            seconds = _seconds(clock)
            return None if dates is None or seconds is None else dates + seconds
    return None


def _days(numbers: np.ndarray) -> Any:
    """Return the days of 20240131; None if one is not in the calendar."""
    years, months, days = numbers // 10_000, numbers // 100 % 100, numbers % 100
    if np.any((years > _LAST_YEAR) | (months < 1) | (months > 12) | (days < 1)):
        return None
    month = ((years - 1_970) * 12 + months - 1).astype("datetime64[M]")
    dates = month.astype("datetime64[D]") + (days - 1).astype("timedelta64[D]")
    return dates if np.all(dates.astype("datetime64[M]") == month) else None


def _seconds(numbers: np.ndarray) -> Any:
    """Return the seconds of 103000; None if one is no time of day."""
    hours, minutes, seconds = numbers // 10_000, numbers // 100 % 100, numbers % 100
    if np.any((hours > 23) | (minutes > 59) | (seconds > 59)):
        return None
    return (3_600 * hours + 60 * minutes + seconds).astype("timedelta64[s]")


def _serial(numbers: FloatArray) -> Any:
    """Return the dates of a spreadsheet's days; None if one is not of these times."""
    if not numbers.size or np.any((numbers < _FIRST_SERIAL) | (numbers > _LAST_SERIAL)):
        return None
    milliseconds = np.rint(numbers * _MILLISECONDS_A_DAY).astype("timedelta64[ms]")
    return _SERIAL_ORIGIN + milliseconds
