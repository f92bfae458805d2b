"""Numbers as the command line writes them."""

import math

import pytest

from nncore.command_line.printing import about, plain


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
    assert about(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0.006193, "0.00619"), (12.346, "12.3"), (99.99, "100"), (1520.4, "1520")),
        *((20_000.0, "20000"), (math.nan, "-")),
    ],
)
def test_a_count_has_all_its_digits_before_the_point(value, text):
    assert plain(value) == text
