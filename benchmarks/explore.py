"""Explore with many runs: a heat map of 10,000 cells, on the server and in a real Chromium.

Run as ``python -m benchmarks.explore``. Times are wall times of this machine with everything on it;
the medians of several repeats are printed.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import Row, wait_for_server
from nncore.experiments.outcome import Outcome
from nncore.figures.sweep import CellColumns, heat_map_figure
from nncore.runs import RunHistory, RunRecord, new_key, open_history
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.trainers import TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from tests.browser import chromium
from tests.browser.conftest import ARGUMENTS, free_port, start_server
from tests.browser.lab import PATIENCE, Lab

_SIDE = 100
_REPEATS = 5
_CHUNK = 500
_BOUND = 0.5
_STUDY = SweepSpec(
    IntegrationSpec(integrand="runge"),
    {"n_hidden": tuple(range(1, _SIDE + 1)), "seed": tuple(range(_SIDE))},
)


def _fill(history: RunHistory) -> str:
    """Keep a study whose cells are done, with errors that are drawn and not computed."""
    key = history.begin_sweep(_STUDY)
    rng = np.random.default_rng(0)
    errors = 10.0 ** rng.uniform(-10, -1, _STUDY.n_cells)
    curve = LossCurve.of(())
    records = [
        RunRecord(
            new_key(),
            _STUDY.cell(i),
            Outcome(TrainingStatus.FINISHED, 1.0, 0.1, integral_error=float(errors[i])),
            curve,
            sweep=key,
            cell=i,
        )
        for i in range(_STUDY.n_cells)
    ]
    for first in range(0, len(records), _CHUNK):
        history.keep(*records[first : first + _CHUNK])
    return key


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _on_the_server(history: RunHistory, key: str) -> Iterator[Row]:
    def read() -> CellColumns:
        return CellColumns.of(_STUDY, history.cells(key))

    columns = read()

    def draw() -> str:
        return json.dumps(heat_map_figure(columns, "integral_error", "n_hidden", "seed"))

    for name, act in (("read from the history", read), ("figure as JSON", draw)):
        yield Row(f"10,000 cells: {name}", median(map(_seconds, [act] * _REPEATS)), "s", _BOUND)


def _in_the_browser(lab: Lab, key: str) -> Iterator[Row]:
    lab.open("explore", sweep=key, chart="units")
    seconds = []
    for _ in range(_REPEATS):
        _choose(lab.page, "Curves", "scatter")
        lab.page.wait_for_timeout(500)
        seconds.append(_seconds(lambda: _choose(lab.page, "Map", "heatmap")))
    yield Row("10,000 cells: click until the heat map is drawn", median(seconds), "s", _BOUND)


def _choose(page: Page, chart: str, kind: str) -> None:
    page.locator(".st-key-explore_integration_chart").get_by_text(chart, exact=True).click()
    page.wait_for_function(
        "kind => document.querySelector('.st-key-explore_chart .live-plot')"
        "?._fullData?.[0]?.type === kind",
        arg=kind,
        timeout=PATIENCE,
    )


def main() -> None:
    """Fill a history, start a server on it and a browser, and print the rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.sqlite3"
        with open_history(path) as history:
            key = _fill(history)
            for row in _on_the_server(history, key):
                print(row, flush=True)
        os.environ["NNCORE_DATABASE"] = str(path)
        port = free_port()
        address = f"http://localhost:{port}"
        with Path(os.devnull).open("wb") as nowhere, sync_playwright() as playwright:
            server = start_server(port, nowhere)
            try:
                wait_for_server(address, server)
                browser = playwright.chromium.launch(
                    executable_path=chromium.find(), args=ARGUMENTS
                )
                page = browser.new_page(viewport={"width": 1280, "height": 720})
                for row in _in_the_browser(Lab(page, address, "explore"), key):
                    print(row, flush=True)
                browser.close()
            finally:
                server.terminate()
                server.wait(30)


if __name__ == "__main__":
    main()
