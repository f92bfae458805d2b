"""The channel of a tab: a WebSocket beside Streamlit, over which pictures go to a browser.

A browser says first which tab it is (`hello`), then for every picture that it has drawn it
(`drawn`), whether it is looked at (`looking`), and which moment of a run is to be shown
(`look_back`). Whatever else it sends ends the channel, with a reason, and nobody else notices.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from nncore.live import Contents, PageRuns, PictureStream, Registry, Tab, TokenError
from pages.live.notices import say_that_runs_are_back

#: Why a channel is closed: WebSocket's own codes end at 3999.
BAD_MESSAGE, UNSEATED, TOO_SLOW, TOO_MANY, TOO_LARGE = 4400, 4404, 4408, 4429, 4413

HELLO_SECONDS = 10.0
DRAWN_SECONDS = 15.0  # a browser that has not drawn a picture by then is gone, or was put to sleep
THERE_SECONDS = 1.0  # a tab that is open answers within milliseconds
_MOST_BYTES = 2_000
_RATE, _BURST = 40.0, 120.0  # messages a second; a browser sends one a picture


class _Refused(Exception):
    """A browser does what it must not; `args` are the code and the reason for its channel."""


class Channel:
    """A browser that watches a tab.

    Parameters
    ----------
    websocket : WebSocket
        Accepted.
    registry : Registry
        Where the runs of its tab are.
    conduct : callable
        Lets the runs of a tab go on while somebody watches.
    """

    def __init__(
        self, websocket: WebSocket, registry: Registry, conduct: Callable[[Tab], None]
    ) -> None:
        self.tab: Tab | None = None
        self.instance = ""
        self._socket, self._registry, self._conduct = websocket, registry, conduct
        self._looking = True
        self._stream = PictureStream()
        self._page, self._serial = "", 0  # of the last picture
        self._drawn = asyncio.Event()
        self._heard = asyncio.Event()
        self._allowance, self._counted = _BURST, time.monotonic()
        self._is_open = True

    async def serve(self) -> None:
        """Listen until the browser is gone, or must not go on."""
        try:
            await asyncio.wait_for(self._listen_for_hello(), HELLO_SECONDS)
            while True:
                self._take(await self._message())
        except TimeoutError:
            await self._close(TOO_SLOW, "No hello came.")
        except _Refused as refusal:
            await self._close(*refusal.args)
        except (WebSocketDisconnect, RuntimeError):  # RuntimeError: it was closed meanwhile
            pass
        finally:
            self._leave()

    async def _message(self) -> dict[str, Any]:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1000))
        text = received.get("text")
        if text is None:
            raise _Refused(BAD_MESSAGE, "A message must be text.")
        if len(text) > _MOST_BYTES:
            raise _Refused(
                TOO_LARGE, f"A message must not be longer than {_MOST_BYTES} characters."
            )
        self._count()
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            raise _Refused(BAD_MESSAGE, "A message must be JSON.") from None
        if not isinstance(message, dict) or len(message) != 1:
            raise _Refused(BAD_MESSAGE, "A message must have one name.")
        self._heard.set()
        return message

    def _count(self) -> None:
        now = time.monotonic()
        self._allowance = min(_BURST, self._allowance + _RATE * (now - self._counted)) - 1
        self._counted = now
        if self._allowance < 0:
            raise _Refused(TOO_MANY, "Too many messages a second.")

    async def _listen_for_hello(self) -> None:
        while self.tab is None:
            message = await self._message()
            if "hello" in message:
                await self._greet(message["hello"])
            elif "looking" not in message:
                raise _Refused(BAD_MESSAGE, "The first message must be hello.")

    def _take(self, message: dict[str, Any]) -> None:
        (name, value), *_ = message.items()
        if name == "drawn":
            if not isinstance(value, int) or isinstance(value, bool) or value > self._serial:
                raise _Refused(BAD_MESSAGE, "No such picture has been sent.")
            if value == self._serial:
                self._drawn.set()
        elif name == "looking" and isinstance(value, bool):
            self._look(value)
        elif name == "look_back":
            self._look_back(value)
        elif name == "hello":
            self._move(value)
        elif name != "here":
            raise _Refused(BAD_MESSAGE, "A message has a name that is not known.")

    def _look(self, looking: bool) -> None:
        has_come_back = looking and not self._looking
        self._looking = looking
        if not looking:
            self._drawn.set()  # a hidden tab draws nothing
        if has_come_back and self.tab is not None:
            self.tab.show_again()

    def _look_back(self, asked: Any) -> None:
        """Show one of the moments of the runs of a page; one that has gone meanwhile has none."""
        if not isinstance(asked, dict) or type(asked.get("index")) is not int:
            raise _Refused(BAD_MESSAGE, "What is looked back at must have a page and an index.")
        page = asked.get("page")
        if self.tab is not None and page == self.tab.shown:
            runs = self.tab.watched
            if isinstance(runs, PageRuns):
                runs.shown.look_at(asked["index"])

    def _move(self, hello: Any) -> None:
        """Take up another seat: the page has another session of the web server now."""
        self.tab, old = None, self.tab
        if old is not None and old.audience is self:
            old.audience = None
        asyncio.get_running_loop().create_task(self._greet_or_close(hello))

    async def _greet_or_close(self, hello: Any) -> None:
        try:
            await self._greet(hello)
        except _Refused as refusal:
            await self._close(*refusal.args)
        except (WebSocketDisconnect, RuntimeError):
            pass

    async def _greet(self, hello: Any) -> None:
        """Find the runs of the tab, or ask for another token if another tab has this one."""
        if not isinstance(hello, dict):
            raise _Refused(BAD_MESSAGE, "Hello must say who it is.")
        names = [hello.get(name, "") for name in ("token", "seat", "instance", "browser")]
        if not all(isinstance(name, str) for name in names):
            raise _Refused(BAD_MESSAGE, "Hello must say who it is.")
        token, seat, self.instance, browser = names
        if not self._registry.is_taken(seat):
            raise _Refused(UNSEATED, "No page of this server has this seat.")
        try:
            if await self._is_copy(self._registry.known(token)):
                await self._send({"taken": True})
                return
            tab, is_back = await asyncio.to_thread(self._registry.attach, token, seat, browser)
        except TokenError as problem:
            raise _Refused(BAD_MESSAGE, str(problem)) from None
        await self._watch(tab, is_back, hello.get("looking") is not False)

    async def _is_copy(self, tab: Tab | None) -> bool:
        """Whether another tab with this token is open and answers."""
        other = tab.audience if tab is not None else None
        if not isinstance(other, Channel) or other is self or other.instance == self.instance:
            return False
        if await other.is_there():
            return True
        await other.close_for_another()
        return False

    async def is_there(self) -> bool:
        """Ask the browser whether it is still there, and return whether it answers in time."""
        self._heard.clear()
        await self._send({"there": self._serial})
        try:
            await asyncio.wait_for(self._heard.wait(), THERE_SECONDS)
        except TimeoutError:
            return False
        return True

    async def close_for_another(self) -> None:
        """End it: its browser does not answer, and has come back over another channel."""
        await self._close(TOO_SLOW, "The tab has another channel.")

    async def _watch(self, tab: Tab, is_back: bool, looking: bool) -> None:
        other = tab.audience
        if isinstance(other, Channel) and other is not self:
            await other.close_for_another()
        self.tab, self._looking = tab, looking
        self._stream.forget()
        is_back = is_back and tab.shown is not None
        await self._send({"welcome": True, "back": is_back})
        tab.audience = self
        self._conduct(tab)
        if is_back:
            say_that_runs_are_back(tab)
            await self.tell({"changed": -1, "page": tab.shown})

    @property
    def is_looking(self) -> bool:
        """Whether the tab is seen."""
        return self._looking

    async def show(self, page: str, version: int, contents: Contents) -> None:
        """Send a picture, and return when it is drawn or the browser is gone."""
        if page != self._page:
            self._page = page
            self._stream.forget()
        slots = self._stream.news(contents)
        if not slots or not self._is_open:  # it may have been closed while the picture was made
            return
        self._serial += 1
        self._drawn.clear()
        picture = {"page": page, "serial": self._serial, "version": version, "slots": slots}
        await self._send(picture)
        try:
            async with asyncio.timeout(DRAWN_SECONDS):  # `wait_for` would make a task of it
                await self._drawn.wait()
        except TimeoutError:
            await self._close(TOO_SLOW, "A picture was not drawn.")
            self._leave()

    async def tell(self, message: dict[str, Any]) -> None:
        """Send something else than a picture."""
        await self._send(message)

    async def _send(self, message: dict[str, Any]) -> None:
        text = orjson.dumps(message, option=orjson.OPT_SERIALIZE_NUMPY).decode()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
            await self._socket.send_text(text)

    async def _close(self, code: int, reason: str) -> None:
        if self._is_open:
            self._is_open = False
            self._drawn.set()  # whoever waits for it waits in vain
            with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
                await self._socket.close(code, reason)

    def _leave(self) -> None:
        self._is_open = False
        self._drawn.set()
        if self.tab is not None and self.tab.audience is self:
            self.tab.audience = None
