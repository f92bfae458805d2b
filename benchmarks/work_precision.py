"""From how many different limits on NNI costs less than a classical rule, over the catalogue.

A network is trained at several numbers of samples; the one with the fewest samples that reaches
the target error stands in the table, or the best one where none does. A cell is the break-even of
`nncore.comparisons.work_precision`, in evaluations of the integrand, with the whole interval and
nine parts of it; ``≤`` where the rule never got there. Run as
``python -m benchmarks.work_precision [--integrands log runge ...]``.

With ``--figure docs/work_precision.png`` the curves of three integrands are drawn instead, in a
Chromium as the browser tests find it: error against evaluations, for NNI and for each rule.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any, NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

from nncore.comparisons.work_precision import (  # noqa: E402
    BreakEven,
    WorkPrecision,
    trained_networks,
    work_precision,
)
from nncore.figures.work_precision import work_precision_figure  # noqa: E402
from nncore.integrands import INTEGRANDS  # noqa: E402
from nncore.quadrature import RULES  # noqa: E402
from nncore.specs import IntegrationSpec  # noqa: E402
from nncore.trainers import VariableProjection  # noqa: E402

TARGET = 1e-5  # of the integral of |f|
N_HIDDEN = 30
MAX_ITERATIONS = 60

DRAWN = ("runge", "log", "three-peaks")  # smooth, singular at an end, and what rules overlook
WIDTH, HEIGHT = 1500, 520
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
PLOTLY = Path(__file__).parents[1] / "pages" / "static" / "plotly-basic.min.js"


class Row(NamedTuple):
    """One integrand: what NNI needs and reaches, and its break-even with each rule."""

    name: str
    n_samples: int
    error: float
    break_even: dict[str, BreakEven]

    def cells(self) -> list[str]:
        """Return the cells of a table."""
        limits = [
            f"{'≤' if found.is_at_most else ''}{found.n_limits:,}"
            for found in self.break_even.values()
        ]
        return [self.name, f"{self.n_samples:,}", f"{self.error:.0e}", *limits]


def curves(name: str) -> WorkPrecision:
    """Train on Chebyshev nodes, all of which are trained on."""
    spec = IntegrationSpec(
        integrand=name,
        n_hidden=N_HIDDEN,
        nodes="chebyshev",
        validation_fraction=0.0,
        trainer=VariableProjection(max_iterations=MAX_ITERATIONS),
    )
    return work_precision(INTEGRANDS[name], trained_networks(spec), *spec.interval)


def row(name: str) -> Row:
    """Choose the network with the fewest samples that will do."""
    found = curves(name)
    good = np.flatnonzero(found.nni.error <= TARGET)
    point = int(good[0]) if good.size else int(np.argmin(found.nni.error))
    break_even = {rule: found.break_even(rule, point) for rule in found.rules}
    return Row(name, int(found.nni.evaluations[point]), float(found.nni.error[point]), break_even)


def rows(names: Sequence[str]) -> Iterator[Row]:
    """Measure one integrand after the other."""
    return map(row, names)


def side_by_side(names: Sequence[str]) -> dict[str, Any]:
    """Return one Plotly figure with a chart for each integrand and a single legend."""
    gap, width = 0.06, 1.0 / len(names)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": [], "paper_bgcolor": "white", "plot_bgcolor": "white"}
    for number, name in enumerate(names):
        figure, suffix = work_precision_figure(curves(name)), str(number + 1)
        domain = [number * width + 0.5 * gap, (number + 1) * width - 0.2 * gap]
        layout["xaxis" + suffix] = figure["layout"]["xaxis"] | {"domain": domain, "dtick": 1}
        layout["yaxis" + suffix] = figure["layout"]["yaxis"] | {"anchor": "x" + suffix}
        layout["annotations"].append(_heading(INTEGRANDS[name].title, sum(domain) / 2))
        traces += [
            trace
            | {"xaxis": "x" + suffix, "yaxis": "y" + suffix}
            | {"legendgroup": trace["name"], "showlegend": number == 0}
            for trace in figure["data"]
        ]
    legend = {"orientation": "h", "x": 0.5, "xanchor": "center", "y": 1.1, "yanchor": "bottom"}
    size = {"width": WIDTH, "height": HEIGHT, "margin": {"l": 40, "r": 10, "t": 80, "b": 50}}
    return {"data": traces, "layout": layout | size | {"legend": legend}}


def _heading(text: str, x: float) -> dict[str, Any]:
    place = {"x": x, "xref": "paper", "xanchor": "center", "y": 1.01, "yref": "paper"}
    return {"text": text, "showarrow": False, "yanchor": "bottom", **place}


def draw(figure: dict[str, Any], path: Path) -> None:
    """Save a Plotly figure as a PNG, by a Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content("<body style='margin: 0'><div id='chart'></div></body>")
        page.add_script_tag(path=PLOTLY)
        page.evaluate(
            "figure => Plotly.newPlot('chart', figure.data, figure.layout, {staticPlot: true})",
            figure,
        )
        page.locator("#chart").screenshot(path=path)
        browser.close()


def main() -> None:
    """Print a table in Markdown, or draw the charts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--integrands", nargs="+", default=list(INTEGRANDS))
    parser.add_argument("--figure", type=Path, help="where to save the charts as a PNG")
    chosen = parser.parse_args()
    if chosen.figure:
        draw(side_by_side(DRAWN), chosen.figure)
        return
    print(" | ".join(["integrand", "samples", "error", *(rule.label for rule in RULES.values())]))
    print(" | ".join(["---"] * (3 + len(RULES))))
    for found in rows(chosen.integrands):
        print(" | ".join(found.cells()), flush=True)


if __name__ == "__main__":
    main()
