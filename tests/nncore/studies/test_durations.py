"""Estimated durations as pages and command line write them."""

import pytest

from nncore.studies.durations import about_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "less than 1 s"),
        (7.6, "about 8 s"),
        (99.4, "about 99 s"),
        (1520.0, "about 25 min"),
        (8_000.0, "about 2 h"),
        (400_000.0, "about 5 days"),
        (2e8, "about 2,315 days"),
    ],
)
def test_an_estimated_duration_is_in_words(seconds, text):
    assert about_text(seconds) == text
