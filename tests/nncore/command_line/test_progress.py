"""The bar of progress, on what is a terminal and on what is not."""

import contextlib
import io
import re
import sys

import pytest

from nncore.command_line.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def on_terminal(monkeypatch):
    """Return what is written to a terminal of 60 columns while a function is called."""

    def written(call):
        for name, value in (("TERM", "xterm"), ("COLUMNS", "60"), ("LINES", "20")):
            monkeypatch.setenv(name, value)
        with contextlib.redirect_stderr(Terminal()) as terminal:
            call()
        return terminal.getvalue()

    return written


@pytest.mark.parametrize(("done", "total"), [(4, 4), (9, 4), (0, 0)])
def test_a_text_stands_beside_the_full_bar_as_it_is_and_goes_in_the_end(on_terminal, done, total):
    def run():
        with progress_bar() as show:
            show(1, 4, "a quarter")
            print("meanwhile", file=sys.stderr)  # is printed above, and the bar again below it
            show(done, total, "[0, 1] of :x:")

    seen = on_terminal(run)
    assert f"{24 * '━'}\x1b[0m [0, 1] of :x:" in seen and seen.count("meanwhile\n") == 1
    assert seen.rstrip("\r").endswith("\x1b[2K")  # the line of the bar is erased


def test_a_long_text_is_cut_where_the_terminal_ends(on_terminal):
    def run():
        with progress_bar() as show:
            show(1, 2, "x" * 100)

    shown = re.findall("x+", on_terminal(run))
    assert shown and max(map(len, shown)) < 60


def test_a_log_stays_empty(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # it asks for colours, not for a bar
    with contextlib.redirect_stderr(io.StringIO()) as log, progress_bar() as show:
        show(1, 2, "half")
    assert log.getvalue() == ""


def test_a_terminal_that_cannot_erase_stays_empty(on_terminal, monkeypatch):
    def run():
        monkeypatch.setenv("TERM", "dumb")
        with progress_bar() as show:
            show(1, 2, "half")

    assert on_terminal(run) == ""
