"""Stencils at work in a real browser: waves that move, and one that arrives late."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab

PERIODS = re.compile(r"period ([\d.]+) /")


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="waves")


def periods(lab):
    return float(PERIODS.search(lab.status().inner_text()).group(1))


def wait_for_periods(lab, least):
    lab.page.wait_for_function(
        """least => {
            const text = document.querySelector("[data-testid='stProgress']")?.innerText ?? "";
            const found = /period ([\\d.]+) \\//.exec(text);
            return found && Number(found[1]) >= least;
        }""",
        arg=least,
        timeout=PATIENCE,
    )


def test_taylors_wave_arrives_late_and_the_learned_one_does_not(lab):
    lab.open("waves").wait_until_idle(least=4)
    lab.wait_for_status("Ready")
    start = lab.trace("profile_0", "Taylor")["y"]
    lab.button("play").click()
    verdict = lab.page.locator(".st-key-waves_verdict")
    expect(verdict).to_contain_text(
        re.compile(r"Taylor is 0\.[1-9]\d waves behind the exact one, and learned 0\.00"),
        timeout=PATIENCE,
    )
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    exact = lab.trace("profile_1", "exact")["y"]
    assert lab.trace("profile_0", "Taylor")["y"] != start
    assert lab.trace("profile_1", "learned")["y"] == pytest.approx(exact, abs=0.05)
    assert lab.trace("errors", "Taylor", least=3)["y"][-1] > 0.3
    stood = periods(lab)
    lab.page.reload()
    lab.wait_until_idle(least=4)
    lab.wait_for_status("Paused")
    assert periods(lab) == stood
    lab.button("step").click()
    wait_for_periods(lab, stood)
    lab.button("reset").click()
    lab.wait_for_status("Ready")
    assert lab.trace("profile_0", "Taylor")["y"] == start


def test_an_unstable_run_stops_by_itself_and_says_why(lab):
    lab.open("waves", courant=3.5, stencils="taylor", n_waves=20).wait_until_idle(least=3)
    lab.button("play").click()
    lab.wait_for_status("Stopped")
    expect(lab.page.locator(".st-key-waves_verdict")).to_contain_text(
        "the Courant number 3.5 is above 2.83", timeout=PATIENCE
    )
    expect(lab.button("step")).to_be_disabled()
    expect(lab.button("play")).to_be_enabled()


def test_a_learned_stencil_is_put_to_work_with_one_press(page, url, lab):
    learning = Lab(page, url, prefix="differentiate").open("differentiate")
    learning.wait_until_idle(least=4)
    page.get_by_role("link", name="Put it to work").last.click()
    expect(page).to_have_url(re.compile(r"/waves\?.*learned_coefficients="), timeout=PATIENCE)
    lab.wait_for_status("Ready")
    offsets = page.get_by_role("textbox", name="Learned: offsets")
    expect(offsets).to_have_value("-1, 0, 1", timeout=PATIENCE)
