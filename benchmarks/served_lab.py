"""The lab as a user meets it: a server, a Chromium on it, and the rows of what is measured."""

import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.conftest import ARGUMENTS, free_port, start_server
from tests.browser.lab import PATIENCE, Lab


class Row(NamedTuple):
    """A measured value, its unit and the bound that it is held against."""

    name: str
    value: float
    unit: str
    target: float
    at_least: bool = False

    def __str__(self) -> str:
        reached = self.value >= self.target if self.at_least else self.value <= self.target
        bound = f"{'at least' if self.at_least else 'at most'} {self.target:g}"
        word = "ok" if reached else "MISSED"
        return f"{self.name:58} {self.value:8.2f} {self.unit:4} {bound:14} {word}"


def seconds_of(act: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def seconds_after_click(page: Page, click: Callable[[], object], condition: str) -> float:
    """Return the seconds from a click until the page shows its effect, by the page's own clock.

    To ask from outside would measure the driver too: it waits until a button stands still before
    it clicks, and looks at the page a few times a second.

    Parameters
    ----------
    page : Page
        Where it is clicked.
    click : callable
        Clicks once.
    condition : str
        A JavaScript expression; it is evaluated in every frame until it holds.
    """
    page.evaluate(
        f"""() => {{
            const holds = () => {condition};
            window.waited = new Promise(resolve => addEventListener("click", event => {{
                const look = () => holds()
                    ? resolve((performance.now() - event.timeStamp) / 1000)
                    : requestAnimationFrame(look);
                requestAnimationFrame(look);
            }}, {{capture: true, once: true}}));
        }}"""
    )
    click()
    page.set_default_timeout(PATIENCE)
    return float(page.evaluate("window.waited"))


@contextmanager
def served_lab(database: Path | None = None) -> Iterator[tuple[str, Browser]]:
    """Start a server of its own and a browser, and end both.

    Parameters
    ----------
    database : Path, optional
        The history that the server opens; an empty one by default, never the user's own.

    Yields
    ------
    tuple of (str, Browser)
        The address of the server, which has imported nncore, and the browser.

    Raises
    ------
    RuntimeError
        If the server ends before it answers.
    """
    port = free_port()
    address = f"http://localhost:{port}"
    with (
        Path(os.devnull).open("wb") as nowhere,
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        os.environ["NNCORE_DATABASE"] = str(database or Path(folder) / "runs.sqlite3")
        server = start_server(port, nowhere)
        try:
            _wait_for(server, address)
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
            _open_a_page(browser, address)
            yield address, browser
            browser.close()
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(server: subprocess.Popen[bytes], address: str) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def _open_a_page(browser: Browser, address: str) -> None:
    """Let the server import what its first page needs."""
    first = browser.new_page()
    first.goto(address)
    Lab(first, address, "home").wait_until_idle()
    first.close()
