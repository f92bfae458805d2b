"""One BLAS thread while a network is trained, whatever the caller has set for the rest.

The matrices of a training are small, and threads that wait for each other cost more than they
bring: on a busy machine a hundred times as much. Workers have one thread for good; in a process of
the caller's own the setting lasts as long as a step is being made, and is put back after it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Step = TypeVar("Step")


class _Limit:
    """The limit of the process, which belongs to the thread that has set it.

    The setting of BLAS is one for all threads, but OpenBLAS does not let any thread change it:
    only who has set it can be sure to put it back. Threads that come meanwhile find it set.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._depth = 0
        self._limit: Any = None

    def enter(self) -> None:
        with self._lock:
            if self._owner is None:
                self._owner = threading.get_ident()
                self._limit = _controller().limit(limits=1, user_api="blas")
            if self._owner == threading.get_ident():
                self._depth += 1

    def leave(self) -> None:
        with self._lock:
            if self._owner != threading.get_ident():
                return
            self._depth -= 1
            if self._depth == 0:
                self._limit.restore_original_limits()
                self._owner = self._limit = None


@cache
def _controller() -> "ThreadpoolController":
    import scipy.linalg  # noqa: F401  (brings a BLAS of its own, which is to be found too)
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()  # looks through all loaded libraries: some milliseconds


_process = _Limit()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let BLAS work with one thread while the block runs."""
    _process.enter()
    try:
        yield
    finally:
        _process.leave()


def with_one_blas_thread(steps: Iterator[Step]) -> Iterator[Step]:
    """Yield steps, each of them made with one BLAS thread.

    Between the steps the caller's setting holds, so that it does not matter in which order several
    of these are asked, and whether any is asked to its end.

    Parameters
    ----------
    steps : iterator
        Whatever computes something when it is asked.
    """
    while True:
        with one_blas_thread():
            try:
                step = next(steps)
            except StopIteration:
                return
        yield step
