"""A study that is watched while its results arrive."""

import time
from collections.abc import Callable

from nncore.live.watched import Watched
from nncore.runs import HistoryError, SweepSummary

#: Seconds between two looks at what has arrived.
LOOK_SECONDS = 0.7


class SweepWatch(Watched):
    """A study of the history, or of this server alone.

    Parameters
    ----------
    look : callable
        Returns where the study stands.
    """

    def __init__(self, look: Callable[[], SweepSummary]) -> None:
        super().__init__()
        self._look = look
        self.summary = look()
        self._looked = time.monotonic()

    @property
    def playing(self) -> bool:
        """Whether more results may arrive."""
        return not self.summary.state.is_final

    @property
    def is_due(self) -> bool:
        """Whether the last look was some time ago."""
        return time.monotonic() - self._looked >= LOOK_SECONDS

    def tick(self) -> bool:
        """Look at what has arrived, and return whether it is news."""
        with self.lock:
            self._looked = time.monotonic()
            before = self.summary
            try:
                self.summary = self._look()
            except HistoryError:  # the next look may find it again
                return False
            if self.summary.state is not before.state:
                self.n_changes += 1  # other buttons, and the end of it
            is_news = self.summary != before
            if is_news:
                self.touch()
            return is_news
