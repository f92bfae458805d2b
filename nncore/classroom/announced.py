"""What the teacher announces to everybody: known at once here, and soon on other servers."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from nncore.runs import HistoryError

LOOK_SECONDS = 2.0
"""Between two looks whether another server has announced something."""


class _Numbered(Protocol):
    @property
    def number(self) -> int: ...


NewsT = TypeVar("NewsT", bound=_Numbered)


class Announced(Generic[NewsT]):
    """The last announcement of a kind, for all tabs of a server.

    Parameters
    ----------
    look : callable
        Returns the last one that the history has, or None; raises HistoryError.
    on_news : callable
        Called after each new one, by the thread that has heard of it.
    look_seconds : float
        Between two looks.
    """

    def __init__(
        self,
        look: Callable[[], NewsT | None],
        on_news: Callable[[], object],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._ask, self._on_news, self._look_seconds = look, on_news, look_seconds
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._last: NewsT | None = None
        self._look()
        threading.Thread(target=self._look_always, name="nncore-announced", daemon=True).start()

    @property
    def last(self) -> NewsT | None:
        """The last one that was heard of."""
        return self._last

    def hear(self, news: NewsT | None) -> None:
        """Take note of an announcement, unless a newer one was heard of before."""
        with self._lock:
            is_new = news is not None and (self._last is None or news.number > self._last.number)
            if is_new:
                self._last = news
        if is_new:
            self._on_news()

    def _look_always(self) -> None:
        while not self._closed.wait(self._look_seconds):
            self._look()

    def _look(self) -> None:
        try:
            self.hear(self._ask())
        except HistoryError:  # the next look may find it again
            pass

    def close(self) -> None:
        """Look no more."""
        self._closed.set()
