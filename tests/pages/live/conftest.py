"""Readers' tabs and the route to them, served in a thread."""

import socket
import threading

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from nncore.live import Registry
from pages.live.route import LiveRoute
from tests.nncore.live.local_engine import LocalEngine
from tests.pages.live.browsers import PATIENCE


@pytest.fixture
def registry():
    made = Registry(LocalEngine())
    yield made
    made.close()


@pytest.fixture
def address(registry):
    """Serve the route in a thread of its own, as the lab's server does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = Starlette(routes=[WebSocketRoute("/live", LiveRoute(lambda: registry).serve)])
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="critical", ws="websockets-sansio")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE)
