"""The compute time of a run."""

import time
from collections.abc import Callable


class Stopwatch:
    """Counts compute time, and only while it runs.

    A trainer stops it before each ``yield``: what the caller does with a step is not training.

    Parameters
    ----------
    seconds : float
        What was counted before.
    clock : callable
        Of the process, or of this thread alone (`time.thread_time`) for a trainer that computes
        in no other: what else a worker does at the same time is then left out.
    """

    def __init__(
        self, seconds: float = 0.0, clock: Callable[[], float] = time.process_time
    ) -> None:
        self._seconds, self._clock = seconds, clock
        self._started = clock()

    def lap(self) -> float:
        """Return the seconds so far, without the time since a `pause`."""
        return self._seconds + self._clock() - self._started

    def pause(self) -> float:
        """Stop counting and return the seconds so far."""
        self._seconds = self.lap()
        return self._seconds

    def resume(self) -> None:
        """Go on counting."""
        self._started = self._clock()
