"""The lab as a user meets it: a server, a Chromium on it, and the rows of what is measured."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.conftest import ARGUMENTS
from tests.browser.lab import PATIENCE, Lab
from tests.browser.server import Server


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
            delete window.waited;
            addEventListener("click", event => {{
                const look = () => {{
                    if (holds()) window.waited = (performance.now() - event.timeStamp) / 1000;
                    else requestAnimationFrame(look);
                }};
                requestAnimationFrame(look);
            }}, {{capture: true, once: true}});
        }}"""
    )
    click()
    return float(page.wait_for_function("window.waited", timeout=PATIENCE).json_value())


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
    """
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), database)
        server.start()
        try:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
            _open_a_page(browser, server.url)
            yield server.url, browser
            browser.close()
        finally:
            server.close()


def _open_a_page(browser: Browser, address: str) -> None:
    """Let the server import what its first page needs."""
    first = browser.new_page()
    first.goto(address)
    Lab(first, address, "home").wait_until_idle()
    first.close()
