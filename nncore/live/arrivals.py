"""What takes too long for a page, and no network changes: it arrives while the page is read.

It is computed in one thread beside those that draw, once for all readers, and kept.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, wait
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
T = TypeVar("T")


class Arrivals(Generic[KeyT, T]):
    """Values that are found one after another.

    Parameters
    ----------
    find : callable
        Finds the value of a key; it raises nothing that a reader should know.
    most : int
        How many are kept: those that were asked for last.
    """

    def __init__(self, find: Callable[[KeyT], T], most: int = 512) -> None:
        self._find, self._most = find, most
        self._lock = threading.Lock()
        self._kept: OrderedDict[KeyT, Future[T]] = OrderedDict()
        self._asked: queue.SimpleQueue[tuple[KeyT, Future[T]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def ask(
        self, keys: Iterable[KeyT], on_arrival: Callable[[], None], patience: float = 0.0
    ) -> None:
        """Have values found, those that are not known yet.

        Parameters
        ----------
        keys : iterable of hashable
            Of the values, in the order in which they are found.
        on_arrival : callable
            Called for each that comes later, by another thread.
        patience : float
            Seconds that it waits for them, at the most.
        """
        futures = [self._future(key) for key in keys]
        _, late = wait(futures, timeout=patience)
        for future in late:
            future.add_done_callback(lambda _: on_arrival())

    def get(self, key: KeyT) -> T | None:
        """Return a value that was asked for, or None while it is still to be found."""
        with self._lock:
            future = self._kept.get(key)
        return future.result() if future is not None and future.done() else None

    def _future(self, key: KeyT) -> Future[T]:
        with self._lock:
            future = self._kept.get(key)
            if future is None:
                future = self._kept[key] = Future()
                self._asked.put((key, future))
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                _, given_up = self._kept.popitem(last=False)
                given_up.cancel()  # nobody asks for it any more
            if self._thread is None:
                # A server that ends waits for nothing that is still to be found.
                self._thread = threading.Thread(target=self._work, daemon=True, name="arrivals")
                self._thread.start()
        return future

    def _work(self) -> None:
        while True:
            key, future = self._asked.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._find(key))
            except Exception as problem:  # it is raised where the value is read
                future.set_exception(problem)
