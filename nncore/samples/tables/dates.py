"""Dates and times of day as numbers: seconds or days since the first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import Sentence, SettingError
from nncore.samples.tables.headings import clean_heading

_SECONDS_A_DAY = 86_400.0
# Beyond so many days, days are the unit.
_MOST_DAYS_IN_SECONDS = 3.0

_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_ZONE = r"(?: ?(?:Z|[+-]\d{2}:?\d{2}))?"
_YEAR_FIRST = rf"\d{{4}}(?P<sign>[-/.])\d{{1,2}}(?P=sign)\d{{1,2}}(?:[T ]+{_TIME}{_ZONE})?"
_DAY_FIRST = rf"\d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?: +{_TIME})?"
_SLASHES = rf"\d{{1,2}}/\d{{1,2}}/\d{{4}}(?: +{_TIME}(?: ?[AP]M)?)?"
_CLOCK = re.compile(_TIME)

_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f")
_HALF_DAYS = (" %I:%M %p", " %I:%M:%S %p")
#: How dates are written -> how pandas is told to read them, one group for each meaning.
_FORMS = {
    re.compile(_YEAR_FIRST): (("ISO8601", *(f"%Y-%m-%d{time}" for time in _TIMES)),),
    re.compile(_DAY_FIRST): (tuple(f"%d.%m.%Y{time}" for time in _TIMES),),
    re.compile(_SLASHES, re.IGNORECASE): tuple(
        tuple(f"{date}{time}" for time in (*_TIMES, *_HALF_DAYS))
        for date in ("%d/%m/%Y", "%m/%d/%Y")
    ),
}


@dataclass(frozen=True, eq=False)
class Times:
    """A column of dates as numbers.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Since the first of them; NaN where there is none.
    unit : str
        ``"s"`` or ``"d"``.
    said : tuple of Sentence
        From when they are counted, and in what.
    failed : int or None
        The first position that is no date as the others are; the values are of no use then.
    """

    values: FloatArray
    unit: str = "s"
    said: tuple[Sentence, ...] = ()
    failed: int | None = None


def is_date(cell: str) -> bool:
    """Return whether a cell is a date, a date with a time, or a time of day."""
    text = cell.strip()
    return any(form.fullmatch(text) for form in (*_FORMS, _CLOCK))


def times(cells: Any) -> Times:
    """Return dates as seconds since the first, or as days if they span more than three.

    The first cell that is not missing says how all are written: ISO 8601, 31.1.2024, 31/1/2024,
    1/31/2024, each with or without a time, or a time of day alone, which goes on after midnight.

    Parameters
    ----------
    cells : pandas.Series of str
        Missing ones are NaN.

    Raises
    ------
    SettingError
        If 3/1/2024 may be in January or in March.
    """
    present = cells.dropna()
    first = str(present.iloc[0]).strip()
    plain = cells.str.strip()
    if _CLOCK.fullmatch(first):
        return _times_of_day(plain)
    meanings = next(formats for form, formats in _FORMS.items() if form.fullmatch(first))
    if first[:4].isdigit():
        plain = plain.str.replace(first[4], "-", n=2, regex=False)
    plain = plain.str.replace(",", ".", regex=False)
    read = [_best_reading(plain, formats) for formats in meanings]
    fitting = [dates for dates in read if not _n_failed(plain, dates)]
    if not fitting:
        best = min(read, key=lambda dates: _n_failed(plain, dates))
        return Times(np.empty(0), failed=_first_failed(plain, best))
    if len(fitting) == 2 and not (fitting[0] - fitting[0].min()).equals(
        fitting[1] - fitting[1].min()
    ):
        raise SettingError(
            "{date} may begin with the day or with the month: write dates with the year first, "
            "such as 2024-01-31.",
            date=first,
        )
    return _since_first(fitting[0])


def _best_reading(cells: Any, formats: Sequence[str]) -> Any:
    import pandas as pd

    best = None
    for form in formats:
        utc = form == "ISO8601"  # where it may have time zones
        dates = pd.to_datetime(cells, format=form, errors="coerce", utc=utc)
        if best is None or _n_failed(cells, dates) < _n_failed(cells, best):
            best = dates
        if not _n_failed(cells, best):
            break
    return best


def _is_failed(cells: Any, dates: Any) -> np.ndarray:
    return (cells.notna() & dates.isna()).to_numpy()


def _n_failed(cells: Any, dates: Any) -> int:
    return int(np.count_nonzero(_is_failed(cells, dates)))


def _first_failed(cells: Any, dates: Any) -> int:
    return int(np.argmax(_is_failed(cells, dates)))


def _since_first(dates: Any) -> Times:
    import pandas as pd

    first = dates.min()
    seconds = ((dates - first) / pd.Timedelta(seconds=1)).to_numpy(dtype=float)
    origin = first.tz_localize(None).isoformat(sep=" ")
    return _in_unit(seconds, origin, np.nanmax(seconds))


def _in_unit(seconds: FloatArray, origin: str, span: float) -> Times:
    if span > _MOST_DAYS_IN_SECONDS * _SECONDS_A_DAY:
        said = Sentence("Dates are counted in days from {origin}.", origin=origin)
        return Times(seconds / _SECONDS_A_DAY, "d", (said,))
    said = Sentence("Dates are counted in seconds from {origin}.", origin=origin)
    return Times(seconds, "s", (said,))


def _times_of_day(cells: Any) -> Times:
    import pandas as pd

    # pandas wants seconds: 10:30 is 10:30:00.
    whole = cells.str.replace(r"^(\d{1,2}:\d{2})$", r"\1:00", regex=True)
    spans = pd.to_timedelta(whole.str.replace(",", ".", regex=False), errors="coerce")
    if _n_failed(cells, spans):
        return Times(np.empty(0), failed=_first_failed(cells, spans))
    seconds = (spans / pd.Timedelta(seconds=1)).to_numpy(dtype=float)
    seconds, n_midnights = _beyond_midnight(seconds)
    origin = cells.dropna().iloc[int(np.nanargmin(seconds[~np.isnan(seconds)]))]
    found = _in_unit(seconds - np.nanmin(seconds), origin, np.nanmax(seconds) - np.nanmin(seconds))
    if not n_midnights:
        return found
    midnight = Sentence(
        "The time of day passes midnight once.",
        "The time of day passes midnight {n:,} times.",
        n=n_midnights,
    )
    return Times(found.values, found.unit, (*found.said, midnight))


def _beyond_midnight(seconds: FloatArray) -> tuple[FloatArray, int]:
    """Let a clock that jumps back by more than half a day go on."""
    present = ~np.isnan(seconds)
    jumps = np.diff(seconds[present], prepend=seconds[present][0]) < -_SECONDS_A_DAY / 2
    days = np.cumsum(jumps)
    seconds = seconds.copy()
    seconds[present] += days * _SECONDS_A_DAY
    return seconds, int(days[-1])


def date_refusal(cell: str, name: str, row: int) -> SettingError:
    """Return what is said of a cell that is no date as those before it."""
    return SettingError(
        "Row {row:,} of column {column} holds “{cell}”, which is not a date written as those above "
        "it: write all in one way, such as 2024-01-31 10:00.",
        row=row,
        column=name,
        cell=clean_heading(cell),
    )
