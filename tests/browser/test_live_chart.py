"""The live chart in a real Chromium, with Plotly's own bundle and without a run."""

from pages.live.bundle import bundle_name
from pages.live.elements import PLOTLY_JS
from tests.browser.bare_page import BareChart
from tests.browser.lab import PATIENCE

_CURVE, _RISING, _FALLING = [0.0, 1.0, 0.0], [0.0, 0.1, 0.2], [0.2, 0.1, 0.0]


class _Chart(BareChart):
    """A curve with its exact one above, a residual below: as on every page with a network."""

    def draw(self, exact, network, residual, title="x"):
        """Return the path of each of the three lines."""
        axes = ({}, {}, {"xaxis": "x", "yaxis": "y2"})
        traces = [
            {"type": "scatter", "mode": "lines", "x": [0.0, 1.0, 2.0], "y": y, **of}
            for y, of in zip((exact, network, residual), axes, strict=True)
        ]
        ranges = {"range": [-1, 1]}
        layout = {
            "xaxis": {"title": {"text": title}},
            "yaxis": {**ranges, "domain": [0.5, 1.0]},
            "yaxis2": {**ranges, "domain": [0.0, 0.4]},
        }
        return self.show(traces, layout)


def test_what_stands_still_stays_while_another_part_of_the_chart_moves(page, url):
    chart = _Chart(page, url)
    first = chart.draw(_CURVE, _CURVE, _RISING)
    only_the_residual = chart.draw(_CURVE, _CURVE, _FALLING)
    assert only_the_residual[:2] == first[:2]
    assert only_the_residual[2] != first[2]
    only_the_network = chart.draw(_CURVE, _FALLING, _FALLING)
    assert only_the_network[0] == first[0]
    assert only_the_network[1] not in first
    assert only_the_network[2] == only_the_residual[2]


def test_a_chart_that_moved_is_the_chart_that_is_drawn_anew(page, url):
    chart = _Chart(page, url)
    chart.draw(_CURVE, _CURVE, _RISING)
    moved = chart.draw(_CURVE, _RISING, _FALLING)
    assert chart.draw(_CURVE, _RISING, _FALLING, title="x in m") == moved


# The chart is as wide as its place, and its legend ends where the curves begin.
_LEGEND_STANDS_ABOVE = """isHigh => {
    const chart = document.querySelector(".live-plot"), {width, _size: {t}} = chart._fullLayout;
    const {top, bottom, height} = chart.querySelector(".legend").getBoundingClientRect();
    const end = bottom - chart.getBoundingClientRect().top;
    return width === chart.clientWidth && end <= t + 1 && height > 60 === isHigh;
}"""


def test_in_another_width_a_legend_of_other_rows_stands_above_the_curves(page, url):
    chart = BareChart(page, url)
    names = [f"a method with a long name, {n}" for n in range(6)]
    traces = [{"type": "scatter", "name": name, "x": [0, 1], "y": [0, 1]} for name in names]
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
    page.set_viewport_size({"width": 2000, "height": 720})
    chart.show(traces, {"legend": legend, "margin": {"t": 24}})
    for width, is_high in ((390, True), (2000, False)):
        page.set_viewport_size({"width": width, "height": 720})
        page.wait_for_function(_LEGEND_STANDS_ABOVE, arg=is_high, timeout=PATIENCE)


def test_what_a_page_names_beforehand_is_there_and_fetched_once(page, url):
    page.goto(url)
    page.locator(".live-plot .main-svg").first.wait_for(timeout=PATIENCE)
    fetched = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"
    )
    assert fetched.count(f"/{bundle_name()}") == 1
    assert fetched.count(f"/app/static/{PLOTLY_JS}") == 1
    assert fetched.index(f"/{bundle_name()}") < fetched.index("/_stcore/health")
