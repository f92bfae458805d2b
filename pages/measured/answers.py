"""Answers that all readers share, for as long as somebody looks at them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Answers(Generic[T]):
    """Answers by their questions: each is asked for once, and forgotten some time after its use.

    An answer may be large, and nobody may come again. So a timer of its own forgets it, and not
    the next use. Those who ask meanwhile wait for the one who has asked first.

    Parameters
    ----------
    most : int
        Of more answers than these, the one whose use is the longest ago is forgotten.
    seconds : float
        After its last use an answer is forgotten.
    timer : callable
        Makes what calls a function after some seconds, as `threading.Timer` does.
    """

    def __init__(
        self, most: int, seconds: float, timer: Callable[..., Any] = threading.Timer
    ) -> None:
        self._most, self._seconds, self._timer = most, seconds, timer
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Future[T], Any]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, question: Hashable, make: Callable[[], T]) -> T:
        """Return the answer to a question, made now if it is not known.

        Raises
        ------
        Exception
            What `make` raises, to all who wait for it; the next one to ask makes it again.
        """
        with self._lock:
            known = self._kept.get(question)
            future: Future[T] = Future() if known is None else known[0]
            self._keep(question, future)
        if known is not None:
            return future.result()
        try:
            future.set_result(make())
        except BaseException as problem:
            self._forget(question, future)
            future.set_exception(problem)
        return future.result()

    def _keep(self, question: Hashable, future: Future[T]) -> None:
        """Keep an answer as the one that is used last, and let its time begin anew."""
        if question in self._kept:
            self._kept.pop(question)[1].cancel()
        timer = self._timer(self._seconds, self._forget, (question, future))
        timer.daemon = True
        timer.start()
        self._kept[question] = future, timer
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)[1][1].cancel()

    def _forget(self, question: Hashable, future: Future[T]) -> None:
        with self._lock:
            known = self._kept.get(question)
            if known is not None and known[0] is future:
                self._kept.pop(question)[1].cancel()
