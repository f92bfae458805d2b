"""A real server with a real engine, and a real Chromium."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.lab import PATIENCE

# Streamlit answers a socket that the browser has closed in the same moment; nothing of ours.
CLOSED_SOCKET = re.compile(
    r"Exception in ASGI application\nTraceback.*?WebSocketDisconnected: Cannot call \"send\"[^\n]*",
    re.DOTALL,
)
ROOT = Path(__file__).resolve().parents[2]
# No test measures time: it fails for what never comes.
expect.set_options(timeout=PATIENCE)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium.find()
    assert path, "no Chromium: `make test` finds or installs one"
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1280, "height": 720}}


@pytest.fixture(scope="session")
def profile(browser, browser_context_args):
    """One for all tests of a process: it loads Streamlit and Plotly from its cache.

    A page of it stays open, so that its window does: to make one takes Chromium a second.
    """
    profile = browser.new_context(**browser_context_args)
    profile.set_default_timeout(PATIENCE)
    profile.new_page()
    yield profile
    profile.close()


@pytest.fixture
def context(profile):
    """The browser of somebody who has never been here, but for the cache."""
    yield profile
    for page in profile.pages[1:]:
        page.close()
    profile.set_storage_state({"cookies": [], "origins": []})


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_server(port, log, database):
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "streamlit_app.py",
            "--server.port",
            str(port),
            "--server.headless",
            "true",
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={
            **os.environ,
            "NNCORE_WARM_UP": "",  # as a user finds it
            "NNCORE_WORKERS": "2",
            "NNCORE_WORKER_MEMORY": "3 GiB",
            "NNCORE_DATABASE": str(database),  # never the user's own
        },
    )


@contextmanager
def served(folder, database=None):
    """Start a server, give its address, and end it; it must not have printed a traceback."""
    log_path = folder / "log.txt"
    port = free_port()
    address = f"http://localhost:{port}"
    with log_path.open("wb") as log:
        server = start_server(port, log, database or folder / "runs.sqlite3")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            try:
                if urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read() == b"ok":
                    break
            except OSError:
                time.sleep(0.2)
        assert server.poll() is None, log_path.read_text()
        try:
            yield address
        finally:
            server.terminate()
            server.wait(30)
    said = CLOSED_SOCKET.sub("", log_path.read_text())
    assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def url(tmp_path_factory):
    with served(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(autouse=True)
def stays_on_this_machine(context):
    """A class room may have no network: no page asks another host for anything."""
    asked = []

    def note(request):
        asked.append(request.url)

    context.on("request", note)
    yield
    context.remove_listener("request", note)
    assert not [u for u in asked if urlsplit(u).hostname not in (None, "", "localhost")]
