"""The race in a real browser: the trainers run at once and stop when the time is up."""

import pytest
from playwright.sync_api import expect

from pages.output.numbers import unbroken
from tests.browser.lab import Lab


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="race")


def test_all_run_at_once_and_the_time_is_up(lab):
    lab.open(
        "race",
        trainers="levenberg-marquardt,adam",
        budget=0.5,
        initializer="glorot",
        n_hidden=8,
        n_samples=300,
        learning_rate=0.001,
    )
    lab.button("play").click()
    expect(lab.button("play")).to_be_disabled()
    expect(lab.button("play")).to_be_enabled()
    rows = lab.table("podium").locator("tbody tr").all_inner_texts()
    assert len(rows) == 2 and not any("Ready" in row for row in rows)
    assert any(unbroken("Time is up") in row for row in rows)
    count = "0.5 of 0.5 s of compute time each"
    lab.wait_for_status(f"{count} · Time is up. Press Play to start again.")
    for label in ("Levenberg-Marquardt", "Adam"):
        curve = lab.trace("losses", label, least=2)
        assert curve["y"][-1] < curve["y"][0]


def test_the_report_of_a_race_has_its_podium(lab, tmp_path):
    lab.open("race", n_hidden=8, n_samples=300)
    lab.button("step").click()
    lab.wait_for_status("Paused")
    lab.page.locator(".st-key-race_files summary").click()
    with lab.page.expect_download() as saved:
        lab.page.get_by_role("button", name="Report (HTML)").click()
    path = tmp_path / "report.html"
    saved.value.save_as(path)
    lab.page.goto(path.as_uri())
    podium = lab.page.locator("figure table").first
    expect(podium.locator("tr")).to_have_count(5)
    expect(podium).to_contain_text(unbroken("Levenberg-Marquardt"))
    expect(podium).not_to_contain_text("looks_one")  # the letters of an icon
