"""Times of day, and times that have passed, as numbers of seconds: 10:30, 1:30 PM, 125:00:00."""

import re
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import Sentence
from nncore.samples.tables.counted_times import SECONDS_A_DAY, Times, in_unit

_SIXTY = r"[0-5]\d"
# Hours and minutes, perhaps with seconds; or minutes and seconds, if those have a fraction.
_CLOCK = re.compile(
    rf"(?P<hours>\d{{1,4}}):(?P<minutes>{_SIXTY})(?::(?P<seconds>{_SIXTY}(?:[.,]\d+)?))?"
    rf"(?: ?(?P<half>[AP])\.?M\.?)?|(?P<alone>\d{{1,4}}):(?P<rest>{_SIXTY}[.,]\d+)",
    re.ASCII | re.IGNORECASE,
)
_PLACES = {"hours": 3_600.0, "minutes": 60.0, "seconds": 1.0, "alone": 60.0, "rest": 1.0}
_NOON = 12.0


def is_clock(cell: str) -> bool:
    """Return whether a cell is a time of day, or hours and minutes that have passed."""
    return bool(_CLOCK.fullmatch(cell.strip()))


def clock_times(cells: Any) -> Times:
    """Return times of day, which go on after midnight, as seconds since the first.

    Parameters
    ----------
    cells : pandas.Series of str
        Missing ones are NaN.
    """
    seconds = _seconds(cells)
    is_failed = np.isnan(seconds) & cells.notna().to_numpy()
    if is_failed.any():
        return Times(np.empty(0), failed=int(np.argmax(is_failed)))
    seconds, n_midnights = _beyond_midnight(seconds)
    origin = cells.iloc[int(np.nanargmin(seconds))]
    seconds = seconds - np.nanmin(seconds)
    found = in_unit(seconds, origin, np.nanmax(seconds))
    if not n_midnights:
        return found
    midnight = Sentence(
        "The time of day passes midnight once.",
        "The time of day passes midnight {n:,} times.",
        n=n_midnights,
    )
    return Times(found.values, found.unit, (*found.said, midnight))


def _seconds(cells: Any) -> FloatArray:
    """Return seconds since midnight; NaN of what is no time."""
    import pandas as pd

    parts = cells.str.extract(rf"^(?:{_CLOCK.pattern})$", flags=_CLOCK.flags)
    is_time = parts["minutes"].notna() | parts["rest"].notna()
    numbers = parts[[*_PLACES]].apply(lambda part: part.str.replace(",", ".", regex=False))
    numbers = numbers.apply(pd.to_numeric).fillna(0.0)
    half = parts["half"].str.upper()
    has_half = half.notna()
    is_time &= ~has_half | (numbers["hours"] <= _NOON)
    numbers["hours"] = numbers["hours"].mask(has_half, numbers["hours"] % _NOON)
    numbers["hours"] += _NOON * (half == "P").fillna(False).astype(float)
    total = sum(place * numbers[part] for part, place in _PLACES.items())
    seconds: FloatArray = total.where(is_time).to_numpy(dtype=float)
    return seconds


def _beyond_midnight(seconds: FloatArray) -> tuple[FloatArray, int]:
    """Let a clock that jumps back by more than half a day go on."""
    present = ~np.isnan(seconds)
    jumps = np.diff(seconds[present], prepend=seconds[present][0]) < -SECONDS_A_DAY / 2
    days = np.cumsum(jumps)
    seconds = seconds.copy()
    seconds[present] += days * SECONDS_A_DAY
    return seconds, int(days[-1])
