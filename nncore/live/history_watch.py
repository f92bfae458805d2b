"""Something of the history that is watched while it grows."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from nncore.live.watched import Watched
from nncore.runs import HistoryError

#: Seconds between two looks at what has arrived.
LOOK_SECONDS = 0.7

FoundT = TypeVar("FoundT")


class HistoryWatch(Watched, Generic[FoundT]):
    """What a look at the history finds, looked at again and again; it moves as long as it is seen.

    Parameters
    ----------
    look : callable
        Returns what is to be seen now; two of them are equal if nothing has changed.
    look_seconds : float
        Between two looks.
    """

    def __init__(self, look: Callable[[], FoundT], look_seconds: float = LOOK_SECONDS) -> None:
        super().__init__()
        self._look, self._look_seconds = look, look_seconds
        self.found = look()
        self._looked = time.monotonic()

    @property
    def playing(self) -> bool:
        """Whether more may arrive."""
        return True

    @property
    def is_due(self) -> bool:
        """Whether the last look was some time ago."""
        return time.monotonic() - self._looked >= self._look_seconds

    def tick(self) -> bool:
        """Look at what has arrived, and return whether it is news."""
        with self.lock:
            self._looked = time.monotonic()
            before = self.found
            try:
                self.found = self._look()
            except HistoryError:  # the next look may find it again
                return False
            self.n_changes += self.needs_script(before, self.found)
            is_news = self.found != before
            if is_news:
                self.touch()
            return is_news

    def needs_script(self, before: FoundT, found: FoundT) -> bool:
        """Whether the page has to have other buttons or sentences now."""
        return False
