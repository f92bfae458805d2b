"""The channel of a reader: what `pages/live/channel.js` does in a browser, without drawing."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

_RETRY = (0.25, 0.5, 1.0, 2.0)  # seconds between two tries to connect
#: The server does not know the page's seat: its script runs first.
_UNSEATED = 4404


def new_token() -> str:
    """Return 128 random bits, as a browser draws them."""
    return secrets.token_hex(16)


class Channel:
    """The one channel of a tab.

    Parameters
    ----------
    base : str
        The address of the lab.
    on_news : callable
        Called after every message.
    on_picture : callable
        Called with each picture, after its contents have been taken and it was acknowledged.
    on_changed : callable
        Called with page and number when the page has to be drawn anew.
    """

    def __init__(
        self,
        base: str,
        on_news: Callable[[], None],
        on_picture: Callable[[Mapping[str, Any]], None],
        on_changed: Callable[[str, Any], Awaitable[None]],
    ) -> None:
        self.token, self.browser = new_token(), new_token()
        self.contents: dict[tuple[str, str], Any] = {}  # page and slot -> words; no charts
        self.versions: dict[str, int] = {}  # page -> version of its last picture
        self.errors: list[str] = []
        self.is_welcome = False
        self.n_bytes = 0
        self._base, self._seat, self._instance = base, "", new_token()
        self._on_news, self._on_picture, self._on_changed = on_news, on_picture, on_changed
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def join(self, seat: str) -> None:
        """Take a seat, as a page does when its elements have been drawn."""
        if seat and seat != self._seat:
            self._seat = seat
            if self._socket is not None:
                await self._hello()
        if self._seat and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """End it, as a network does that is gone, or a browser that leaves."""
        task, self._task = self._task, None
        socket, self._socket = self._socket, None
        self.is_welcome = False
        if task is not None:
            task.cancel()
        if socket is not None:
            with contextlib.suppress(OSError, WebSocketException):
                await socket.close()

    def reload(self) -> None:
        """Forget what a tab forgets when it is loaded anew: all but its token."""
        self._seat, self._instance = "", new_token()
        self.contents, self.versions = {}, {}

    async def _run(self) -> None:
        tries = 0
        while True:
            try:
                async with connect(
                    f"{self._base.replace('http', 'ws', 1)}/live",
                    origin=self._base,  # type: ignore[arg-type]
                    max_size=None,
                    ping_interval=None,
                ) as socket:
                    self._socket = socket
                    await self._hello()
                    async for raw in socket:
                        self.n_bytes += len(raw)
                        await self._take(orjson.loads(raw))
                        self._on_news()
                        tries = 0 if self.is_welcome else tries
            except (OSError, WebSocketException):
                pass
            self._note_end(self._socket)
            self._socket, self.is_welcome = None, False
            await asyncio.sleep(_RETRY[min(tries, len(_RETRY) - 1)])
            tries += 1

    def _note_end(self, socket: ClientConnection | None) -> None:
        """Keep the reason for which a server ended it; a lost network gives none."""
        code = None if socket is None else socket.close_code
        if socket is not None and code is not None and code >= 4000 and code != _UNSEATED:
            self.errors.append(f"The channel was closed: {code} {socket.close_reason}")

    async def _hello(self) -> None:
        hello = {
            "token": self.token,
            "browser": self.browser,
            "seat": self._seat,
            "instance": self._instance,
            "looking": True,
        }
        await self._send({"hello": hello})

    async def _send(self, message: Mapping[str, Any]) -> None:
        if self._socket is not None:
            with contextlib.suppress(WebSocketException):
                await self._socket.send(orjson.dumps(message).decode())

    async def _take(self, message: Mapping[str, Any]) -> None:
        if "welcome" in message:
            self.is_welcome = True
        elif "taken" in message:
            self.errors.append("The server took this tab for a copy of another.")
            self.token = new_token()
            await self._hello()
        elif "there" in message:
            await self._send({"here": message["there"]})
        elif "changed" in message:
            await self._on_changed(message["page"], message["changed"])
        elif "slots" in message:
            await self._draw(message)

    async def _draw(self, picture: Mapping[str, Any]) -> None:
        page = picture["page"]
        for slot, news in picture["slots"].items():
            whole = news.get("whole")
            if whole is not None and "figure" not in whole:
                self.contents[page, slot] = whole
        self.contents = {name: one for name, one in self.contents.items() if name[0] == page}
        self.versions = {page: picture["version"]}
        await self._send({"drawn": picture["serial"]})
        self._on_picture(picture)
