"""What others have made stays, whatever a pupil presses in Explore; one's own needs no key."""

import pytest

from nncore.runs import IntegralTask, RunFilter
from pages.app import rights
from tests.pages.studies.explore import BASE, PAGE, SWEEP, button, run_of, texts

pytestmark = pytest.mark.usefixtures("history")

ANA, BOB, KEY = "a" * 32, "b" * 32, "correct horse"
# The page on the way to Explore may have a run of its own.
HISTORY, TASKS = {"tab": "history", "integrand_of": "runge"}, {"tab": "leaderboard"}


@pytest.fixture(autouse=True)
def ana(monkeypatch):
    """The tab is a pupil's, somewhere in the class."""
    monkeypatch.setenv(rights.VARIABLE, KEY)
    monkeypatch.setattr(rights, "is_here", lambda address, headers: False)
    monkeypatch.setattr(rights, "current_owners", lambda: (ANA,))


def makers(history):
    """Return who made the runs that these tests have kept."""
    return [one.made_by for one in history.find(RunFilter(integrands=("runge",)))]


def keys(page):
    return {one.key for one in page.button}


def unlock(page, name):
    next(one for one in page.text_input if one.key == f"app_key_text_{name}").set_value(KEY)
    button(page, f"app_key_give_{name}").click().run()
    assert not page.exception and not page.error
    return page


def kept_sweep(history, made_by, n_done=4):
    key = history.begin_sweep(SWEEP, made_by)
    history.keep(*(run_of(SWEEP.cell(i), sweep=key, cell=i) for i in range(n_done)))
    return key


def listed(app, *rows):
    page = app(PAGE, **HISTORY)
    table = page.session_state["explore:rows_runs"][0]
    page.session_state[table] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return page.run()


def test_a_run_of_somebody_else_is_deleted_with_the_key_only(app, history):
    history.keep(run_of(BASE, made_by=BOB, name="Bob's"))
    page = listed(app, 0)
    assert "explore_delete" not in keys(page)
    assert "Made by somebody else: deleting it needs the teacher's key." in texts(page)
    unlock(page, "runs")
    button(page, "explore_delete").click().run()
    assert makers(history) == []


def test_of_several_runs_each_must_be_ones_own(app, history):
    history.keep(run_of(BASE, made_by=ANA), run_of(BASE, made_by=ANA), run_of(BASE, made_by=BOB))
    mine = [row for row, made_by in enumerate(makers(history)) if made_by == ANA]
    assert "explore_delete" not in keys(page := listed(app, 0, 1, 2))
    assert "Some were made by somebody else" in texts(page)
    button(listed(app, *mine), "explore_delete").click().run()
    assert makers(history) == [BOB]


def test_a_run_of_which_nobody_knows_the_maker_is_the_teachers(app, history):
    history.keep(run_of(BASE))
    assert "explore_delete" not in keys(listed(app, 0))


@pytest.mark.parametrize("made_by, is_named", [(ANA, True), (BOB, False)])
def test_only_ones_own_runs_are_named(app, history, made_by, is_named):
    run = run_of(BASE, made_by=made_by)
    history.keep(run)
    page = listed(app, 0)
    boxes = [one for one in page.text_input if one.key == f"explore_name_{run.key}"]
    assert len(boxes) == is_named
    assert ("naming it needs the teacher's key" in texts(page)) != is_named


@pytest.mark.parametrize("made_by, is_deleted", [(ANA, True), (BOB, False)])
def test_a_sweep_is_deleted_by_its_maker(app, history, made_by, is_deleted):
    kept_sweep(history, made_by)
    page = app(PAGE)
    assert ("explore_delete" in keys(page)) == is_deleted
    if not is_deleted:
        unlock(page, "sweep")
    button(page, "explore_delete").click().run()
    assert history.sweeps() == [] == makers(history)


def test_a_sweep_of_somebody_else_is_not_cancelled_and_not_gone_on_with(app, history, monkeypatch):
    key = kept_sweep(history, BOB, n_done=2)
    page = app(PAGE, sweep=key)
    assert "explore_cancel" not in keys(page)
    assert "cancelling it needs the teacher's key" in texts(page)
    history.cancel_sweep(key)
    page = app(PAGE, sweep=key)
    assert "explore_go_on" not in keys(page)
    assert "going on with it needs the teacher's key" in texts(page)
    assert "explore_go_on" in keys(unlock(page, "explore_go_on"))


def test_who_starts_a_sweep_may_cancel_it(app, history):
    page = app(PAGE, **SWEEP.base.to_query(), vary="n_hidden: 3, 5")
    button(page, "explore_start").click().run()
    (summary,) = history.sweeps()
    assert summary.made_by == ANA
    assert "explore_cancel" in keys(page)
    button(page, "explore_cancel").click().run()
    assert not page.exception


def test_a_task_is_taken_down_by_who_has_set_it(app, history):
    history.add_task(IntegralTask("Bob's task", "runge", made_by=BOB))
    page = app(PAGE, **TASKS)
    assert "explore_take_down" not in keys(page)
    assert "Set by somebody else: taking it down needs the teacher's key." in texts(page)
    button(page, "explore_task_set_integration").click().run()
    (mine,) = [key for key, task in history.tasks().items() if task.made_by == ANA]
    page = app(PAGE, **TASKS, task=mine)
    button(page, "explore_take_down").click().run()
    assert [task.made_by for task in history.tasks().values()] == [BOB]


def test_a_button_that_is_not_drawn_cannot_be_pressed(app, history):
    """A pupil may send what a browser would not: the widget of a button of the teacher's page."""
    history.keep(run_of(BASE, made_by=BOB))
    page = listed(app, 0)
    page.session_state["explore_delete"] = True
    page.run()
    assert makers(history) == [BOB]
