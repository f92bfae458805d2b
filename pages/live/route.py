"""The route of the app on which browsers open their channels."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.websockets import WebSocket
from streamlit import config

from nncore.live import Conductor, Registry, Tab, picture_threads
from pages.live.channel import TOO_MANY, Channel

#: Open at once; and of these, such as have not said yet who they are.
MOST_CHANNELS, MOST_STRANGERS = 1_000, 100


class LiveRoute:
    """All the channels of a server, and the loops that feed them.

    Parameters
    ----------
    registry : callable
        Gives the tabs of all readers.
    """

    def __init__(self, registry: Callable[[], Registry]) -> None:
        self._registry = registry
        self._open: set[Channel] = set()
        self._conducted: dict[Tab, asyncio.Task[None]] = {}
        self._threads = picture_threads()

    async def serve(self, websocket: WebSocket) -> None:
        """Serve a channel until its browser is gone."""
        if not _is_from_here(websocket):
            await websocket.close()  # before it is accepted: the browser sees that it is forbidden
            return
        await websocket.accept()
        strangers = sum(channel.tab is None for channel in self._open)
        if len(self._open) >= MOST_CHANNELS or strangers >= MOST_STRANGERS:
            await websocket.close(TOO_MANY, "Too many channels are open.")
            return
        channel = Channel(websocket, self._registry(), self.conduct)
        self._open.add(channel)
        try:
            await channel.serve()
        finally:
            self._open.discard(channel)

    def conduct(self, tab: Tab) -> None:
        """Let the runs of a tab go on as long as there is one."""
        if tab in self._conducted:
            tab.show_again()
            return
        conductor = Conductor(tab, self._threads)
        tab.show_again = conductor.forget_what_is_shown
        task = asyncio.get_running_loop().create_task(conductor.conduct())
        self._conducted[tab] = task
        task.add_done_callback(lambda _: self._conducted.pop(tab, None))


def _is_from_here(websocket: WebSocket) -> bool:
    """Whether a page of this server asks, or one that the configuration allows."""
    origin = websocket.headers.get("origin")
    if origin is None:  # no browser: a program may ask, and cannot do so for anybody's browser
        return True
    allowed = [url.rstrip("/") for url in config.get_option("server.corsAllowedOrigins") or ()]
    return urlsplit(origin).netloc == websocket.headers.get("host") or origin in allowed
