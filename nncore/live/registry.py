"""All tabs that watch runs: who comes back finds them where they stood."""

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Protocol

from nncore.engine import Engine
from nncore.live.pace import KEEP_SECONDS, SAVE_SECONDS
from nncore.live.page_runs import Keeper, PageRuns
from nncore.live.tab import Tab
from nncore.messages import SettingError

#: Of all runs that are kept for readers who may come back; the oldest go into the history first.
MAX_BYTES = 512_000_000
#: Sessions that never said which tab they are; a browser without JavaScript, or a stranger.
MAX_SEATS = 2_000

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"[0-9a-f]{32}")
_TEND_SECONDS = 1.0


class LiveStore(Protocol):
    """Where runs that are being watched are written, for a server that goes on after this one."""

    def save(self, tabs: list[Tab]) -> None:
        """Write the runs of tabs; returns when they are written, and never raises."""

    def restore(self, owner: str, tab: Tab) -> list[str]:
        """Give a tab what was written of its runs, and return the names of their pages."""


class TokenError(SettingError):
    """What a browser said of itself is not a token."""


def digest(token: str) -> str:
    """Return what is kept of a token: enough to know it again, too little to pretend it.

    Parameters
    ----------
    token : str
        128 random bits in hexadecimal digits, which a browser has drawn.

    Raises
    ------
    TokenError
        If it is anything else.
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise TokenError("The token must be 32 hexadecimal digits.")
    return hashlib.sha256(token.encode()).hexdigest()[:32]


class Registry:
    """The tabs of all readers.

    A page is drawn for a *seat*, which stands for a session of the web server; the browser then
    says the token of its tab, over a channel of its own, and the seat gets the tab's runs.

    Parameters
    ----------
    engine : callable
        Gives the engine.
    keeper : Keeper, optional
        Gets the runs that stop.
    store : LiveStore, optional
        Gets the runs that play, every ten seconds.
    max_bytes : int
        Of the runs of tabs that nobody watches.
    """

    def __init__(
        self,
        engine: Callable[[], Engine],
        keeper: Keeper | None = None,
        store: LiveStore | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._engine, self._keeper, self._store = engine, keeper, store
        self._max_bytes = max_bytes
        self._lock = threading.RLock()
        self._seats: dict[str, Tab] = {}
        self._tabs: dict[str, Tab] = {}
        self._saved: dict[tuple[str, str], int] = {}  # which version of the runs was written
        self._closed = threading.Event()
        threading.Thread(target=self._tend_always, name="nncore-live", daemon=True).start()

    def tab_at(self, seat: str) -> Tab:
        """Return the tab at a seat; a new one for a seat that is new."""
        with self._lock:
            tab = self._seats.pop(seat, None) or self._new_tab()
            self._seats[seat] = tab  # the one that was used last stands last
            while len(self._seats) > MAX_SEATS:
                self._leave(next(iter(self._seats)))
            return tab

    def is_taken(self, seat: str) -> bool:
        """Whether a session of this server has the seat."""
        return seat in self._seats

    def _new_tab(self) -> Tab:
        return Tab(lambda: PageRuns(self._engine, self._keeper))

    def known(self, token: str) -> Tab | None:
        """Return the tab of a token, if this server has it."""
        return self._tabs.get(digest(token))

    def attach(self, token: str, seat: str, browser: str = "") -> tuple[Tab, bool]:
        """Give a seat the runs of a tab.

        Parameters
        ----------
        token : str
            Of the tab.
        seat : str
            From a page of this server.
        browser : str
            A token that all tabs of a browser share; empty if it has none.

        Returns
        -------
        tab : Tab
            What the seat shows from now on.
        is_back : bool
            Whether the page has to be drawn anew: it was drawn for a newcomer, and the reader
            has runs.

        Raises
        ------
        TokenError
            If a token is none, or nobody has the seat.
        """
        owner, browser = digest(token), digest(browser) if browser else ""
        with self._lock:
            if seat not in self._seats:
                raise TokenError("No page of this server has this seat.")
            newcomer, found = self._seats[seat], self._tabs.get(owner)
        if found is None and newcomer.owner in ("", owner):
            found = newcomer
            is_back = newcomer.owner == "" and self._restore(owner, newcomer)
        else:
            is_back = False
            found = found or self._new_tab()
        with self._lock:
            found.owner, found.browser = owner, browser
            self._tabs[owner] = self._seats[seat] = found
            for runs in found.pages.values():
                if isinstance(runs, PageRuns):
                    runs.made_by = found.maker
            if newcomer is not found:
                is_back = self._move(newcomer, found)
        return found, is_back

    def _move(self, newcomer: Tab, found: Tab) -> bool:
        """Let a tab that was away go on with the page that was drawn for a newcomer.

        Returns whether that page has to be drawn anew, because there are runs of it already.
        """
        page = found.shown = newcomer.shown
        found.draw_anew_next(newcomer.take_asked())
        is_drawn_for_another = bool(newcomer.owner)  # whose runs it must not keep
        has_runs = page is not None and page in found.pages
        if page in newcomer.pages and not (has_runs or is_drawn_for_another):
            found.watch(page, newcomer.pages.pop(page))
        self._close_if_empty(newcomer)
        return has_runs or is_drawn_for_another

    def _restore(self, owner: str, tab: Tab) -> bool:
        """Look for what another server has written; a tab whose runs play already keeps them."""
        if self._store is None or tab.is_playing:
            return False
        pages = self._store.restore(owner, tab)
        return bool(pages)

    def _close_if_empty(self, tab: Tab) -> None:
        if tab not in self._seats.values() and tab not in self._tabs.values():
            tab.close()

    def _leave(self, seat: str) -> None:
        self._close_if_empty(self._seats.pop(seat))

    def _tend_always(self) -> None:
        last_saved = time.monotonic()
        while not self._closed.wait(_TEND_SECONDS):
            try:
                self.tend()
                if time.monotonic() - last_saved >= SAVE_SECONDS:
                    last_saved = time.monotonic()
                    self.save()
            except Exception:  # one tab that cannot be written must not be the end for all others
                _log.exception("The runs that are being watched could not be looked after.")

    def tend(self) -> None:
        """Give up the tabs to which nobody has come back, and those for which there is no room."""
        with self._lock:
            left = [tab for tab in self._all() if tab.audience is None]
        left.sort(key=lambda tab: tab.left)
        n_bytes = sum(tab.n_bytes for tab in left)
        for tab in left:
            if tab.unwatched_seconds <= KEEP_SECONDS and n_bytes <= self._max_bytes:
                break
            n_bytes -= tab.n_bytes
            self._give_up(tab)

    def draw_anew(self, page: str) -> None:
        """Let every browser that has an element of `page` run its script again."""
        with self._lock:
            tabs = self._all()
        for tab in tabs:
            tab.draw_anew(page)

    def _all(self) -> set[Tab]:
        return {*self._tabs.values(), *self._seats.values()}

    def _give_up(self, tab: Tab) -> None:
        """Write the runs of a tab, which its reader may still ask for, and let go of it."""
        if self._store is not None and tab.owner and self._is_moved(tab):
            self._store.save([tab])
        with self._lock:
            self._tabs = {owner: kept for owner, kept in self._tabs.items() if kept is not tab}
            self._seats = {seat: kept for seat, kept in self._seats.items() if kept is not tab}
            for page in tab.pages:
                self._saved.pop((tab.owner, page), None)
        tab.close()

    def save(self) -> None:
        """Write the runs that have moved since they were written."""
        if self._store is None:
            return
        with self._lock:
            moved = [tab for tab in self._tabs.values() if self._is_moved(tab)]
        if moved:
            self._store.save(moved)
        for tab in moved:
            for page, runs in tab.pages.items():
                self._saved[tab.owner, page] = runs.version

    def _is_moved(self, tab: Tab) -> bool:
        return any(
            self._saved.get((tab.owner, page)) != runs.version and runs.has_moved
            for page, runs in list(tab.pages.items())
        )

    def close(self) -> None:
        """Write what moves and let go of all tabs: the server ends."""
        self._closed.set()
        self.save()
        with self._lock:
            tabs, self._tabs, self._seats = self._all(), {}, {}
        for tab in tabs:
            tab.close()
