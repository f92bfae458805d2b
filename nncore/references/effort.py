"""How much work a proof may take: a formula that somebody types must not hold up a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from nncore.references.unproved import Unproved

_left: ContextVar[list[int] | None] = ContextVar("nncore.references.effort", default=None)


@contextmanager
def limited_effort(n_steps: int) -> Iterator[None]:
    """Let `spend` be called `n_steps` times inside, in this thread."""
    token = _left.set([n_steps])
    try:
        yield
    finally:
        _left.reset(token)


def spend() -> None:
    """Note a step of work.

    Raises
    ------
    Unproved
        If there were too many.
    """
    left = _left.get()
    if left is not None:
        left[0] -= 1
        if left[0] < 0:
            raise Unproved("a proof would take too long")
