"""Data that the server keeps, as Explore lists, opens and deletes them."""

import pytest

from pages.app import rights
from tests.pages.studies.explore import PAGE, button, select, texts

ANA, BOB = "a" * 32, "b" * 32
ROWS = "".join(f"{i},{i * i % 7}\n" for i in range(12))


@pytest.fixture
def kept(history):
    """Two tables of Ana's, the newer of which comes first, and one of Bob's."""
    of_bob = history.keep_table(f"p,q\n{ROWS}", BOB)
    return [*(history.keep_table(f"{head}\n{ROWS}", ANA) for head in ("t,v", "U,I")), of_bob]


@pytest.fixture
def ana(monkeypatch):
    monkeypatch.setattr(rights, "is_here", lambda address, headers: False)
    monkeypatch.setattr(rights, "current_owners", lambda: (ANA,))
    monkeypatch.setattr("pages.studies.tables_tab.current_owners", lambda: (ANA,))


def listed(page):
    return set(page.dataframe[0].value["begins"]) if page.dataframe else set()


def test_ones_own_data_are_listed_with_link_and_size(app, kept, ana):
    page = app(PAGE, tab="tables")
    table = page.dataframe[0].value
    assert "**2 tables**" in texts(page) and listed(page) == {"t,v", "U,I"}
    assert all(0.0 < size < 0.2 for size in table["size"])
    links = set(table["link"])
    assert {link.partition("?")[2] for link in links} == {
        f"example=own&kept={key}" for key in kept[:2]
    }
    assert all(link.partition("?")[0].endswith("/data") for link in links)


@pytest.mark.usefixtures("teacher")
def test_the_teacher_sees_all(app, kept):
    assert listed(app(PAGE, tab="tables")) == {"t,v", "U,I", "p,q"}


def test_where_nothing_is_kept_the_page_says_how_to(app, history, ana):
    page = app(PAGE, tab="tables")
    assert not page.dataframe and "You keep no data on this server" in texts(page)


def test_selected_data_are_deleted_and_no_others(app, history, kept, ana):
    page = app(PAGE, tab="tables")
    assert not any(one.key == "tables_delete" for one in page.button)
    first = page.dataframe[0].value["begins"].tolist()[0]
    select(page, "tables", 0)
    page.run()
    assert "Delete these data for good?" in texts(page)
    button(page, "tables_delete").click().run()
    assert not page.exception and listed(page) == {"t,v", "U,I"} - {first}
    assert {one.first_line for one in history.tables()} == {"t,v", "U,I", "p,q"} - {first}


def test_a_row_opens_its_data(app, kept, ana):
    page = app(PAGE, tab="tables")
    page.session_state["tables:to_open"] = kept[0]
    page.run()
    assert not page.exception and not page.error
    assert page.query_params["kept"] == kept[0]
    assert any(one.value == "Your data" for one in page.title)
