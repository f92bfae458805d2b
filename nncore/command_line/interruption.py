"""Ctrl-C as a question: what is being done comes to a good end."""

import signal
import threading
from types import FrameType
from typing import Any, Self

INTERRUPTED = 130
"""The exit code of a program that Ctrl-C has ended: 128 and the number of the signal."""


class Interruption:
    """While it is entered, Ctrl-C sets `asked`; a second Ctrl-C raises KeyboardInterrupt.

    A KeyboardInterrupt could come in the middle of a step, of TensorFlow, or of a database's
    transaction. Outside the main thread, where Python has no signals, it does nothing.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
