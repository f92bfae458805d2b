"""Data that are too many for a link: kept on request, found by the link, deleted by their maker."""

import pytest

from nncore.runs import kept_tables
from pages.app.history import run_history

PAGE = "data.py"
DIGITS = "".join(f"{i},{i * i * 7919 % 10007}\n" for i in range(3_000))


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def press(page, key):
    return next(button for button in page.button if button.key == key).click().run()


@pytest.fixture
def page(app):
    """Return the page with many data, at the tab where they are taken away."""
    page = app(PAGE)
    page = page.file_uploader(key="data_file").set_value(("t.csv", DIGITS.encode(), "text/csv"))
    page = page.run()
    page.session_state["data_tabs"] = "Take away"
    return page.run()


def test_data_are_kept_on_request_and_their_link_opens_them(app, page):
    assert "Up to 32 MB of them can be kept" in captions(page) and "kept" not in page.query_params
    page = press(page, "data_keep")
    key = page.query_params["kept"]
    assert run_history().kept_table(key) == DIGITS and "are kept on this lab" in captions(page)
    opened = app(PAGE, example="own", kept=key)
    assert not opened.error and "3,000 readings" in captions(opened)


def test_deleted_data_stay_in_their_tab_and_their_link_says_so(app, page, monkeypatch):
    monkeypatch.setattr("pages.app.rights.is_teacher", lambda: True)
    page = press(page, "data_keep")
    key = page.query_params["kept"]
    page = press(page, "data_forget")
    assert "kept" not in page.query_params and "3,000 readings" in captions(page)
    assert "Up to 32 MB" in captions(page)
    (error,) = app(PAGE, example="own", kept=key).error
    assert error.value.startswith("The measurements of this link are not kept here")


def test_others_are_asked_for_the_key_of_the_teacher(app, page, monkeypatch):
    page = press(page, "data_keep")
    monkeypatch.setattr("pages.app.rights.is_teacher", lambda: False)
    assert not any(button.key == "data_forget" for button in page.run().button)
    assert "Only who has kept these data may delete them" in " ".join(
        each.value for each in page.markdown
    )


def test_data_beyond_the_bound_are_not_kept_and_the_page_says_so(page, monkeypatch):
    monkeypatch.setattr(kept_tables, "LARGEST_KEPT", 0.01)
    page = press(page, "data_keep")
    (error,) = page.error
    assert "leave out columns or rows that are not needed" in error.value
    assert "kept" not in page.query_params


def test_a_key_that_is_none_is_refused(app):
    assert "must be 32 digits" in app(PAGE, example="own", kept="../x").warning[0].value
