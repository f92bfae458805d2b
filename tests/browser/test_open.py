"""A row of the history opens its run where it stood; Play goes on from there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

ENDLESS = {"n_hidden": 10, "max_iterations": 100000, "tolerance": 0, "pace": "watch"}
HEADER, ROW, BOX = 35, 33, 35  # pixels of the table, which is drawn on a canvas


@pytest.fixture
def lab(page, url):
    return Lab(page, url)


def open_row(lab, search, place=0):
    """Click on what opens the newest run that fits a search."""
    lab.page.goto(f"{lab.address}/explore?tab=history&text={search}")
    table = lab.page.locator(".st-key-explore_runs [data-testid='stDataFrame']")
    expect(table.locator("canvas").first).to_be_visible()
    lab.wait_until_done()
    corner = table.bounding_box()
    y = corner["y"] + HEADER + (place + 0.5) * ROW
    lab.page.mouse.click(corner["x"] + BOX + 35, y)


def opened(lab, page):
    expect(lab.page).to_have_url(re.compile(f"/{page}\\?"))
    lab.wait_until_idle()


def play_and_pause(lab, **query):
    """Return where a run was paused, and what its page says then."""
    lab.open(**query)
    lab.button("play").click()
    lab.wait_for_iteration(3)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    expect(lab.button("pause")).to_be_disabled()
    lab.wait_until_done()
    return lab.iteration(), lab.metric("NNI"), lab.trace("loss", "training")["y"]


def test_a_paused_run_is_back_and_goes_on(lab):
    at, value, losses = play_and_pause(lab, integrand="x*exp(-x)", n_samples=500, **ENDLESS)
    lab.page.evaluate("sessionStorage.clear()")  # as another tab: it has no run of its own
    open_row(lab, "exp")
    opened(lab, "integrate")
    expect(lab.page.get_by_test_id("stToast")).to_contain_text("Play goes on from there.")
    assert (lab.iteration(), lab.metric("NNI")) == (at, value)
    assert lab.trace("loss", "training")["y"] == losses
    expect(lab.page).to_have_url(re.compile(r"integrand=x%2Aexp"))
    lab.button("play").click()
    lab.wait_for_iteration(at + 2)


def test_back_leads_to_the_list_and_forward_to_the_run(lab):
    at, *_ = play_and_pause(lab, integrand="x*cosh(x)", lower=0, upper=1, n_samples=500, **ENDLESS)
    lab.page.evaluate("sessionStorage.clear()")
    open_row(lab, "cosh")
    opened(lab, "integrate")
    lab.page.evaluate("history.back()")
    expect(lab.page).to_have_url(re.compile(r"/explore\?.*tab=history"))
    expect(lab.page.get_by_role("radio", name="History")).to_be_checked()
    lab.page.evaluate("history.forward()")
    opened(lab, "integrate")
    lab.wait_for_status("Paused")
    assert lab.iteration() == at


def test_a_run_that_is_over_is_shown_as_it_ended_and_play_repeats_it(lab):
    lab.open(integrand="x*sinh(x)", lower=0, upper=1, n_samples=500, max_iterations=5, tolerance=0)
    lab.button("play").click()
    lab.wait_for_status("Finished")
    value = lab.metric("NNI")
    lab.page.evaluate("sessionStorage.clear()")
    open_row(lab, "sinh")
    opened(lab, "integrate")
    expect(lab.page.get_by_test_id("stToast")).to_contain_text("Play repeats it from the start")
    lab.wait_for_status("Finished")
    assert lab.iteration() == 5 and lab.metric("NNI") == value
    lab.button("play").click()
    expect(lab.status()).not_to_contain_text("Finished")
    lab.wait_for_status("Finished")
    assert lab.metric("NNI") == value


def test_a_stencil_is_back_and_goes_on(page, url):
    lab = Lab(page, url, "differentiate")
    lab.open("differentiate", show="own", n_fields=5000, epochs=900, max_mode=13)
    lab.button("play").click()
    lab.wait_for_iteration(3)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    expect(lab.button("pause")).to_be_disabled()
    lab.wait_until_done()
    at, weights = lab.iteration(), lab.trace("bars_0", "learned")["y"]
    page.evaluate("sessionStorage.clear()")
    open_row(lab, "-1,%200,%201")
    opened(lab, "differentiate")
    lab.wait_for_status("Paused")
    assert lab.iteration() == at
    assert lab.trace("bars_0", "learned")["y"] == weights
    lab.button("play").click()
    lab.wait_for_iteration(at + 2)
