"""A history that is opened when it is asked for, and tried again after a failure."""

import threading
import time
from collections.abc import Callable

from nncore.runs.history_error import HistoryError
from nncore.runs.run_history import RunHistory

RETRY_SECONDS = 10.0
"""So long a database that could not be opened is left alone."""


class HistoryOpener:
    """Opens a history once for all who ask, from any thread.

    Parameters
    ----------
    open_it : callable
        Opens the history, or raises HistoryError.
    """

    def __init__(self, open_it: Callable[[], RunHistory]) -> None:
        self._open_it = open_it
        #: Called when the history is open, before anybody gets it.
        self.on_open: Callable[[], object] = lambda: None
        self._lock = threading.RLock()
        self._history: RunHistory | None = None
        self._refusal: HistoryError | None = None
        self._tried = float("-inf")

    @property
    def history(self) -> RunHistory:
        """The history of runs.

        Raises
        ------
        HistoryError
            If the database cannot be opened; it is tried again after some seconds.
        """
        with self._lock:
            if self._history is None:
                if self._refusal is None or time.monotonic() - self._tried > RETRY_SECONDS:
                    self._open()
                if self._refusal is not None:
                    raise self._refusal
            assert self._history is not None
            return self._history

    def _open(self) -> None:
        try:
            self._history, self._refusal = self._open_it(), None
        except HistoryError as refusal:
            self._refusal, self._tried = refusal, time.monotonic()
        else:
            self.on_open()

    @property
    def problem(self) -> str | None:
        """Why the history is not open, in a sentence; None if it is, or was not asked for yet."""
        refusal = self._refusal
        return None if refusal is None else str(refusal)

    def close(self) -> None:
        """Close the history, if it is open."""
        if self._history is not None:
            self._history.close()
