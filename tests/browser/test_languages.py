"""The pages in the other languages: nothing is wider than its place."""

import pytest
from playwright.sync_api import expect

from nncore.messages import LANGUAGES
from tests.browser.lab import PATIENCE, Lab

PAGES = ["", "integrate", "dimensions", "data", "differentiate", "waves", "race", "autopsy"]
PAGES += ["explore", "lessons"]


@pytest.mark.slow
def test_no_page_is_wider_than_a_phone_in_the_language_with_the_longest_words(page, url):
    page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        page.goto(f"{url}/{path}?lang=ru")
        lab = Lab(page, url)
        lab.wait_until_done()
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
        assert lab.width_of_the_page() <= 390, path


@pytest.mark.slow
@pytest.mark.parametrize("view", ["", "&view=projector"])
@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "en"])
def test_all_pages_are_named_beside_each_other_on_a_projector(page, url, name, view):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{url}/lessons?lang={name}{view}")  # it has no charts to wait for
    links = page.locator("[data-testid='stTopNavLink']:visible")
    expect(links).to_have_count(len(PAGES), timeout=PATIENCE)
