"""The numbers of a chart as tables: what they say, and that the keyboard alone reaches them."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nncore.figures.typed_array import typed_array
from pages.live.elements import CHART_WORDS, full_bundle
from tests.browser.bare_page import BareChart
from tests.browser.lab import Lab

QUERY = {"n_hidden": 10, "n_samples": 500, "max_iterations": 100000, "tolerance": 0}
# What Plotly itself writes where the mouse is; it looks at the mouse only now and then.
_HOVER = """async ([curveNumber, pointNumber]) => {
    const chart = document.querySelector("[data-live]");
    for (;;) {
        Plotly.Fx.hover(chart, [{curveNumber, pointNumber}]);
        const text = chart.querySelector(".hovertext")?.textContent ?? "";
        if (text.startsWith(`${curveNumber}/${pointNumber}=`)) return text.split("=")[1];
        await new Promise(requestAnimationFrame);
    }
}"""
# As figures have them: seven digits at most.
VALUES = (1.741561, -0.3333333, 0.0, 9876.543, -2.5e-3, 1.0, 42.0)
# Without a format Plotly shortens thousands, to 9.87654k; a table does not.
SMALL = tuple(value for value in VALUES if value < 1_000)
FORMATS = (".4g", ".2f", ".2e", ".3~g", ",", ".1f", ".5g", ".6g", "")


def button(chart):
    return chart.get_by_role("button", name="Numbers")


def tables(page):
    """Open the numbers and return each table as its caption and rows."""
    button(page.locator("[data-live]")).press("Enter")
    return page.locator("dialog table").evaluate_all(
        "all => all.map(t => ({title: t.caption?.textContent ?? '',"
        " rows: [...t.rows].map(row => [...row.cells].map(cell => cell.textContent))}))"
    )


def curve(name, x, y, **options):
    return {"type": "scatter", "mode": "lines+markers", "name": name, "x": x, "y": y, **options}


def axes(x="x", y="y"):
    return {"xaxis": {"title": {"text": x}}, "yaxis": {"title": {"text": y}}}


@pytest.mark.parametrize("separators", [".,", ",\N{NARROW NO-BREAK SPACE}"])
def test_a_number_is_rounded_as_where_the_mouse_is(page, url, separators):
    chart = BareChart(page, url)
    x = list(range(len(VALUES)))
    fields = [f"%{{y:{format}}}" if format else "%{y}" for format in FORMATS]
    traces = [
        curve(
            "f",
            x,
            list(VALUES if FORMATS[k] else SMALL),
            hovertemplate=f"{k}/%{{x}}={field}<extra></extra>",
        )
        for k, field in enumerate(fields)
    ]
    chart.show(traces, axes(), separators=separators)
    told = [
        [page.evaluate(_HOVER, [k, j]) for j in range(len(trace["y"]))]
        for k, trace in enumerate(traces)
    ]
    ((_, *rows),) = [table["rows"] for table in tables(page)]
    columns = zip(*rows, strict=True)
    next(columns)
    minus = [[text.replace("-", "\N{MINUS SIGN}") for text in column] for column in told]
    assert [list(filter(None, column)) for column in columns] == minus


def test_curves_over_the_same_points_stand_side_by_side(page, url):
    chart = BareChart(page, url)
    points = {"array": [0.25, 0.5]}
    chart.show(
        [
            curve("exact", [0.0, 0.5, None, 1.0], [1e-7, None, None, 3.0]),
            curve("network", [0.0, 0.5, None, 1.0], [1.5, 2.0, None, -1e9], yaxis="y2"),
            curve("v &lt; 1", [1.0, 2.0], [4.0, 5.0], error_y=points, text=["a<br>b", ""]),
            curve("", [3.0], [0.0], hovertemplate="centre: %{x:.2f}<extra></extra>"),
            curve("band", [0.0, 1.0], [0.0, 1.0], hoverinfo="skip"),
        ],
        {**axes("x<sub>1</sub>", "f(x<sup>2</sup>)"), "yaxis2": {"title": {"text": "residual"}}},
    )
    assert tables(page) == [
        {
            "title": "exact, network",
            "rows": [
                ["x1", "exact (f(x^2))", "network (residual)"],
                ["0", "1e−7", "1.5"],
                ["0.5", "", "2"],
                ["1", "3", "−1e+9"],
            ],
        },
        {
            "title": "v < 1",
            "rows": [
                ["x1", "v < 1 (f(x^2))", "± v < 1 (f(x^2))", "Note"],
                ["1", "4", "0.25", "a b"],
                ["2", "5", "0.5", ""],
            ],
        },
        {"title": "", "rows": [["x1"], ["3.00"]]},
    ]


def test_many_points_are_some_that_are_evenly_spread(page, url):
    chart = BareChart(page, url)
    x = [float(j) for j in range(5001)]
    chart.show([curve("f", x, x), curve("g", x[::2], x[::2])], axes())
    first, second = (table["rows"] for table in tables(page))
    assert len(first) == len(second) == 151 and first[1] == ["0", "0"]
    assert first[-1] == second[-1] == ["5000", "5000"]
    steps = np.diff([float(row[0]) for row in first[1:]])
    assert steps.min() >= 33 and steps.max() <= 34  # 5000 / 149
    text = page.locator("dialog").inner_text()
    assert "Rows shown, evenly spread: 150 of 5001." in text
    assert "Rows shown, evenly spread: 150 of 2501." in text


@pytest.mark.parametrize("is_upside_down", [False, True])
def test_a_map_is_a_matrix_that_lies_as_the_map_does(page, url, is_upside_down):
    chart = BareChart(page, url, full_bundle())
    field = np.array([[1.0, 2.5e-5, -3.0], [np.nan, 5.0, 6.0]])
    shown = np.stack((np.zeros((2, 3)), 10.0**field), axis=-1)
    kind = {"type": "heatmap", "x": [0.0, 0.5, 1.0], "y": [10.0, 20.0]}
    template = "%{x} · %{y}<br><b>%{z:.3g}</b><extra>f</extra>"
    power = "<b>10<sup>%{z:.1f}</sup></b>"
    custom = {"customdata": typed_array(shown), "hovertemplate": "<b>%{customdata[1]:.1e}</b>"}
    chart.show(
        [
            {**kind, "name": "f", "z": typed_array(field, "f8"), "hovertemplate": template},
            {**kind, "name": "g", "z": field[:, 1:2].tolist(), "hovertemplate": power},
            {**kind, "name": "h", "z": typed_array(field), **custom},
        ],
        {**axes("a", "b"), **({"yaxis": {"range": [25, 5]}} if is_upside_down else {})},
    )
    (head, *f), (_, *g), (_, *h) = (table["rows"] for table in tables(page))
    order = 1 if is_upside_down else -1
    assert head == [("y" if is_upside_down else "b") + " \\ a", "0", "0.5", "1"]
    assert f[::order] == [["10", "1.00", "0.0000250", "−3.00"], ["20", "", "5.00", "6.00"]]
    assert g[::order] == [["10", "10^0.0", "", ""], ["20", "10^5.0", "", ""]]
    assert h[::order][1] == ["20", "", "1.0e+5", "1.0e+6"]
    expect(page.locator("dialog").get_by_text("f: values from −3.00 to 6.00.")).to_be_visible()
    assert page.locator("dialog tbody th[scope=row]").count() == 6


def test_a_large_map_is_thinned_in_both_directions(page, url):
    chart = BareChart(page, url, full_bundle())
    places = [float(j) for j in range(401)]
    z = typed_array(np.zeros((401, 401)))
    chart.show([{"type": "heatmap", "name": "f", "x": places, "y": places, "z": z}], axes())
    ((head, *rows),) = (table["rows"] for table in tables(page))
    assert (len(head), len(rows)) == (22, 300) and (head[-1], rows[0][0]) == ("400", "400")
    text = page.locator("dialog").inner_text()
    assert "Columns shown, evenly spread: 21 of 401." in text and "300 of 401" in text


def test_lines_over_many_axes_are_rows_with_words(page, url):
    chart = BareChart(page, url, full_bundle())
    dimensions = [
        {"label": "units", "values": [1, 0], "tickvals": [0], "ticktext": ["10"]},
        {"label": "seconds", "values": [-1.0, 2.0]},
    ]
    meta = [["10", "20 & more"], None]
    chart.show([{"type": "parcoords", "dimensions": dimensions, "meta": meta}], {})
    expected = [["units", "seconds"], ["20 & more", "0.1"], ["10", "100"]]
    assert [table["rows"] for table in tables(page)] == [expected]


def test_where_there_is_nothing_it_is_said(page, url):
    BareChart(page, url).show([curve("f", [], [])], axes(), alt="Nothing.")
    assert tables(page) == []
    expect(page.get_by_role("dialog", name="Nothing.")).to_contain_text(CHART_WORDS["no_numbers"])


def test_the_keyboard_opens_and_leaves_the_numbers_of_a_run_that_plays(page, url):
    lab = Lab(page, url).open("integrate", **QUERY)
    lab.button("play").click()
    lab.wait_for_iteration(2)
    assert page.locator("dialog").count() == 0  # nothing is made before it is asked for
    chart = lab.chart("fit")
    chart.focus()
    while page.evaluate("document.activeElement.dataset.title") != "Numbers":
        page.keyboard.press("Tab")
    expect(button(chart)).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=re.compile("The integrand and the network"))
    expect(dialog.get_by_role("region")).to_be_focused()
    kept = dialog.locator("table").all_inner_texts()
    reached = lab.iteration()
    page.keyboard.press("u")  # a key of the page behind
    lab.wait_for_iteration(reached + 2)
    assert dialog.locator("table").all_inner_texts() == kept  # what is read does not move
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button(chart)).to_be_focused()
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    page.keyboard.press("Tab")
    button(chart).click()
    page.get_by_role("button", name="Close").click()
    expect(button(chart)).to_be_focused()
