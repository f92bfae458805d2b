"""Times as the reader's clock shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def in_readers_zone(when: datetime) -> datetime:
    """Return a time in the zone of the reader's browser, or as it is where that is not known."""
    return in_zone(when, st.context.timezone)


def in_zone(when: datetime, zone: str | None) -> datetime:
    """Return a time in a zone, or as it is where there is no such zone.

    Parameters
    ----------
    when : datetime
        With a time zone.
    zone : str or None
        A name such as ``"Asia/Tokyo"``, which a browser may choose freely.
    """
    try:
        return when.astimezone(ZoneInfo(zone)) if zone else when
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return when
