"""What axe-core finds on the pages: nothing serious, in the light and in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.lab import Lab

PAGES = (
    ("", "home"),
    ("integrate", "integrate"),
    ("dimensions", "dimensions"),
    ("differentiate", "differentiate"),
    ("data", "data"),
    ("waves", "waves"),
    ("race", "race"),
    ("autopsy", "autopsy"),
    ("autopsy?tab=why", "autopsy"),
    ("explore", "explore"),
    ("explore?tab=history", "explore"),
    ("lessons", "lessons"),
    ("integrate?view=projector", "integrate"),
)
#: What is said of a violation: its rule, and where it is.
_SAID = "{impact}: {id} at {places}"
# Formulas that scroll are given to the keyboard a moment after they are drawn.
_REACHED = """() => [...document.querySelectorAll(".katex-display")].every(
    e => e.scrollWidth <= e.clientWidth || e.tabIndex === 0)"""


def serious(page):
    """Return what would keep somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [
        _SAID.format(**one, places=[node["html"][:200] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "prefix"), PAGES)
def test_nothing_serious_is_found(page, url, path, prefix, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{url}/{path}")
    lab = Lab(page, url, prefix)
    lab.wait_until_done()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_function(_REACHED)
    found = serious(page)
    page.emulate_media(color_scheme="light")
    assert found == []


def test_nothing_serious_is_found_in_the_tabs_of_a_run(page, url):
    lab = Lab(page, url).open("integrate")
    lab.button("step").click()
    lab.wait_for_iteration(1)
    for tab in ("Hidden units", "Formula", "Details", "Take away"):
        lab.choose_tab(tab)
        lab.wait_until_idle()
        page.wait_for_function(_REACHED)
        assert serious(page) == [], tab


def test_what_is_serious_is_found(page, url):
    """The test itself: a field without a name, and words that nobody can read."""
    Lab(page, url).open("integrate")
    page.evaluate(
        "document.querySelector('[data-testid=stMain]').insertAdjacentHTML('afterbegin',"
        "'<input><p style=\"color: #eee; background: #fff\">faint</p>')"
    )
    found = " ".join(serious(page))
    assert "label" in found and "color-contrast" in found
