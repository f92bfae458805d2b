"""The server: the pages, the channel of their live elements, and what is at work without a visit.

``streamlit run streamlit_app.py`` starts it.
"""

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from streamlit import config

# The script of the pages lies in a folder of its own, from which Streamlit imports.
sys.path.insert(0, str(Path(__file__).parent))

from nncore.live import Registry  # noqa: E402
from nncore.messages import LANGUAGES, language, with_signs  # noqa: E402
from pages.live.bundle import bundle_name, serve_bundle  # noqa: E402
from pages.live.elements import PLOTLY_JS  # noqa: E402
from pages.live.preload import Preload  # noqa: E402
from pages.live.route import LiveRoute  # noqa: E402


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the workers and go on with the studies that a server had left; end both in the end.

    Streamlit enters it when its runtime has started, and leaves it before that stops.
    """
    # What Streamlit caches must not be imported before its runtime has started.
    from pages.app.engine import engine
    from pages.app.history import history_connection
    from pages.app.rights import announce_key
    from pages.app.seats import registry

    workers = await asyncio.to_thread(engine)
    kept = await asyncio.to_thread(history_connection)
    watched = await asyncio.to_thread(registry)
    announce_key()
    # In the background: the first visitor need not wait for what all the pages import.
    warming = asyncio.create_task(asyncio.to_thread(_import_pages))
    yield
    await warming
    # The signal that ends the server comes once more then, and would leave no time for it.
    await asyncio.to_thread(watched.close)
    await asyncio.to_thread(kept.close)
    await asyncio.to_thread(workers.close)


def _import_pages() -> None:
    for name in (
        "integration.tabs",
        "integration.race_contents",
        "stencils.contents",
        "notebooks.contents",
    ):
        importlib.import_module(f"pages.{name}")
    for name in LANGUAGES:
        with language(name):
            with_signs("")  # the catalogue is read


def _readers() -> Registry:
    from pages.app.seats import registry  # cached by Streamlit, see `lifespan`

    return registry()


# `server.baseUrlPath` stands before Streamlit's own routes; before these it must be put.
_base = "/" + str(config.get_option("server.baseUrlPath") or "").strip("/")
_base = _base.rstrip("/")
app = st.App(
    "pages/router.py",
    lifespan=lifespan,
    routes=[
        WebSocketRoute(f"{_base}/live", LiveRoute(_readers).serve),
        Route(f"{_base}/{bundle_name()}", serve_bundle),
    ],
    middleware=[
        Middleware(
            Preload,
            modules=[f"{_base}/{bundle_name()}"],
            scripts=[f"{_base}/app/static/{PLOTLY_JS}"],
        )
    ],
)
