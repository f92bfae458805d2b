"""A browser tab: the runs of its pages, who watches them, and when they were watched last."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from nncore.live.pace import REST_AFTER_SECONDS
from nncore.live.page_runs import PageRuns
from nncore.live.watched import Contents, Watched


class Audience(Protocol):
    """A browser that watches a tab over a channel."""

    @property
    def is_looking(self) -> bool:
        """Whether the tab is seen: a hidden one watches, but gets no pictures."""

    async def show(self, page: str, version: int, contents: Contents) -> None:
        """Send a picture, and return when it is drawn or the browser is gone."""

    async def tell(self, message: dict[str, Any]) -> None:
        """Send something else than a picture."""


class Tab:
    """The runs of one browser tab by page.

    Parameters
    ----------
    make_runs : callable
        Makes the runs of a page that is opened for the first time.
    """

    def __init__(self, make_runs: Callable[[], PageRuns]) -> None:
        self._make_runs = make_runs
        self._lock = threading.RLock()
        self.pages: dict[str, Watched] = {}
        self._keys: dict[str, str] = {}
        self.shown: str | None = None  # the page that is open
        self.owner = ""  # a digest of its token, once its browser has said it
        self.browser = ""  # and one of the browser's
        self.wake: Callable[[], None] = lambda: None
        self.show_again: Callable[[], None] = lambda: None  # its browser has lost the picture
        self.notices: dict[str, str] = {}  # page -> what has happened meanwhile, in a word
        self._asked: set[str] = set()  # whose elements are to ask for another run of the script
        self._asked_next: set[str] = set()  # and whose, of the browser that comes next
        self._audience: Audience | None = None
        self.left = time.monotonic()  # when somebody watched last
        self.is_closed = False

    def runs_of(self, page: str) -> PageRuns:
        """Return the runs of a page."""
        with self._lock:
            runs = self.pages.get(page)
            if not isinstance(runs, PageRuns):
                runs = self._make_runs()
                self.watch(page, runs)
            runs.made_by = self.maker
            return runs

    @property
    def maker(self) -> str:
        """As whose its runs are kept: the browser's, if it has said who it is."""
        return self.browser or self.owner

    def watch(self, page: str, watched: Watched, key: str = "") -> None:
        """Take what a page shows; `key` tells what it is where a page may show several."""
        with self._lock:
            self.pages[page], self._keys[page] = watched, key
            watched.wake = self.wake_up

    def watched_as(self, page: str, key: str) -> Watched | None:
        """Return what a page shows, if it is that of `key`."""
        return self.pages.get(page) if self._keys.get(page) == key else None

    def wake_up(self) -> None:
        """Tell whoever conducts the runs that there is something to do."""
        self.wake()

    def draw_anew(self, page: str) -> None:
        """Let the browser run the script again, if it has an element of `page`, now or later."""
        with self._lock:
            self._asked.add(page)
        self.wake_up()

    def draw_anew_next(self, pages: Iterable[str]) -> None:
        """Let the browser that watches next run the script again: the one before may be gone."""
        with self._lock:
            self._asked_next.update(pages)

    def take_asked(self) -> set[str]:
        """Return for whose elements the script is to run again; they are asked for once."""
        with self._lock:
            asked, self._asked = self._asked, set()
        return asked

    def open(self, page: str | None) -> None:
        """Note which page is open: the runs of the others rest."""
        if page != self.shown:
            self.shown = page
            self.wake_up()

    @property
    def watched(self) -> Watched | None:
        """What moves on the page that is open."""
        return None if self.shown is None else self.pages.get(self.shown)

    @property
    def audience(self) -> Audience | None:
        """Who watches; None while nobody does."""
        return self._audience

    @audience.setter
    def audience(self, audience: Audience | None) -> None:
        self._audience = audience
        if audience is not None:
            with self._lock:
                self._asked, self._asked_next = self._asked | self._asked_next, set()
        self.left = time.monotonic()
        self.wake_up()

    @property
    def is_watched(self) -> bool:
        """Whether somebody watches, or has just been lost and may come back."""
        return self._audience is not None or self.unwatched_seconds < REST_AFTER_SECONDS

    @property
    def unwatched_seconds(self) -> float:
        """For how long nobody has watched."""
        return 0.0 if self._audience is not None else time.monotonic() - self.left

    @property
    def is_playing(self) -> bool:
        """Whether the runs of any page go on by themselves."""
        return any(runs.playing for runs in list(self.pages.values()))

    @property
    def n_bytes(self) -> int:
        """The memory that its runs take, about."""
        return sum(runs.n_bytes for runs in list(self.pages.values()))

    def close(self) -> None:
        """Stop all its runs; what they have come to is kept."""
        self.is_closed = True
        for runs in list(self.pages.values()):
            runs.close()
        self.wake_up()
