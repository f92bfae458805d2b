"""Estimated durations in words, for the pages and the command line."""

import math

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
        return "less than 1 s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    if minutes < 100:
        return f"{minutes:.0f} min"
    hours = minutes / 60
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:,.0f} days"


def about_text(seconds: float | None) -> str:
    """Write an estimated duration as such: about so long, or less than a second."""
    text = duration_text(seconds)
    return text if text.startswith("less") else f"about {text}"
