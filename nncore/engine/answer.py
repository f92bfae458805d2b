"""The answer of a worker to one request: it comes by itself, and somebody may wait for it."""

import pickle
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from nncore.engine.engine_error import EngineError
from nncore.engine.worker import Progress

if TYPE_CHECKING:
    from distributed.actor import ActorFuture
    from tornado.ioloop import IOLoop

# The call in flight when a worker dies fails within milliseconds; this is for a machine that
# hangs, where a class should not look at a frozen page for longer.
LOST_AFTER_SECONDS = 30.0


class Answer:
    """What a worker will answer.

    Parameters
    ----------
    ask : callable
        Calls the actor; the result of the call is a pickled `Progress`.
    loop : IOLoop
        Of the Dask client, on which it is asked and the answer arrives: asked from another thread,
        Dask would wake this loop once more for each picture.
    on_arrival : callable, optional
        Called on that loop when the answer is there: it must return at once.
    """

    def __init__(
        self,
        ask: "Callable[[], ActorFuture[bytes]]",
        loop: "IOLoop",
        on_arrival: Callable[[], None] | None = None,
    ) -> None:
        self._arrived = threading.Event()
        self._packed: bytes | None = None
        self._problem: Exception | None = None
        self._asked = time.monotonic()
        loop.add_callback(self._take, ask, on_arrival)

    async def _take(
        self, ask: "Callable[[], ActorFuture[bytes]]", on_arrival: Callable[[], None] | None
    ) -> None:
        try:
            self._packed = await ask()
        except Exception as problem:  # whoever collects the answer gets it
            self._problem = problem
        self._arrived.set()
        if on_arrival is not None:
            on_arrival()

    @property
    def is_due(self) -> bool:
        """Whether it has arrived, or never will."""
        return self._arrived.is_set() or time.monotonic() - self._asked > LOST_AFTER_SECONDS

    def wait(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for it, and return whether it is due."""
        self._arrived.wait(timeout)
        return self.is_due

    def progress(self) -> Progress:
        """Wait for the answer and return it.

        Raises
        ------
        OSError or RuntimeError
            If the worker is lost, or does not answer.
        ValueError
            If the run cannot be made: its samples cannot be drawn.
        """
        if not self._arrived.wait(LOST_AFTER_SECONDS):
            raise EngineError("The worker does not answer.")
        if self._problem is not None:
            raise self._problem
        assert self._packed is not None
        progress: Progress = pickle.loads(self._packed)
        return progress
