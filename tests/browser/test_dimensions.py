"""Many dimensions in a real browser: maps that move, and a run that stays."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab

# Small enough for two busy cores, and never at its end by itself.
QUERY = {
    "initializer": "glorot",
    "n_hidden": 10,
    "n_samples": 300,
    "max_iterations": 100_000,
    "tolerance": 0,
}


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="dimensions")


def map_of(lab, name):
    """Return the values of a map as they were sent to Plotly."""
    return lab.chart(f"map_{name}").evaluate("chart => chart.data[0].z.bdata")


def test_play_pause_step_reset_and_reload(lab):
    lab.open("dimensions", **QUERY)
    lab.wait_for_status("Ready")
    f, start, nni = map_of(lab, "f"), map_of(lab, "network"), lab.metric("NNI")
    lab.button("play").click()
    lab.wait_for_iteration(3)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    paused_at, trained = lab.iteration(), map_of(lab, "network")
    assert f and trained != start and lab.metric("NNI") != nni
    assert map_of(lab, "f") == f  # which stands still
    lab.button("step").click()
    lab.wait_for_iteration(paused_at + 1)
    lab.wait_for_status("Paused")
    assert lab.iteration() == paused_at + 1 and map_of(lab, "network") != trained
    before = map_of(lab, "network"), lab.metric("NNI")
    lab.page.reload()
    lab.wait_until_idle(least=5)
    lab.wait_for_status("Paused")
    assert lab.iteration() == paused_at + 1
    assert (map_of(lab, "network"), lab.metric("NNI")) == before
    lab.button("reset").click()
    lab.wait_for_status("Ready")
    assert lab.iteration() == 0
    expect(lab.button("play")).to_be_enabled()
    assert map_of(lab, "network") == start


def wait_for_edges(lab, name, edges):
    """Wait until a map shows a box, about: a mouse stops on pixels."""
    lab.page.wait_for_function(
        """([chart, edges]) => {
            const box = document.querySelector(chart)?.layout?.shapes[0];
            return box && ["x0", "x1", "y0", "y1"].every(
                (edge, i) => Math.abs(box[edge] - edges[i]) <= 0.02);
        }""",
        arg=[f".st-key-dimensions_map_{name} .live-plot", edges],
        timeout=PATIENCE,
    )


def drag(lab, name, start, end, *, before_release=None):
    """Drag on a map, from and to places in shares of its width and height."""
    area = lab.chart(f"map_{name}").locator(".nsewdrag").bounding_box()
    places = [
        (area["x"] + across * area["width"], area["y"] + (1 - upwards) * area["height"])
        for across, upwards in (start, end)
    ]
    lab.page.mouse.move(*places[0])
    lab.page.mouse.down()
    lab.page.mouse.move(*places[1], steps=5)
    if before_release is not None:
        before_release()
    lab.page.mouse.up()


def test_the_box_is_drawn_moved_and_resized_on_a_map(lab):
    lab.open("dimensions", **QUERY)
    lab.wait_for_status("Ready")
    whole = lab.metric("NNI")
    drawn = (0.2, 0.6, 0.3, 0.8)

    def all_maps_follow():
        for name in ("f", "network", "residual"):
            wait_for_edges(lab, name, drawn)
        assert lab.metric("NNI") == whole  # it is integrated when the mouse lets it go

    drag(lab, "f", (0.2, 0.3), (0.6, 0.8), before_release=all_maps_follow)
    expect(lab.page).to_have_url(re.compile("[?&]a=0.2"))
    lab.wait_until_idle()
    assert lab.metric("NNI") != whole
    drag(lab, "residual", (0.4, 0.5), (0.5, 0.4))  # from its inside
    wait_for_edges(lab, "f", (0.3, 0.7, 0.2, 0.7))
    drag(lab, "f", (0.7, 0.5), (0.9, 0.5))  # by an edge
    wait_for_edges(lab, "network", (0.3, 0.9, 0.2, 0.7))
    lab.button("play").click()  # at once: the page has not answered to the box yet
    lab.wait_for_iteration(2)
    expect(lab.page).to_have_url(re.compile("[?&]b=0.9"))

    def pictures_leave_it():
        now = lab.iteration()
        lab.wait_for_iteration(now + 3)
        wait_for_edges(lab, "f", (0.3, 0.9, 0.5, 0.7))

    drag(lab, "f", (0.6, 0.2), (0.6, 0.5), before_release=pictures_leave_it)
    lab.wait_for_iteration(lab.iteration() + 3)
    wait_for_edges(lab, "f", (0.3, 0.9, 0.5, 0.7))
    # A box of no size is none: it goes back.
    drag(lab, "f", (0.1, 0.1), (0.4, 0.1))
    wait_for_edges(lab, "f", (0.3, 0.9, 0.5, 0.7))
