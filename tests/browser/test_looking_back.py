"""Looking back at a run in a real browser: by mouse and by keyboard, and no script runs."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

LONG = {"n_hidden": 10, "max_iterations": 10_000, "tolerance": 0, "pace": "watch"}


@pytest.fixture
def lab(page, url):
    return Lab(page, url)


@pytest.fixture
def paused(lab):
    """Integrate, after some iterations."""
    lab.open(initializer="glorot", **LONG)
    lab.button("play").click()
    lab.wait_for_iteration(6)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    lab.wait_until_idle()
    return lab


def slider(lab):
    return lab.page.get_by_role("slider", name="Look back")


def n_points(lab):
    """Return how many iterations the loss curve shows that is not faint."""
    return len(lab.trace("loss", "training")["x"])


def shows(lab, iteration):
    """Wait until the page says that an iteration is shown, and shows its losses."""
    expect(lab.page.get_by_text(f"Iteration {iteration} of")).to_be_visible()
    lab.page.wait_for_function(
        """n => {
            const chart = document.querySelector(".st-key-integrate_loss .live-plot");
            return chart.data[0].x.length === n;
        }""",
        arg=iteration + 1,
    )


def test_the_slider_shows_the_page_as_it_stood(paused):
    lab = paused
    end = int(lab.iteration())
    at_the_end = lab.metric("Validation MSE"), lab.trace("fit", "network")["y"]
    scripts = lab.page.evaluate(
        """() => { window.nRuns = 0;
            new MutationObserver(() => { window.nRuns += 1; }).observe(
                document.querySelector("[data-testid='stApp']"),
                {attributes: true, attributeFilter: ["data-test-script-state"]});
            return window.nRuns; }"""
    )
    slider(lab).fill("0")
    shows(lab, 0)
    start = lab.metric("Validation MSE")
    assert start != at_the_end[0]
    for iteration in (2, 4, 3):
        slider(lab).fill(str(iteration))
        shows(lab, iteration)
    assert lab.trace("fit", "network")["y"] != at_the_end[1]
    assert int(lab.iteration()) == end  # the status says where the run stands
    slider(lab).fill("0")
    shows(lab, 0)
    assert lab.metric("Validation MSE") == start
    lab.page.get_by_role("button", name="Back to the end").click()
    shows(lab, end)
    expect(slider(lab)).to_be_focused()
    expect(lab.page.get_by_role("button", name="Back to the end")).to_be_hidden()
    assert (lab.metric("Validation MSE"), lab.trace("fit", "network")["y"]) == at_the_end
    assert lab.page.evaluate("() => window.nRuns") == scripts  # no script has run


def test_keys_go_from_moment_to_moment(paused):
    lab = paused
    end = int(lab.iteration())
    slider(lab).focus()
    lab.page.keyboard.press("ArrowLeft")
    shows(lab, end - 1)
    expect(slider(lab)).to_have_attribute(
        "aria-valuetext", f"Iteration {end - 1} of {end} is shown."
    )
    lab.page.keyboard.press("Home")
    shows(lab, 0)
    lab.page.keyboard.press("End")
    shows(lab, end)


def test_what_goes_on_goes_on_from_the_end(paused):
    lab = paused
    end = int(lab.iteration())
    slider(lab).fill("1")
    shows(lab, 1)
    lab.button("step").click()
    lab.wait_for_iteration(end + 1)
    lab.wait_for_status("Paused")
    shows(lab, end + 1)
    slider(lab).fill("1")
    shows(lab, 1)
    lab.button("play").click()
    lab.wait_for_iteration(end + 3)
    expect(slider(lab)).to_be_hidden()


def test_a_reload_keeps_the_moments(paused):
    lab = paused
    slider(lab).fill("2")
    shows(lab, 2)
    lab.page.reload()
    lab.wait_until_idle()
    lab.wait_for_status("Paused")
    shows(lab, 2)
    assert n_points(lab) == 3


def test_a_class_may_be_kept_from_it(lab):
    lab.open(initializer="glorot", hide="look_back", **LONG)
    lab.button("play").click()
    lab.wait_for_iteration(2)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    expect(slider(lab)).to_be_hidden()
