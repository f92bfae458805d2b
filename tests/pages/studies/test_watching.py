"""Sweeps without a browser: started, watched, gone on with, deleted, and their runs opened."""

import dataclasses
from types import SimpleNamespace

import pytest

from pages.app.history import sweep_manager
from pages.app.markdown import escaped
from pages.studies.chart_choice import ChartChoice, with_ranges
from pages.studies.view import LATEST
from tests.nncore.engine.waiting import until
from tests.pages import shown
from tests.pages.studies.explore import (
    PAGE,
    SWEEP,
    button,
    choose_best,
    column,
    keep_sweep,
    numbers,
    run_of,
    texts,
    view_of,
)

pytestmark = pytest.mark.usefixtures("history", "teacher")


def test_start_begins_the_sweep_and_the_link_names_it(app, history):
    page = app(PAGE, vary="seed: 0, 1")
    button(page, "explore_start").click().run()
    (begun,) = history.sweeps()
    assert view_of(page).sweep == begun.key
    assert history.sweep(begun.key).axes == {"seed": (0, 1)}
    # There is no engine in these tests: the page says so, and what is kept stays.
    until(lambda: not sweep_manager().is_driven(begun.key), "the end of a sweep")
    page.run()
    assert "The engine is not there." in texts(page)


def test_a_sweep_that_is_started_again_gets_a_number(app, history):
    for _ in range(3):
        page = app(PAGE, vary="seed: 0, 1", title="Twice")
        button(page, "explore_start").click().run()
    assert sorted(one.title for one in history.sweeps()) == ["Twice", "Twice (2)", "Twice (3)"]
    keys = [one.key for one in history.sweeps()]
    until(lambda: not any(map(sweep_manager().is_driven, keys)), "the end of the sweeps")


def test_a_sweep_is_deleted_with_its_runs(app, history):
    deleted, stays = keep_sweep(history), keep_sweep(history)
    page = app(PAGE, sweep=deleted)
    assert "Delete this sweep and its 4 runs for good" in texts(page)
    button(page, "explore_delete").click().run()
    assert [one.key for one in history.sweeps()] == [stays]
    assert {one.sweep for one in history.find()} == {stays}
    assert view_of(page).sweep == LATEST and not page.error and not page.warning


def test_a_sweep_that_is_not_over_cannot_be_deleted(app, history):
    keep_sweep(history, n_done=2)
    assert "explore_delete" not in {one.key for one in app(PAGE).button}


def test_a_kept_sweep_is_shown_with_its_best_runs(app, history):
    keep_sweep(history)
    page = app(PAGE)
    assert "A small sweep" in page.selectbox(key="explore_integration_sweep").format_func(
        page.selectbox(key="explore_integration_sweep").value
    )
    errors = numbers(column(page, "best", "integral error"))
    assert len(errors) == 4 and errors == sorted(errors)
    assert set(column(page, "best", "hidden units")) == {"3", "5"}


def test_a_sweep_that_was_interrupted_goes_on_and_says_so(app, history):
    key = keep_sweep(history, n_done=2)
    page = app(PAGE)
    assert view_of(page).sweep in ("", key)
    assert "interrupted, and goes on" in texts(page)


def test_a_failed_cell_stands_in_the_table_with_its_reason(app, history):
    key = history.begin_sweep(SWEEP)
    history.keep(*(run_of(SWEEP.cell(i), sweep=key, cell=i) for i in range(3)))
    history.keep_refused_trials(key, {3: "`n_hidden` must be smaller."})
    page = app(PAGE)
    assert column(page, "failed", "why") == [escaped("`n_hidden` must be smaller.")]
    assert column(page, "failed", "run") == ["3"]


@pytest.mark.parametrize("chart", ["map", "units", "pareto", "parallel"])
@pytest.mark.parametrize("n_done", [0, 4])
def test_every_chart_is_drawn_before_and_after(app, history, chart, n_done):
    key = keep_sweep(history, n_done)
    history.cancel_sweep(key)
    page = app(PAGE, chart=chart, measure="seconds")
    assert not page.error and not page.exception


def test_a_click_opens_that_very_run(app, history):
    key = keep_sweep(history)
    page = app(PAGE)
    page.session_state["explore:clicked"] = ("another sweep", 2)
    page.run()
    assert "integrate:spec" not in page.session_state
    page.session_state["explore:clicked"] = (key, 2)
    page.run()
    assert page.session_state["integrate:spec"] == SWEEP.cell(2)


def test_a_row_of_the_best_opens_its_run_when_better_ones_have_come(app, history):
    key = keep_sweep(history, n_done=2)
    history.cancel_sweep(key)
    page = app(PAGE)
    sweep, number = choose_best(page, 0)
    assert sweep == key and number in (0, 1)
    for cell in (2, 3):
        run = run_of(SWEEP.cell(cell), sweep=key, cell=cell)
        better = dataclasses.replace(run.outcome, integral_error=1e-12)
        history.keep(dataclasses.replace(run, outcome=better))
    page.run()
    assert page.session_state["integrate:spec"] == SWEEP.cell(number)


def test_what_was_dragged_on_another_chart_does_not_count(monkeypatch):
    choice = ChartChoice("parallel", "loss", "n_hidden", "")

    def ranges_of(ranges, choice=choice):
        state = {"explore_chart": SimpleNamespace(ranges=ranges)}
        monkeypatch.setattr("streamlit.session_state", state)
        return with_ranges(choice, "a").ranges

    dragged = {"run": choice.run("a"), "axes": {"7": [[0.0, 1.0]]}}
    assert ranges_of(dragged) == ((7, ((0.0, 1.0),)),)
    assert ranges_of({**dragged, "run": choice.run("b")}) == ()
    assert ranges_of(dragged, dataclasses.replace(choice, measure="seconds")) == ()
    assert ranges_of(dragged, dataclasses.replace(choice, chart="map")) == ()
    assert ranges_of(None) == ()


def test_what_goes_wrong_while_a_sweep_is_watched_is_said(app, history, monkeypatch):
    keep_sweep(history)

    def gone(*arguments):
        raise ValueError("It is gone.")

    monkeypatch.setattr("pages.studies.watching.chart_choices", gone)
    page = app(PAGE)  # which shows no traceback
    assert "It is gone." in texts(page)


def test_a_sweep_that_nobody_drives_can_be_gone_on_with(app, history, monkeypatch):
    monkeypatch.setattr(
        "nncore.studies.sweep_manager.LOOK_SECONDS", 1e6
    )  # or the server finds it first
    page = app(PAGE)
    key = keep_sweep(history, n_done=2)
    page.run()
    assert "2 of 4 done" in shown.status(page)
    button(page, "explore_go_on").click().run()
    until(lambda: not sweep_manager().is_driven(key), "the end of a sweep")
