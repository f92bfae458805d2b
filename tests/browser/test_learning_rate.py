"""The learning rate changed while a run plays: it goes on; chart, address and words show it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import PATIENCE, Lab

#: An epoch a picture, so that the chart has a point of each.
ADAM = {"trainer": "adam", "n_hidden": 20, "initializer": "glorot", "pace": "watch"}


@pytest.fixture
def lab(page, url):
    return Lab(page, url)


def rate(lab):
    return lab.page.locator(f".st-key-{lab.prefix}_learning_rate input")


def set_rate(lab, text):
    rate(lab).fill(text)
    rate(lab).press("Enter")
    line = lab.page.locator("[data-testid='stSidebar'] [data-testid='stCaptionContainer']")
    expect(line).to_contain_text(f"then {text} from epoch", timeout=PATIENCE)
    return int(re.search(r"from epoch ([\d,]+)", line.inner_text())[1].replace(",", ""))


def lines(lab):
    """Where the loss chart has its lines."""
    return lab.chart("loss").evaluate("plot => (plot.layout.shapes ?? []).map(shape => shape.x0)")


def test_a_run_goes_on_with_another_rate_and_reset_keeps_it(lab):
    lab.open(**ADAM, epochs=100_000)
    lab.button("play").click()
    lab.wait_for_iteration(20)
    begins = [set_rate(lab, "0.01")]
    assert begins[0] > 20
    lab.wait_for_iteration(begins[0] + 20)
    begins.append(set_rate(lab, "0.002"))
    lab.wait_for_iteration(begins[1] + 20)
    lab.wait_for_status("Training")
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    x = lab.trace("loss", "training", begins[1])["x"]
    assert x[: begins[0] + 2] == list(range(begins[0] + 2))  # no epoch lost, none twice
    assert lines(lab) == [begin - 1 for begin in begins]
    said = lab.page.locator(".live-said").filter(has_text="the learning rate is")
    expect(said).to_contain_text(
        f"From epoch {begins[1]:,} on the learning rate is 0.002.", timeout=PATIENCE
    )
    schedule = f"learning_rate_schedule={begins[0]}%3A0.01%2C{begins[1]}%3A0.002"
    assert schedule in lab.page.url
    lab.page.reload()
    lab.wait_until_idle()
    lab.wait_for_iteration(begins[1] + 20)  # the run is where it was
    expect(rate(lab)).to_have_value("0.002")
    lab.button("reset").click()
    lab.wait_for_status("Ready")
    expect(rate(lab)).to_have_value("0.002")
    lab.page.wait_for_url(lambda url: "schedule" not in url and "learning_rate=0.002" in url)
    assert lines(lab) == []
