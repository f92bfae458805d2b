"""Explore with many runs: a heat map of 10,000 cells, on the server and in a real Chromium.

Run as ``python -m benchmarks.explore``; ``make bench-browser`` runs it too. Times are wall times of
this machine with everything on it; the medians of several repeats are printed.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.served_lab import Row, seconds_after_click, seconds_of, served_lab
from nncore.experiments.outcome import Outcome
from nncore.figures.sweep import TrialColumns, heat_map_figure
from nncore.runs import RunHistory, RunRecord, new_key, open_history
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.trainers import TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from tests.browser.lab import Lab

_SIDE = 100
_REPEATS = 5
_CHUNK = 500
_BOUND = 0.5
_PAUSE = 700  # milliseconds until a page is at rest
_VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
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


def _on_the_server(history: RunHistory, key: str) -> Iterator[Row]:
    def read() -> TrialColumns:
        return TrialColumns.of(_STUDY, history.trials(key))

    columns = read()

    def draw() -> str:
        return json.dumps(heat_map_figure(columns, "integral_error", "n_hidden", "seed"))

    for name, act in (("read from the history", read), ("figure as JSON", draw)):
        yield Row(f"10,000 cells: {name}", median(map(seconds_of, [act] * _REPEATS)), "s", _BOUND)


def _in_the_browser(address: str, browser: Browser, key: str) -> Iterator[Row]:
    """Measure the first heat map of a tab, whose message is new to it, and the later ones."""
    first: list[float] = []
    later: list[float] = []
    for _ in range(_REPEATS):
        lab = Lab(browser.new_page(viewport=_VIEWPORT), address, "explore")
        lab.open("explore", sweep=key, chart="units")
        for seconds in (first, later):
            lab.page.wait_for_timeout(_PAUSE)
            seconds.append(_choose(lab.page, "Map", "heatmap"))
            lab.page.wait_for_timeout(_PAUSE)
            _choose(lab.page, "Curves", "scatter")
        lab.page.close()
    for name, seconds in (("first in its tab", first), ("again", later)):
        yield Row(f"10,000 cells: click until drawn, {name}", median(seconds), "s", _BOUND)


def _choose(page: Page, chart: str, kind: str) -> float:
    """Choose a chart, and return the seconds until Plotly says that it is drawn."""
    shown = 'document.querySelector(".st-key-explore_chart .live-plot")'
    before = int(
        page.locator(".st-key-explore_chart .live-plot").get_attribute("data-updates") or 0
    )
    choice = page.locator(".st-key-explore_integration_chart").get_by_text(chart, exact=True)
    is_new = f"Number({shown}.dataset.updates) > {before}"
    return seconds_after_click(
        page, choice.click, f'{is_new} && {shown}._fullData[0].type === "{kind}"'
    )


def main() -> None:
    """Fill a history, start a server on it and a browser, and print the rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.sqlite3"
        with open_history(path) as history:
            key = _fill(history)
            for row in _on_the_server(history, key):
                print(row, flush=True)
        with served_lab(path) as (address, browser):
            for row in _in_the_browser(address, browser, key):
                print(row, flush=True)


if __name__ == "__main__":
    main()
