"""The line of progress, on what is a terminal and on what is not."""

import io

from nncore.command_line import progress_line
from nncore.command_line.progress_line import ProgressLine


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def screen(self):
        """What is seen after all that was written."""
        seen = ""
        for part in self.getvalue().split("\r"):
            seen = part + seen[len(part) :]
        return seen


def test_the_bar_grows_and_is_wiped(monkeypatch):
    monkeypatch.setattr(progress_line, "_SECONDS_BETWEEN", 0.0)
    terminal = Terminal()
    with ProgressLine(terminal) as line:
        line.show(0, 4, "nothing yet, and a long text")
        assert terminal.screen() == f"[{'.' * 24}] nothing yet, and a long text"
        line.show(1, 4, "a quarter")
        assert terminal.screen().rstrip() == f"[{'#' * 6}{'.' * 18}] a quarter"
        line.show(9, 4, "more than all")
        assert f"[{'#' * 24}]" in terminal.screen()
        line.show(0, 0, "nothing to do")
    assert terminal.screen().strip() == ""
    assert "\n" not in terminal.getvalue()


def test_it_is_not_written_too_often_and_not_beyond_the_edge(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    with ProgressLine(terminal) as line:
        line.show(1, 2, "x" * 100)
        length = len(terminal.getvalue())
        line.show(2, 2, "y")  # within a tenth of a second
        assert len(terminal.getvalue()) == length
    assert max(map(len, terminal.getvalue().split("\r"))) == 39


def test_a_log_stays_empty():
    log = io.StringIO()
    with ProgressLine(log) as line:
        line.show(1, 2, "half")
    assert log.getvalue() == ""
