"""Dates and times of day as numbers: seconds or days since the first."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nncore.messages import Sentence, SettingError
from nncore.samples.tables.clocks import clock_times, is_clock
from nncore.samples.tables.counted_times import Times, in_unit
from nncore.samples.tables.headings import clean_heading

_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_HALF_DAY = rf"{_TIME}(?: ?[AP]M)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))"
_YEAR = r"(?:\d{4}|\d{2})"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR_FIRST = (
    rf"\d{{4}}(?P<sign>[-/.])\d{{1,2}}(?P=sign)\d{{1,2}}(?:[T ]+{_TIME}(?P<zone>{_ZONE})?)?"
)
_YEAR_MONTH = r"\d{4}-\d{1,2}"
_DAY_FIRST = rf"\d{{1,2}}\.\d{{1,2}}\.{_YEAR}(?: +{_TIME})?"
_SLASHES = rf"\d{{1,2}}/\d{{1,2}}/{_YEAR}(?: +{_HALF_DAY})?"
_DAY_NAMED = rf"(?P<day>\d{{1,2}})[-. ]+{_MONTH}[-, ]+(?P<year>{_YEAR})(?P<time> +{_HALF_DAY})?"
_MONTH_NAMED = rf"{_MONTH} +(?P<day>\d{{1,2}}),? +(?P<year>\d{{4}})(?P<time> +{_HALF_DAY})?"
# 20240131T103000, which ISO 8601 calls the basic format.
_BASIC = re.compile(
    rf"(\d{{4}})(\d{{2}})(\d{{2}})[T ](\d{{2}})(\d{{2}})(\d{{2}}(?:[.,]\d+)?)?({_ZONE})?", re.ASCII
)

_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f")
_HALF_DAYS = (" %I:%M %p", " %I:%M:%S %p")
_NAMED = (tuple(f"%d %b %Y{time}" for time in (*_TIMES, *_HALF_DAYS)),)
#: How dates are written -> how pandas is told to read them, one group for each meaning.
_FORMS = {
    re.compile(form, re.IGNORECASE): meanings
    for form, meanings in (
        (_YEAR_FIRST, (("ISO8601", *(f"%Y-%m-%d{time}" for time in _TIMES)),)),
        (_YEAR_MONTH, (("%Y-%m",),)),
        (_DAY_FIRST, (tuple(f"%d.%m.%Y{time}" for time in _TIMES),)),
        (
            _SLASHES,
            tuple(
                tuple(f"{date}{time}" for time in (*_TIMES, *_HALF_DAYS))
                for date in ("%d/%m/%Y", "%m/%d/%Y")
            ),
        ),
        (_DAY_NAMED, _NAMED),
        (_MONTH_NAMED, _NAMED),
    )
}


def is_date(cell: str) -> bool:
    """Return whether a cell is a date, a date with a time, or a time of day."""
    text = cell.strip()
    return is_clock(text) or any(form.fullmatch(text) for form in (*_FORMS, _BASIC))


def times(cells: Any) -> Times:
    """Return dates as seconds since the first, or as days if they span more than three.

    The first cell that is not missing says how all are written: ISO 8601, 31.1.2024, 31/1/2024,
    1/31/2024, 31 Jan 2024, January 31, 2024, each with or without a time, a year and a month, or a
    time alone (`nncore.samples.tables.clocks`). Years of two digits are from 1969 to 2068.

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
    if is_clock(first):
        return clock_times(plain)
    if _BASIC.fullmatch(first):
        plain = plain.str.replace(_BASIC, _with_signs, regex=True)
        first = _BASIC.sub(_with_signs, first)
    form, meanings = next(each for each in _FORMS.items() if each[0].fullmatch(first))
    plain, n_without_zone = _as_pandas_reads(plain, form, first)
    if _has_short_year(first):
        meanings = tuple(tuple(each.replace("%Y", "%y") for each in one) for one in meanings)
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
    return _since_first(fitting[0], n_without_zone)


def _as_pandas_reads(cells: Any, form: re.Pattern[str], first: str) -> tuple[Any, int | None]:
    """Return dates with the signs that `_FORMS` expects, and how many have no time zone.

    That is None where no date has one.
    """
    if "month" in form.groupindex:
        parts = ("day", "month", "year", "time")
        return cells.str.replace(form, lambda found: _joined(found, parts), regex=True), None
    if first[:4].isdigit():
        cells = cells.str.replace(first[4], "-", n=2, regex=False)
    cells = cells.str.replace(",", ".", regex=False)
    if "zone" not in form.groupindex:
        return cells, None
    cells = cells.str.replace(r" ?(?:UTC|GMT|Z)$", "Z", case=False, regex=True)
    has_zone = cells.dropna().str.contains(rf":\d{{2}}(?:\.\d+)?{_ZONE}$", regex=True)
    return cells, int(np.count_nonzero(~has_zone)) if has_zone.any() else None


def _with_signs(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, zone = found.groups()
    return f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}{zone or ''}"


def _joined(found: re.Match[str], parts: Sequence[str]) -> str:
    return " ".join((found[part] or "").strip() for part in parts).strip()


def _has_short_year(date: str) -> bool:
    return not re.search(r"\d{4}", date.partition(":")[0])


def _best_reading(cells: Any, formats: Sequence[str]) -> Any:
    """Return the dates, each by the first of the formats that fits it; some may have a time."""
    import pandas as pd

    dates = None
    for form in formats:
        read = pd.to_datetime(cells, format=form, errors="coerce", utc=True)
        dates = read if dates is None else dates.fillna(read)
        if not _n_failed(cells, dates):
            break
    return dates


def _is_failed(cells: Any, dates: Any) -> np.ndarray:
    return (cells.notna() & dates.isna()).to_numpy()


def _n_failed(cells: Any, dates: Any) -> int:
    return int(np.count_nonzero(_is_failed(cells, dates)))


def _first_failed(cells: Any, dates: Any) -> int:
    return int(np.argmax(_is_failed(cells, dates)))


def _since_first(dates: Any, n_without_zone: int | None) -> Times:
    import pandas as pd

    first = dates.min()
    seconds = ((dates - first) / pd.Timedelta(seconds=1)).to_numpy(dtype=float)
    zone = "" if n_without_zone is None else " UTC"
    origin = f"{first.tz_localize(None).isoformat(sep=' ')}{zone}"
    found = in_unit(seconds, origin, np.nanmax(seconds))
    if not n_without_zone:
        return found
    taken = Sentence(
        "{n:,} date without a time zone, as others have one, taken as UTC.",
        "{n:,} dates without a time zone, as others have one, taken as UTC.",
        n=n_without_zone,
    )
    return replace(found, said=(*found.said, taken))


def date_refusal(cell: str, name: str, row: int) -> SettingError:
    """Return what is said of a cell that is no date as those before it."""
    return SettingError(
        "Row {row:,} of column {column} holds “{cell}”, which is not a date written as those above "
        "it: write all in one way, such as 2024-01-31 10:00.",
        row=row,
        column=name,
        cell=clean_heading(cell),
    )
