"""One reader: a page, its channel, what the reader does, and what must not happen meanwhile."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.classroom.channel import Channel
from benchmarks.classroom.page import Page, now

PATIENCE = 60.0
#: On the page: how far the run is that is furthest behind, or how long it has trained.
_COUNT = re.compile(r"\*\*(?:\w+ ([\d,.]+) /|([\d.]+) of)")
_QUEUE = re.compile(r"Position (\d+)\.")
_STATUS = "status"


class TooLate(Exception):
    """What was waited for has not come."""


class Reader:
    """A browser with one tab.

    Parameters
    ----------
    base : str
        The address of the lab.
    target : str
        Which page, with its settings: ``integrate?seed=1``.
    """

    def __init__(self, base: str, target: str) -> None:
        self._base, self._target = base, target
        self.page = self._new_page()
        self.channel = Channel(base, self._notice, self._see, self._draw_anew)
        self.n_pictures = 0
        self.iterations = 0.0  # made while somebody watched, over all its runs
        self.position = 0.0
        self.falls: list[tuple[float, float]] = []  # from which iteration a run fell to which
        self.trace: deque[tuple[float, float]] = deque(maxlen=1_000)  # when it stood where
        self.positions_in_queue: list[int] = []
        self.n_replayed = 0
        self.longest_step = 1.0  # the most iterations that one picture has brought
        self._over_at: float | None = None  # where the run ended that the next Play replaces
        self._errors: list[str] = []
        self._moved = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None

    def _new_page(self) -> Page:
        path, _, query = self._target.partition("?")
        return Page(self._base, path, query, self._notice)

    @property
    def errors(self) -> list[str]:
        """What has gone wrong, in sentences."""
        return [*self._errors, *self.page.errors, *self.channel.errors]

    def note(self, error: str) -> None:
        """Keep what has gone wrong."""
        self._errors.append(error)

    def forgive(self) -> None:
        """Forget what has gone wrong: it was to."""
        self._errors.clear()
        self.page.errors.clear()
        self.channel.errors.clear()

    # ---- what is seen ------------------------------------------------------------------------

    def _notice(self) -> None:
        self._count()
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def _see(self, picture: Mapping[str, Any]) -> None:
        # A sentence that has changed is no picture of the training.
        if any(slot != _STATUS for slot in picture["slots"]):
            self.n_pictures += 1

    async def _draw_anew(self, page: str, changes: Any) -> None:
        await self.page.report(page, "changed", changes)

    @property
    def status(self) -> str:
        """The line that says how the runs stand: the newer of the page's and the channel's."""
        drawn = [one.value for one in self.page.components.values() if one.value]
        data = next((one for one in drawn if one.get("kind") == _STATUS), None)
        if data is None:
            return ""
        content = self.channel.contents.get((data["page"], data["slots"][0]))
        if content is None or self.channel.versions.get(data["page"], 0) <= data["version"]:
            content = data["contents"][data["slots"][0]]
        return str(content["text"])

    @property
    def seat(self) -> str:
        """The seat that the elements of the page name."""
        seats = (one.value.get("seat") for one in self.page.components.values())
        return next(filter(None, seats), "")

    def _count(self) -> None:
        status = self.status
        if found := _QUEUE.search(status):
            place = int(found[1])
            if not self.positions_in_queue or self.positions_in_queue[-1] != place:
                self.positions_in_queue.append(place)
        if not (found := _COUNT.search(status)):
            return
        position = float(next(filter(None, found.groups())).replace(",", ""))
        if position == self._over_at:
            return  # the new run has not shown itself yet
        self._over_at = None
        if position > self.position:
            self.iterations += position - self.position
            self.longest_step = max(self.longest_step, position - self.position)
        elif position < self.position:
            self.falls.append((self.position, position))
        if position != self.position:
            self.trace.append((now(), position))
        self.position = position

    @property
    def is_playing(self) -> bool:
        """Whether the buttons say so."""
        buttons = self.page.buttons
        return "Pause" in buttons and not buttons["Pause"].disabled

    @property
    def is_over(self) -> bool:
        """Whether the buttons say that nothing is left to do."""
        buttons = self.page.buttons
        return not self.is_playing and "Step" in buttons and buttons["Step"].disabled

    async def until(self, condition: Callable[[], bool], patience: float = PATIENCE) -> float:
        """Wait until a condition holds, and return the seconds that it took.

        Raises
        ------
        TooLate
            If it has not come to hold in time.
        """
        began = now()
        while not condition():
            left = patience - (now() - began)
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), max(0.0, left))
            except TimeoutError:
                raise TooLate(f"after {patience:.0f} s the page says: {self.status}") from None
        return now() - began

    # ---- what is done ------------------------------------------------------------------------

    async def open(self) -> float:
        """Open the page, and return the seconds until its script has run."""
        began = now()
        await self.page.connect()
        await self.page.rerun()
        await self.until(lambda: self.page.n_ended > 0 and self.page.is_idle)
        seconds = now() - began
        await self.channel.join(self.seat)
        if self.seat:
            await self.until(lambda: self.channel.is_welcome)
        return seconds

    async def cut(self) -> None:
        """Lose the network."""
        if self._watcher is not None:
            self._watcher.cancel()
        await self.channel.close()
        await self.page.close()

    async def come_back(self, *, keeps_session: bool) -> None:
        """Come back with the same tab; in a new session it is what a reload does.

        Parameters
        ----------
        keeps_session : bool
            Whether the page is still there and only its network was away.
        """
        if keeps_session:
            await self.page.connect()
            await self.channel.join(self.seat)
            await self.until(lambda: self.channel.is_welcome)
            return
        self._errors += self.page.errors
        self.page = self._new_page()
        self.channel.reload()
        # A page that is drawn for a newcomer shows the start until its tab is known.
        before, n_falls = self.position, len(self.falls)
        await self.open()
        try:
            await self.until(lambda: self.position > 0 and self.page.is_idle, 10.0)
        finally:
            del self.falls[n_falls:]
            if self.position < before:
                self.falls.append((before, self.position))

    async def leave(self) -> None:
        """Close the tab."""
        await self.cut()

    async def _press(self, label: str, holds: Callable[[], bool]) -> float:
        began, n_begun = now(), self.page.n_begun
        await self.page.press(label)

        def is_done() -> bool:
            return self.page.n_begun > n_begun and self.page.is_idle and holds()

        try:
            await self.until(is_done)
        except TooLate as problem:
            self._errors.append(f"{label} had no effect: {problem}")
        return now() - began

    async def play(self, patience: float = PATIENCE) -> float:
        """Press Play, and return the seconds until something is seen of a step that is new."""
        self.start_anew_if_over()
        before, n_begun = self.position, self.page.n_begun
        await self.page.press("Play")
        seconds = patience
        try:
            seconds = await self.until(lambda: self.position > before, patience)
            # A picture may come before the script has begun that draws the other buttons.
            await self.until(lambda: self.page.n_begun > n_begun, patience)
        except TooLate as problem:
            self._errors.append(f"Play had no effect: {problem}")
        return seconds

    def start_anew_if_over(self) -> None:
        """Note that the next Play begins at the start."""
        if self.is_over:
            self._over_at, self.position = self.position, 0.0

    async def pause(self) -> float:
        """Press Pause, and return the seconds until Play can be pressed again."""
        self.stop_watching()
        return await self._press("Pause", lambda: not self.is_playing)

    async def step(self) -> float:
        """Press Step, and return the seconds until the next iteration is there."""
        self.start_anew_if_over()
        goal = int(self.position) + 1
        return await self._press("Step", lambda: self.position >= goal and not self.is_playing)

    async def reset(self) -> float:
        """Press Reset, and return the seconds until the page shows the start."""
        n_falls = len(self.falls)
        seconds = await self._press("Reset", lambda: self.position == 0)
        del self.falls[n_falls:]
        return seconds

    async def change(self, label: str, value: float) -> float:
        """Type a number, and return the seconds until the script has run with it."""
        began, n_begun = now(), self.page.n_begun
        await self.page.set_number(label, value)

        def is_done() -> bool:
            box = self.page.numbers.get(label)
            is_drawn = box is not None and box.value == value
            return self.page.n_begun > n_begun and self.page.is_idle and is_drawn

        try:
            await self.until(is_done)
        except TooLate as problem:
            self._errors.append(f"{label} was not set to {value:g}: {problem}")
        return now() - began

    def watch(self) -> None:
        """Press Play again whenever the run is over, until `stop_watching`."""
        self._watcher = asyncio.create_task(self._play_on())

    def stop_watching(self) -> None:
        """Leave a run that is over as it is."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.cancel()

    async def _play_on(self) -> None:
        while True:
            await self.until(lambda: self.page.is_idle and not self.is_playing, float("inf"))
            if self._watcher is not asyncio.current_task():  # Python 3.11 may lose a cancellation
                return
            if not self.is_over:
                self._errors.append(f"The run stands still by itself: {self.status}")
            self.n_replayed += 1
            self.start_anew_if_over()
            n_begun = self.page.n_begun
            await self.page.press("Play")
            await self.until(
                lambda n=n_begun: self.page.n_begun > n and self.page.is_idle,  # type: ignore[misc]
                float("inf"),
            )
