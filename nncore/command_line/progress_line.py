"""A line on the terminal that tells how far something is."""

import shutil
import time
from typing import Self, TextIO

_SECONDS_BETWEEN = 0.1
_BAR = 24


class ProgressLine:
    """One line that is written over again and again, and wiped at the end.

    Nothing is written to what is not a terminal: a log would be full of it.

    Parameters
    ----------
    stream : text stream
        The standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_shown = stream.isatty()
        self._next = 0.0
        self._length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._write("")

    def show(self, done: float, total: float, text: str) -> None:
        """Show a bar with a text behind it, ten times a second at the most.

        Parameters
        ----------
        done, total : float
            How much of how much; the bar is full where `done` reaches `total`.
        text : str
            Cut where the terminal ends.
        """
        now = time.monotonic()
        if not self._is_shown or now < self._next:
            return
        self._next = now + _SECONDS_BETWEEN
        full = int(_BAR * min(1.0, done / total)) if total else _BAR
        self._write(f"[{'#' * full}{'.' * (_BAR - full)}] {text}")

    def _write(self, line: str) -> None:
        if not self._is_shown:
            return
        line = line[: shutil.get_terminal_size().columns - 1]
        self._stream.write("\r" + line.ljust(self._length) + ("" if line else "\r"))
        self._stream.flush()
        self._length = len(line)
