"""The autopsy in a real browser: each switch flipped, the table read."""

import pytest
from playwright.sync_api import expect

from nncore.notebooks import AS_PRINTED
from tests.browser.lab import PATIENCE, Lab


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="autopsy").open("autopsy")


def test_the_switches_put_the_table_right(lab):
    table = lab.page.locator("[data-testid='stMarkdown'] table").first
    expect(table.locator("tbody tr")).to_have_count(10)
    assert "nan" in table.inner_text()
    for name in vars(AS_PRINTED):
        before = lab.page.locator("[data-testid='stAlert']").first.inner_text(), table.inner_text()
        lab.page.locator(f".st-key-autopsy_{name} label").first.click()
        if name != "cancelling_quotient":  # these weights are too large for it to be seen
            lab.page.wait_for_function(
                "before => document.querySelector(\"[data-testid='stMarkdown'] table\").innerText"
                " !== before",
                arg=before[1],
                timeout=PATIENCE,
            )
    expect(lab.page.get_by_text("Every row respects its bound")).to_be_visible(timeout=PATIENCE)
    assert "nan" not in table.inner_text() and "∞" not in table.inner_text()
    lab.trace("divergence", "NNI error, computed again")


def test_tabs_and_links(lab):
    lab.page.get_by_role("tab", name="Why, in detail").click()
    expect(lab.page.get_by_text("b_2 = [-0.209]").first).to_be_visible(timeout=PATIENCE)
    lab.page.get_by_role("tab", name="Second notebook").click()
    expect(lab.page.get_by_text("30,000 of its 40,000")).to_be_visible(timeout=PATIENCE)
    lab.page.get_by_role("link", name="See them learn it, live").click()
    expect(lab.page.locator(".st-key-differentiate_show")).to_be_visible(timeout=PATIENCE)


def test_nothing_is_cut_off_on_a_phone(lab):
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.page.wait_for_timeout(1_000)
    assert lab.page.evaluate("() => document.documentElement.scrollWidth") <= 390
