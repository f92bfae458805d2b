"""Numbers and tables as the command line writes them."""

import math
import sys

import pytest

from nncore.command_line.printing import plain, print_pairs, print_table, rounded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0.006193, "0.00619"), (12.346, "12.3"), (99.99, "100"), (1520.4, "1520")),
        *((20_000.0, "20000"), (math.nan, "-")),
    ],
)
def test_a_count_has_all_its_digits_before_the_point(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        *((6.32375, 0.03082, "6.324"), (0.03082, 0.03082, "0.031"), (101678.03, 34.53, "101678")),
        *((123456.0, 7890.0, "123500"), (-0.0001, 0.5, "0.00"), (1.5e12, 2e10, "1.500e+12")),
        *((2e10, 2e10, "2.0e+10"), (3e-12, 4e-11, "3e-12"), (0.0, 4e-11, "0.0e+00")),
        *((1.23456789e-8, 4e-12, "1.23457e-08"), (0.1, 0.0, "0.1"), (0.1, math.inf, "0.1")),
        *((math.nan, 0.1, "-"), (0.3, math.nan, "0.3")),
    ],
)
def test_a_value_has_the_digits_that_its_error_leaves(value, error, text):
    assert rounded(value, error) == text


LONG = "[b]exp(-x)[/b] :smile: " + 300 * "0123456789"


def test_a_table_in_a_pipe_is_text_as_it_is(capsys, monkeypatch):
    """No line is folded, no bracket read, no control character or blank at an end written."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    print_table(("a", "value", "note"), [("1", "0.5", ""), ("10", "0.25", LONG), ("2", "1", "π")])
    assert capsys.readouterr().out == (
        f" a  value  note\n 1    0.5\n10   0.25  {LONG}\n 2      1  π\n"
    )
    print_pairs({"name": LONG, "a longer name": "2"})
    assert capsys.readouterr().out == f"name           {LONG}\na longer name  2\n"


def test_a_narrow_terminal_gets_all_the_digits(capsys, monkeypatch):
    for name, value in (("TERM", "xterm"), ("COLUMNS", "40"), ("LINES", "20")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_table(("a", "b", "note"), [("1" * 30, "2" * 30, "all of it")])
    out = capsys.readouterr().out
    assert out.count("1") == out.count("2") == 30 and "…" not in out
    assert max(map(len, out.splitlines())) <= 40
