"""What a browser may fetch while it still starts Streamlit: the script of the live elements.

A page of Streamlit loads a component's script when it draws the component, and that one loads
Plotly. A ``Link`` header of the page (RFC 8288) names both, so that they are there by then. Their
priority is low: Streamlit's own script, which shows the page, comes first.
"""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE = "text/html"


class Preload:
    """Middleware that adds a ``Link`` header to every page.

    Parameters
    ----------
    app : ASGI application
        What answers.
    modules, scripts : sequence of str
        Paths of JavaScript modules and of classic scripts that all pages need.
    """

    def __init__(
        self, app: ASGIApp, *, modules: Sequence[str] = (), scripts: Sequence[str] = ()
    ) -> None:
        self._app = app
        self._link = ", ".join(
            [f"<{path}>;rel=modulepreload;fetchpriority=low" for path in modules]
            + [f"<{path}>;rel=preload;as=script;fetchpriority=low" for path in scripts]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add_links(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith(_PAGE):
                    headers.append("link", self._link)
            await send(message)

        await self._app(scope, receive, add_links)
