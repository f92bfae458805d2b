"""Numbers as the command line writes them."""

import math

import pytest

from nncore.command_line.printing import plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0.006193, "0.00619"), (12.346, "12.3"), (99.99, "100"), (1520.4, "1520")),
        *((20_000.0, "20000"), (math.nan, "-")),
    ],
)
def test_a_count_has_all_its_digits_before_the_point(value, text):
    assert plain(value) == text
