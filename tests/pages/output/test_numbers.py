import math

import pytest

from pages.output.numbers import (
    error_range_text,
    error_text,
    known_text,
    rounded_up,
    shortened,
    value_text,
)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (36.86745591, 2.6e-4, "36.86746"),
        (36.86745591, 2.0, "36.9"),
        (-1.25, None, "−1.25"),
        (220.123, 140.0, "220"),
        (math.inf, None, "∞"),
        (-math.inf, math.inf, "−∞"),
        (math.nan, None, "–"),
        (None, None, "–"),
        (0.0, 1e-9, "0"),
        (12815620.0, 100.0, "12815620"),
        (-2.09e-7, 1e-9, "−2.09e−7"),
        (1e-12, 1e-30, "1e−12"),
    ],
)
def test_values_have_the_digits_that_are_true(value, error, text):
    assert value_text(value, error) == text


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (2.6e-4, "2.6e−4"),
        (1.44e2, "144"),
        (2.8, "2.8"),
        (1.2e5, "1.2e+5"),
        (0.0, "0"),
        (1e-12, "1.0e−12"),
        (math.inf, "∞"),
        (math.nan, "–"),
        (None, "–"),
    ],
)
def test_errors_have_two_digits(error, text):
    assert error_text(error) == text


@pytest.mark.parametrize(
    ("bound", "text"),
    [(0.01081, "1.1e−2"), (0.0110001, "1.2e−2"), (0.2541, "0.255"), (2.5e-9, "2.5e−9"), (0, "0")],
)
def test_a_bound_is_rounded_up(bound, text):
    assert error_text(rounded_up(bound)) == text
    assert rounded_up(bound) >= bound * (1 - 1e-12)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (360.51701859880916, 1.5e-12, "360.5170186"),
        (1.23456789, 3e-5, "1.2346"),
        (1.23456789, 1e-4, "1.2346"),
        (-0.0123456, 2e-4, "−0.012"),
        (12815623.7, 0.5, "12815624"),
        (0.4, 3.0, "0 ± 3"),
        (0.0, 0.0, "0"),
        (0.0, 5e-324, "0"),
        (0.0, 5e-324, "0"),
        (math.nan, math.inf, "–"),
    ],
)
def test_digits_stop_where_the_reference_does(value, error, text):
    assert known_text(value, error) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (2.61e-4, 2.61e-4, "2.6e−4"),
        (2.6499999e-4, 2.6500001e-4, "2.6e−4"),
        (1.52e-4, 2.61e-4, "1.5e−4 … 2.7e−4"),
        (0.0, 1.01e-9, "≤ 1.1e−9"),
        (1e-13, 1e-9, "≤ 1.0e−9"),
        (0.0, 0.0, "0"),
        (0.0, 5e-324, "0"),
        (math.inf, math.inf, "∞"),
        (math.nan, math.nan, "–"),
    ],
)
def test_an_error_is_an_interval_where_its_ends_differ(low, high, text):
    assert error_range_text(low, high) == text


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("ln x", 24, "ln x"),
        ("x" * 24, 24, "x" * 24),
        ("Levenberg-Marquardt, seed 12", 24, "Levenberg-Ma…dt, seed 12"),
        ("the loss of 2 runs", 9, "the…runs"),
    ],
)
def test_a_long_text_keeps_its_beginning_and_its_end(text, most, short):
    assert shortened(text, most) == short
    assert len(short) <= most
