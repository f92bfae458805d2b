"""Keep runs from a thread of its own, so that no live run ever waits for a database."""

import atexit
import threading
import time
from collections.abc import Callable

from nncore.messages import Sentence, marked, sentence_of
from nncore.runs.history_error import HistoryError
from nncore.runs.run_history import RunHistory
from nncore.runs.run_record import RunRecord

MAX_BYTES = 64_000_000
"""Of the records that wait: hundreds of large networks, or thousands of usual ones."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0  # seconds between two tries
_MOST_AT_ONCE = 100  # records in a transaction
_CLOSE_SECONDS = 10.0

_UNKNOWN = marked("The database cannot be used; the log of the server says why.")
_WAITING = marked("{n} run waits to be kept."), marked("{n:,} runs wait to be kept.")
_LOST = marked("{n} run could not be kept."), marked("{n:,} runs could not be kept.")


class BackgroundWriter:
    """Keeps records in the order in which they come, and as soon as they come.

    What is put is committed within milliseconds, so that a server that is killed loses no more
    than the runs that ended in these. While the database cannot be written, what was put waits
    and is tried again, and `problem` says why.

    Parameters
    ----------
    history : RunHistory or callable
        Where to; or what opens it, and is called until it succeeds.
    max_bytes : int
        Of the records that may wait.
    """

    def __init__(
        self, history: RunHistory | Callable[[], RunHistory], max_bytes: int = MAX_BYTES
    ) -> None:
        self._history = history if isinstance(history, RunHistory) else None
        self._open = history if not isinstance(history, RunHistory) else None
        self._max_bytes = max_bytes
        self._changed = threading.Condition()
        self._waiting: dict[str, RunRecord] = {}  # in the order of their coming
        self._in_hand: dict[str, RunRecord] = {}
        self._n_bytes = 0
        self._n_lost = 0
        self._reason: Sentence | None = None
        self._is_closing = False
        self._deadline = float("inf")
        self._thread = threading.Thread(target=self._run, name="nncore-writer", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @property
    def problem(self) -> str | None:
        """Why runs are not being kept or were lost, for the user; None if all is well."""
        with self._changed:
            sentences: list[Sentence] = []
            if self._reason is not None:
                sentences += [self._reason, Sentence(*_WAITING, n=self._n_unkept)]
            if self._n_lost:
                sentences.append(Sentence(*_LOST, n=self._n_lost))
            return " ".join(map(str, sentences)) or None

    @property
    def n_waiting(self) -> int:
        """How many records are not kept yet."""
        with self._changed:
            return self._n_unkept

    @property
    def _n_unkept(self) -> int:
        return len(self._waiting.keys() | self._in_hand.keys())

    def put(self, record: RunRecord) -> bool:
        """Take a record to be kept and return at once.

        A record that waits already is replaced by one of the same key.

        Returns
        -------
        bool
            False if the record is not taken, because too much waits or the writer is closed.
        """
        with self._changed:
            earlier = self._waiting.get(record.key)
            # what is being written just now will soon be gone
            leaving = earlier or self._in_hand.get(record.key)
            n_bytes = self._n_bytes + record.n_bytes - _size(leaving)
            if self._is_closing or n_bytes > self._max_bytes:
                self._n_lost += 1
                return False
            self._waiting[record.key] = record
            self._n_bytes += record.n_bytes - _size(earlier)
            self._changed.notify_all()
            return True

    def flush(self, timeout: float = _CLOSE_SECONDS) -> bool:
        """Wait until all that was put is kept, at most so many seconds; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._n_unkept == 0, timeout)

    def close(self, timeout: float = _CLOSE_SECONDS) -> bool:
        """Keep what waits, within so many seconds, and end; return whether all was kept.

        A history that was given stays open; one that the writer has opened is closed.
        """
        atexit.unregister(self.close)
        with self._changed:
            self._is_closing = True
            self._deadline = time.monotonic() + timeout
            self._changed.notify_all()
        self._thread.join(timeout)
        return self.n_waiting == 0

    def _run(self) -> None:
        try:
            self._write()
        finally:
            if self._open is not None and self._history is not None:
                self._history.close()

    def _write(self) -> None:
        pause = _FIRST_PAUSE
        while batch := self._next_batch():
            try:
                self._keep(batch)
            except Exception as problem:  # whatever it is, the thread must not end unseen
                is_known = isinstance(problem, HistoryError)
                self._put_back(sentence_of(problem) if is_known else Sentence(_UNKNOWN))
                if not self._rest(pause):
                    return
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                pause = _FIRST_PAUSE

    def _next_batch(self) -> list[RunRecord]:
        """Wait for records and take them; none means that the writer is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closing)
            keys = list(self._waiting)[:_MOST_AT_ONCE]
            self._in_hand = {key: self._waiting.pop(key) for key in keys}
            return list(self._in_hand.values())

    def _keep(self, batch: list[RunRecord]) -> None:
        """Keep all of them at once, or one by one what cannot be kept together."""
        if self._history is None:
            assert self._open is not None
            self._history = self._open()
        try:
            self._history.keep(*batch)
        except Exception as problem:
            if _is_passing(problem):
                raise
            for record in batch:
                self._keep_or_lose(self._history, record)
        else:
            self._done(batch)

    def _keep_or_lose(self, history: RunHistory, record: RunRecord) -> None:
        try:
            history.keep(record)
        except Exception as problem:  # one record must not end the thread, and all others with it
            if _is_passing(problem):
                raise
            with self._changed:
                self._n_lost += 1
        self._done([record])

    def _done(self, records: list[RunRecord]) -> None:
        with self._changed:
            for record in records:
                del self._in_hand[record.key]
                self._n_bytes -= record.n_bytes
            self._reason = None
            self._changed.notify_all()

    def _put_back(self, reason: Sentence) -> None:
        """Let the batch wait in front of the others; a newer record of the same run replaces it."""
        with self._changed:
            replaced = self._in_hand.keys() & self._waiting.keys()
            self._n_bytes -= sum(self._in_hand[key].n_bytes for key in replaced)
            self._waiting = {**self._in_hand, **self._waiting}
            self._in_hand = {}
            self._reason = reason

    def _rest(self, seconds: float) -> bool:
        """Wait before the next try, and return whether there is to be one."""
        end = min(time.monotonic() + seconds, self._deadline)
        with self._changed:
            was_closing = self._is_closing
            self._changed.wait_for(
                lambda: self._is_closing and not was_closing, max(0.0, end - time.monotonic())
            )
            return time.monotonic() < self._deadline


def _is_passing(problem: Exception) -> bool:
    return isinstance(problem, HistoryError) and problem.is_passing


def _size(record: RunRecord | None) -> int:
    return 0 if record is None else record.n_bytes
