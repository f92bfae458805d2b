"""What a page shows and does not stand still: runs that train, or a study whose results arrive."""

import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

#: What a page shows: under the name of each element, its content.
Contents = Mapping[str, Any]

# Versions of a server that was killed are smaller: they go by the clock.
_versions = itertools.count(int(time.time() * 1000))


class Watched(ABC):
    """Something of a page that moves.

    Its methods may be called from several threads: a page is drawn by one, pictures are made by
    another.
    """

    def __init__(self) -> None:
        #: Makes what the page shows now; given by the page, called by whoever makes a picture.
        #: None while the script of the page is about to give it: the last one was for other runs.
        self.compose: Callable[[Any], Contents] | None = None
        self.wake: Callable[[], None] = lambda: None  # called when there is something to do
        self.lock = threading.RLock()
        #: Grows with all that a page would show otherwise: of two pictures the newer is known.
        self.version = next(_versions)
        #: Grows with all for which a page has other buttons or sentences; those that it has.
        self.n_changes = self.n_drawn = 0
        #: What the script of the page has drawn itself: no picture of it need be sent.
        self.drawn_version = 0

    @property
    @abstractmethod
    def playing(self) -> bool:
        """Whether it moves."""

    @abstractmethod
    def tick(self) -> bool:
        """Look at what has come, ask for more, and return whether anything is news."""

    @property
    @abstractmethod
    def is_due(self) -> bool:
        """Whether a tick would bring something."""

    @property
    def is_settled(self) -> bool:
        """Whether what it shows now is not about to be put right by the script of its page."""
        return True

    @property
    def is_asked(self) -> bool:
        """Whether somebody has been asked, who calls `wake` with the answer."""
        return False

    @property
    def has_moved(self) -> bool:
        """Whether there is anything that a reader would lose."""
        return False

    @property
    def n_bytes(self) -> int:
        """The memory that it takes, about."""
        return 0

    def is_drawn(self) -> None:
        """Note that the page has the buttons and sentences of now, or is just getting them."""
        self.n_drawn = self.n_changes

    def touch(self) -> None:
        """Note that the page would show something else now."""
        self.version = next(_versions)

    def forget_what_was_made(self) -> None:  # noqa: B027
        """Let all be made anew for the next picture: somebody looks at something else."""

    def picture(self) -> tuple[int, Contents]:
        """Return what the page shows now, and its version."""
        with self.lock:
            return self.version, {} if self.compose is None else self.compose(self)

    def close(self) -> None:  # noqa: B027
        """Let go of it; nobody will come back to it."""
