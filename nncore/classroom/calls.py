"""Where the teacher calls everybody: known at once here, and soon on other servers."""

import threading
from collections.abc import Callable

from nncore.runs import HistoryError, LessonCall, RunHistory

LOOK_SECONDS = 2.0
"""Between two looks whether another server has called."""


class Calls:
    """The last call to everybody, for all tabs of a server.

    Parameters
    ----------
    history : callable
        Gives the history, which all servers share, or raises HistoryError.
    on_call : callable
        Called after each new call, by the thread that has heard of it.
    look_seconds : float
        Between two looks.
    """

    def __init__(
        self,
        history: Callable[[], RunHistory],
        on_call: Callable[[], object],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._history, self._on_call, self._look_seconds = history, on_call, look_seconds
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._last: LessonCall | None = None
        self._look()
        threading.Thread(target=self._look_always, name="nncore-calls", daemon=True).start()

    @property
    def last(self) -> LessonCall | None:
        """The last call that was heard of."""
        return self._last

    def call_to(self, lesson: str, step: int) -> None:
        """Call everybody to a step.

        Raises
        ------
        HistoryError
            If it cannot be kept.
        """
        self._hear(self._history().call_to(lesson, step))

    def _look_always(self) -> None:
        while not self._closed.wait(self._look_seconds):
            self._look()

    def _look(self) -> None:
        try:
            self._hear(self._history().last_call())
        except HistoryError:  # the next look may find it again
            pass

    def _hear(self, call: LessonCall | None) -> None:
        with self._lock:
            is_new = call is not None and (self._last is None or call.number > self._last.number)
            if is_new:
                self._last = call
        if is_new:
            self._on_call()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()
