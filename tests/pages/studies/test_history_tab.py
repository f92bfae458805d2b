"""The history without a browser: what it lists, finds, names and deletes."""

import dataclasses

import pytest

from nncore.runs.schema import runs
from tests.pages.studies.explore import (
    BASE,
    PAGE,
    SWEEP,
    button,
    run_of,
    select,
    spoil,
    texts,
    view_of,
)

pytestmark = pytest.mark.usefixtures("history", "teacher")


def test_the_history_lists_what_was_kept_and_finds_it(app, history):
    kept = [run_of(dataclasses.replace(BASE, n_hidden=n), name=f"run {n}") for n in (3, 4)]
    history.keep(*kept, run_of(dataclasses.replace(BASE, integrand="exp")))
    page = app(PAGE, tab="history")
    assert "**3 runs**" in texts(page) and len(page.dataframe[0].value) == 3
    page.selectbox(key="explore_integration_integrand_of").set_value("exp").run()
    assert "**1 run**" in texts(page)
    page = app(PAGE, tab="history", text="RUN 4")
    assert page.dataframe[0].value["name"].tolist() == ["run 4"]
    page = app(PAGE, tab="history", order="n_hidden", integrand_of="runge")
    assert page.dataframe[0].value["units"].tolist() == [3, 4]


def test_the_history_can_be_narrowed_to_named_runs_by_its_link_too(app, history):
    named = run_of(BASE, name="mine")
    key = history.begin_sweep(SWEEP)
    history.keep(run_of(BASE), named, run_of(SWEEP.cell(0), sweep=key, cell=0, name="a cell"))
    page = app(PAGE, tab="history")
    page.selectbox(key="explore_integration_only").set_value("named").run()
    assert "**2 runs**" in texts(page) and view_of(page).only == "named"
    assert set(page.dataframe[0].value["name"]) == {"mine", "a cell"}
    assert "**2 runs**" in texts(app(PAGE, tab="history", only="named"))
    page = app(PAGE, tab="history", only="named", text="cell")
    assert page.dataframe[0].value["name"].tolist() == ["a cell"]


def test_a_page_of_the_list_that_is_no_more_is_left(app, history, monkeypatch):
    monkeypatch.setattr("pages.studies.history_tab.ROWS_PER_PAGE", 2)
    history.keep(*(run_of(dataclasses.replace(BASE, seed=seed)) for seed in range(5)))
    history.keep(*(run_of(dataclasses.replace(BASE, integrand="exp", seed=s)) for s in range(3)))
    page = app(PAGE, tab="history")
    page.number_input(key="explore_page").set_value(4).run()
    assert len(page.dataframe[0].value) == 2
    page.selectbox(key="explore_integration_integrand_of").set_value("exp").run()
    assert not page.exception and not page.error
    assert "**3 runs**" in texts(page) and len(page.dataframe[0].value) >= 1


def test_delete_takes_the_runs_that_were_selected_and_no_others(app, history):
    kept = [run_of(dataclasses.replace(BASE, n_hidden=n), name=f"run {n}") for n in (3, 4)]
    history.keep(*kept)
    page = app(PAGE, tab="history")
    row = page.dataframe[0].value["name"].tolist().index("run 3")
    select(page, "runs", row)
    history.keep(run_of(dataclasses.replace(BASE, n_hidden=6), name="run 6"))
    page.run()  # the click has arrived after the third run
    assert page.dataframe[0].value["name"].tolist()[0] == "run 6"
    history.keep(run_of(dataclasses.replace(BASE, n_hidden=7), name="run 7"))
    button(page, "explore_delete").click().run()
    assert {one.name for one in history.find()} == {"run 4", "run 6", "run 7"}
    assert "explore_delete" not in {one.key for one in page.button}


def test_a_name_is_given_and_the_name_that_another_user_gives_stays(app, history):
    run = run_of(BASE)
    history.keep(run)
    page = app(PAGE, tab="history")
    select(page, "runs", 0)
    page.run()
    page.text_input(key=f"explore_name_{run.key}").set_value("mine").run()
    assert history.get(run.key).name == "mine"
    assert page.dataframe[0].value["name"].tolist() == ["mine"]
    history.rename(run.key, "yours")
    page.run()
    assert history.get(run.key).name == "yours"
    assert page.text_input(key=f"explore_name_{run.key}").value == "yours"
    page.text_input(key=f"explore_name_{run.key}").set_value("").run()
    assert history.get(run.key).name == "" and not page.error and not page.warning


def test_a_run_of_another_version_can_be_deleted(app, history):
    run = run_of(BASE)
    history.keep(run)
    spoil(history, runs, run.key)
    page = app(PAGE, tab="history")
    select(page, "runs", 0)
    page.run()
    assert "`from_the_future`" in texts(page)
    button(page, "explore_open").click().run()
    assert "`from_the_future`" in texts(page)
    button(page, "explore_delete").click().run()
    assert history.count() == 0


def test_an_empty_history_says_how_it_is_filled(app):
    page = app(PAGE, tab="history")
    assert "Play one on Integrate" in texts(page)
    assert not page.error and not page.warning


def test_a_search_that_finds_nothing_says_how_to_find_more(app, history):
    history.keep(run_of(BASE))
    page = app(PAGE, tab="history", text="nowhere")
    assert "No run fits: empty the search" in texts(page) and "No run is kept" not in texts(page)
