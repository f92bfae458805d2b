"""Estimated durations in words, for the pages and the command line."""

import math

from nncore.messages import gettext, said

_UNKNOWN = "–"


def duration_text(seconds: float | None) -> str:
    """Write an estimated duration: nobody needs it to the second.

    Parameters
    ----------
    seconds : float or None
        None, infinite and nan are written as a dash.
    """
    if seconds is None or not math.isfinite(seconds):
        return _UNKNOWN
    if seconds < 1:
        return gettext("less than 1 s")
    if seconds < 100:
        return said("{n:.0f} s", n=seconds)
    minutes = seconds / 60
    if minutes < 100:
        return said("{n:.0f} min", n=minutes)
    hours = minutes / 60
    if hours < 48:
        return said("{n:.0f} h", n=hours)
    return said("{n:,.0f} days", n=hours / 24)


def about_text(seconds: float | None) -> str:
    """Write an estimated duration as such: about so long, or less than a second."""
    text = duration_text(seconds)
    is_short = seconds is not None and seconds < 1
    return text if is_short else said("about {duration}", duration=text)
