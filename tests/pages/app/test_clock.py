"""Times are those of the reader's clock, whatever the browser says of itself."""

from datetime import UTC, datetime

import pytest

from pages.app.clock import in_zone

WHEN = datetime(2026, 1, 5, 9, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Tokyo", "2026-01-05 18:18"),
        ("America/New_York", "2026-01-05 04:18"),
        ("Asia/Kolkata", "2026-01-05 14:48"),
        (None, "2026-01-05 09:18"),
        ("", "2026-01-05 09:18"),
        ("Nowhere/At_All", "2026-01-05 09:18"),
        ("../../etc/passwd", "2026-01-05 09:18"),
        ("a\0b", "2026-01-05 09:18"),
    ],
)
def test_a_time_is_shown_in_the_readers_zone(zone, shown):
    found = in_zone(WHEN, zone)
    assert f"{found:%Y-%m-%d %H:%M}" == shown and found == WHEN
