"""What all pages have: a heading of their own, which those who hear the page look for."""

import pytest

PAGES = (
    *("home", "integrate", "dimensions", "data", "race"),
    *("differentiate", "waves", "autopsy", "explore"),
)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_one_heading(app, name):
    page = app(f"{name}.py")
    assert len([*page.title, *page.header]) == 1
