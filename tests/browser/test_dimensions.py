"""Many dimensions in a real browser: maps that move, and a run that stays."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

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


def test_nothing_is_cut_off_on_a_phone(lab):
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open("dimensions", **QUERY)
    assert lab.width_of_the_page() <= 390
