"""What a user waits for, measured in a real Chromium on a server started for it.

Run as ``python -m benchmarks.browser``; ``make bench-browser`` runs it too. Times are wall times of
this machine with everything on it; the medians of several repeats are printed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from benchmarks.served_lab import Row, seconds_after_click, served_lab
from nncore.notebooks import INTEGRATION_SPEC
from tests.browser.lab import PATIENCE, Lab

_REPEATS = 5
_WATCH_SECONDS = 6.0
# Looks at the page in every frame: to ask from outside would come up to half a second too late.
_CLOCK = """
window.seen = {};
const look = () => {
    const buttons = [...document.querySelectorAll(".st-key-integrate_button_play button")];
    if (buttons.some(button => !button.disabled && button.offsetParent))
        window.seen.play ??= performance.now() / 1000;
    if (document.querySelector(".st-key-integrate_fit .main-svg"))
        window.seen.fit ??= performance.now() / 1000;
    if (!window.seen.play || !window.seen.fit) requestAnimationFrame(look);
};
look();
"""
#: What the page says of its runs.
_STATUS = """document.querySelector("[data-testid='stProgress']").innerText"""
_FIRST_ROW = """document.querySelector('.st-key-autopsy_table table tbody tr')"""
_ADAM: dict[str, Any] = {"trainer": "adam", "epochs": 100_000, "initializer": "glorot"}


def _opening(browser: Browser, address: str) -> Iterator[Row]:
    empty = [_seconds_to_open(browser.new_context(), address) for _ in range(_REPEATS)]
    yield from _opening_rows("empty browser cache", empty)
    context = browser.new_context()
    filled = [_seconds_to_open(context, address) for _ in range(_REPEATS + 1)][1:]
    yield from _opening_rows("filled browser cache", filled)


def _opening_rows(cache: str, seconds: list[tuple[float, float]]) -> Iterator[Row]:
    yield Row(
        f"page open until Play can be pressed, {cache}", median(s[0] for s in seconds), "s", 1.5
    )
    yield Row(f"page open until the fit is drawn, {cache}", median(s[1] for s in seconds), "s", 1.5)


def _seconds_to_open(context: BrowserContext, address: str) -> tuple[float, float]:
    """Return the seconds until Play can be pressed and until the chart is drawn."""
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.add_init_script(_CLOCK)
    page.goto(f"{address}/integrate", wait_until="commit")
    seen = page.wait_for_function(
        "window.seen.play && window.seen.fit && window.seen", timeout=PATIENCE
    ).json_value()
    page.close()
    return seen["play"], seen["fit"]


def _first_point(lab: Lab, path: str = "integrate", **query: Any) -> float:
    """Return the seconds from Play to the first trained point."""
    lab.open(path, **query)
    lab.page.wait_for_timeout(500)
    seconds = seconds_after_click(
        lab.page, lab.button("play").click, f"/(?:epoch|iteration) [1-9]/.test({_STATUS})"
    )
    lab.button("reset").click()
    lab.wait_for_status("Ready")
    return seconds


def _playing(lab: Lab) -> Iterator[Row]:
    lab.open(**_ADAM, n_hidden=20)
    lab.button("play").click()
    lab.wait_for_iteration(2)  # from here on both workers have TensorFlow or get it while we wait
    lab.page.wait_for_timeout(8_000)
    lab.button("reset").click()  # or it would go on after the page is opened again
    lab.wait_for_status("Ready")
    for _ in range(2):  # one run on each worker compiles the shape there
        _first_point(lab, **_ADAM, n_hidden=20)
    known = [
        _first_point(lab, **_ADAM, n_hidden=20, learning_rate=0.001 * (i + 1), seed=i)
        for i in range(_REPEATS)
    ]
    yield Row("Play to first point, Adam, shape known", median(known), "s", 0.6)
    squares = [_first_point(lab, n_hidden=20, seed=i) for i in range(_REPEATS)]
    yield Row("Play to first point, Levenberg-Marquardt", median(squares), "s", 0.6)
    new = [_first_point(lab, **_ADAM, n_hidden=33 + i) for i in range(_REPEATS)]
    yield Row("Play to first point, Adam, shape new", median(new), "s", 1.5)


def _painted(
    lab: Lab, name: str, path: str = "integrate", chart_name: str = "fit", **query: Any
) -> Iterator[Row]:
    lab.open(path, **query)
    lab.button("play").click()
    lab.wait_for_iteration(0.001)
    chart = lab.chart(chart_name)
    handle = chart.locator(".main-svg").first.element_handle()
    before = int(chart.get_attribute("data-updates") or 0)
    started = time.perf_counter()
    lab.page.wait_for_timeout(_WATCH_SECONDS * 1000)
    painted = int(chart.get_attribute("data-updates") or 0) - before
    rate = painted / (time.perf_counter() - started)
    same = handle is not None and handle.evaluate("node => node.isConnected")
    yield Row(f"painted updates a second, {name}", rate, "/s", 6.0, at_least=True)
    yield Row(f"same chart node from first to last, {name}", float(same), "", 1.0, at_least=True)
    pauses = []
    for _ in range(_REPEATS):
        lab.page.wait_for_timeout(700)
        pause = lab.button("pause").click
        pauses.append(seconds_after_click(lab.page, pause, f"{_STATUS}.includes('Paused')"))
        lab.button("play").click()
        lab.wait_for_status("Training")
    yield Row(f"Pause takes effect, {name}", median(pauses), "s", 0.5)
    lab.button("reset").click()
    lab.wait_for_status("Ready")


def rows(address: str, browser: Browser) -> Iterator[Row]:
    """Measure everything on a running server; its workers are warm before pages are opened."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    lab = Lab(page, address)
    yield from _playing(lab)
    yield from _painted(lab, "Adam", **_ADAM, n_hidden=50)
    yield from _painted(lab, "Levenberg-Marquardt", n_hidden=50, initializer="glorot")
    yield from _painted(lab, "notebook preset", **INTEGRATION_SPEC.to_query())
    yield from _stencils(Lab(page, address, "differentiate"))
    page.close()
    yield from _opening(browser, address)
    yield from _autopsy(browser, address)


def _stencils(lab: Lab) -> Iterator[Row]:
    """Measure the page of three networks; the engine has compiled their shapes by now."""
    firsts = [_first_point(lab, "differentiate", seed=i) for i in range(_REPEATS)]
    yield Row("Play to first point, three stencils", median(firsts), "s", 0.6)
    long: dict[str, Any] = {"epochs": 20_000, "learning_rate": 0.001}
    yield from _painted(lab, "three stencils", "differentiate", "bars_2", **long)


def _autopsy(browser: Browser, address: str) -> Iterator[Row]:
    """Measure how fast the autopsy opens, and how fast one of its switches takes effect."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    opened, switched = [], []
    for _ in range(_REPEATS + 1):
        page = context.new_page()
        lab = Lab(page, address, "autopsy")
        first_row = page.locator(".st-key-autopsy_table table tbody tr").first
        started = time.perf_counter()
        page.goto(f"{address}/autopsy", wait_until="commit")
        first_row.wait_for(timeout=PATIENCE)
        lab.chart("divergence").locator(".main-svg").first.wait_for(timeout=PATIENCE)
        opened.append(time.perf_counter() - started)
        page.wait_for_timeout(500)
        before = first_row.inner_text()
        switch = page.locator(".st-key-autopsy_output_bias_counted_once label").first
        condition = f"{_FIRST_ROW}.innerText !== {json.dumps(before)}"
        switched.append(seconds_after_click(page, switch.click, condition))
        page.close()
    yield Row("autopsy open until table and chart are drawn", median(opened[1:]), "s", 1.5)
    yield Row("a switch of the autopsy changes its table", median(switched), "s", 0.3)


def main() -> None:
    """Start a server and a browser, and print the rows as they are measured."""
    with served_lab() as (address, browser):
        for row in rows(address, browser):
            print(row, flush=True)


if __name__ == "__main__":
    main()
