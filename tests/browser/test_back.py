"""Back and Forward lead to the settings that were there, however quickly they are pressed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

UNITS = ".st-key-integrate_n_hidden input"


@pytest.fixture
def lab(page, url):
    return Lab(page, url).open()


def set_units(lab, n):
    box = lab.page.locator(UNITS)
    box.fill(str(n))
    box.press("Enter")
    expect_address(lab, n)


def expect_address(lab, n):
    address = re.compile(rf"/integrate\?.*n_hidden={n}(&|$)")
    expect(lab.page).to_have_url(address)


def expect_units(lab, n):
    """Wait for the number in the form; then nothing may be on its way that would undo it."""
    expect(lab.page.locator(UNITS)).to_have_value(str(n))
    lab.wait_until_done()
    expect(lab.page.locator(UNITS)).to_have_value(str(n))


def go(lab, *steps):
    """Press Back (-1) or Forward (1) without waiting for the page."""
    for step in steps:
        lab.page.evaluate("step => history.go(step)", step)


def test_back_and_forward_over_several_settings(lab):
    for n in (10, 20, 40):
        set_units(lab, n)
        lab.wait_until_done()
    for n in (20, 10, 50):  # the last is how the page opens
        go(lab, -1)
        expect_units(lab, n)
    for n in (10, 20, 40):
        go(lab, 1)
        expect_units(lab, n)
        expect_address(lab, n)


@pytest.mark.parametrize("waits", [True, False])
def test_back_at_once(lab, waits):
    for n in (20, 40):
        set_units(lab, n)
        if waits:
            lab.wait_until_done()
    go(lab, -1)
    expect_units(lab, 20)
    expect_address(lab, 20)
    go(lab, 1)
    expect_units(lab, 40)
    expect_address(lab, 40)


def test_back_then_forward_at_once(lab):
    for n in (20, 40):
        set_units(lab, n)
    lab.wait_until_done()
    length = lab.page.evaluate("history.length")
    go(lab, -1, 1)
    expect_units(lab, 40)
    go(lab, -1)
    expect_units(lab, 20)
    assert lab.page.evaluate("history.length") == length


def test_two_steps_back_at_once(lab):
    for n in (10, 20, 40):
        set_units(lab, n)
    go(lab, -1, -1)
    expect_units(lab, 10)
    expect_address(lab, 10)


def test_back_while_a_run_plays(page, url):
    lab = Lab(page, url).open(n_samples=500, max_iterations=100000, tolerance=0, pace="full")
    set_units(lab, 20)
    set_units(lab, 40)
    lab.button("play").click()
    lab.wait_for_iteration(2)
    go(lab, -1)
    expect_units(lab, 20)
    lab.wait_for_status("Ready")


def test_back_from_another_page(lab):
    set_units(lab, 20)
    set_units(lab, 40)
    link = lab.page.get_by_test_id("stTopNavLink").filter(has_text="Differentiate")
    link.first.click()
    box = lab.page.locator(".st-key-differentiate_n_fields input")
    expect(box).to_be_visible()
    box.fill("5000")
    box.press("Enter")
    expect(lab.page).to_have_url(re.compile("n_fields=5000"))
    go(lab, -1)
    expect(box).to_have_value("50000")
    go(lab, -1)
    expect_units(lab, 40)
    go(lab, -1)
    expect_units(lab, 20)
    go(lab, 1, 1)
    expect(lab.page).to_have_url(re.compile("/differentiate"))
    expect(box).to_have_value("50000")


def test_a_link_on_a_page_leads_to_its_settings_and_back(page, url):
    page.goto(f"{url}/explore?tab=history")
    chosen = page.get_by_role("radio", name="History")
    expect(chosen).to_be_checked()
    page.get_by_role("radio", name="Leaderboard").click()
    expect(page).to_have_url(re.compile("tab=leaderboard"))
    page.evaluate("history.back()")
    expect(chosen).to_be_checked()
