"""The pages in the other languages: nothing is wider than its place."""

import pytest

from nncore.messages import LANGUAGES
from tests.browser.lab import PATIENCE, Lab

PAGES = ["", "integrate", "dimensions", "data", "differentiate", "waves", "race", "autopsy"]
PAGES += ["explore", "lessons"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "en"])
def test_no_page_is_wider_than_a_phone_and_all_are_named_on_a_projector(page, url, name):
    page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        lab = Lab(page, url).open(path, lang=name)
        assert lab.width_of_the_page() <= 390, path
    page.set_viewport_size({"width": 1280, "height": 720})
    links = page.locator("[data-testid='stTopNavLink']:visible")
    page.wait_for_function(
        "n => document.querySelectorAll(\"[data-testid='stTopNavLink']\").length === n",
        arg=len(PAGES),
        timeout=PATIENCE,
    )
    assert links.count() == len(PAGES)
