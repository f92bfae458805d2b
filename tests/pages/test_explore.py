"""Explore without a browser: the sweep's form, the history and the leaderboard."""

import dataclasses
from types import SimpleNamespace

import pytest
import sqlalchemy
import streamlit as st

from nncore.experiments import train
from nncore.experiments.outcome import Outcome
from nncore.runs import IntegralTask, RunRecord, StencilTask, new_key
from nncore.runs.schema import runs, sweeps
from nncore.specs import IntegrationSpec, StencilSpec, SweepSpec
from nncore.studies.first import FIRST_STUDIES
from nncore.trainers import LevenbergMarquardt, OutputLayer, TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from pages.app.history import sweep_manager
from pages.output.numbers import escaped
from pages.studies.chart_choice import ChartChoice, with_ranges
from pages.studies.view import LATEST
from tests.nncore.engine.waiting import until
from tests.pages import shown

pytestmark = pytest.mark.usefixtures("history")

PAGE = "explore.py"
BASE = IntegrationSpec(integrand="runge", n_samples=40, trainer=OutputLayer())
SWEEP = SweepSpec(BASE, {"n_hidden": (3, 5), "seed": (0, 1)}, "A small sweep")


@pytest.fixture(autouse=True)
def teacher(monkeypatch):
    """Who sits at the server may change everything; `test_explore_rights` is about others."""
    monkeypatch.setattr("pages.app.rights.is_here", lambda address, headers: True)


def run_of(spec, **options):
    steps = list(train(spec))
    return RunRecord.of(spec, [step.record for step in steps], steps[-1], **options)


def keep_sweep(history, n_done=4):
    key = history.begin_sweep(SWEEP)
    history.keep(*(run_of(SWEEP.cell(i), sweep=key, cell=i) for i in range(n_done)))
    return key


def best(page):
    """Return the rows of the best runs."""
    return shown.table(page, "best")


def column(page, table, name):
    """Return a column of a live table."""
    content = shown.contents(page, "table")[table]
    number = content["columns"].index(name)
    return [row[number] for row in content["rows"]]


def numbers(texts):
    return [float(text.replace("∞", "inf")) for text in texts]


def choose_best(page, row):
    """Choose one of the best runs, as the browser would; it arrives with the next run."""
    key = shown.contents(page, "table")["best"]["keys"][row]
    sweep, _, number = key.partition(" ")
    page.session_state["explore:clicked"] = (sweep, int(number))
    return sweep, int(number)


def select(page, name, row):
    """Select a row of a table, as the browser would; it arrives with the next run."""
    table = page.session_state[f"explore:rows_{name}"][0]
    page.session_state[table] = {"selection": {"rows": [row], "columns": [], "cells": []}}


def spoil(history, table, key):
    """Give a spec a field that no version has."""
    with history.writing() as connection:
        spec = connection.scalar(sqlalchemy.select(table.c.spec).where(table.c.key == key))
        (spec["base"] if "base" in spec else spec)["from_the_future"] = 1
        connection.execute(table.update().where(table.c.key == key).values(spec=spec))


def texts(page):
    kinds = (page.markdown, page.caption, page.error, page.warning, page.info)
    return " ".join((*(one.value for kind in kinds for one in kind), shown.words(page)))


def spec_of(page, kind="integration"):
    return page.session_state[f"explore_{kind}:spec"]


def view_of(page, kind="integration"):
    return page.session_state[f"explore_{kind}:view"]


def button(page, key):
    return next(one for one in page.button if one.key == key)


def test_an_empty_history_offers_a_sweep_that_can_be_started(app):
    page = app(PAGE)
    assert "**40 runs:** hidden units (5) × optimizer (4) × seed (2)" in texts(page)
    assert "computed beforehand" in texts(page) and "press Start" in texts(page)
    assert len(best(page)) == 40  # its results are there already
    assert not button(page, "explore_start").disabled
    assert not page.error and not page.warning


@pytest.mark.parametrize("kind", ["integration", "stencil"])
@pytest.mark.parametrize("chart", ["map", "units", "pareto", "parallel"])
def test_every_chart_of_what_was_computed_beforehand_is_drawn(app, kind, chart):
    page = app(PAGE, kind=kind, chart=chart)
    assert "computed beforehand" in texts(page)
    assert not page.error and not page.warning and not page.exception
    measured = numbers(row[0] for row in best(page))
    assert measured == sorted(measured) and len(measured) > 0


@pytest.mark.parametrize(
    "kind, target", [("integration", "integrate"), ("stencil", "differentiate")]
)
def test_a_field_of_what_was_computed_beforehand_opens_its_run(app, kind, target):
    page = app(PAGE, kind=kind)
    page.session_state["explore:clicked"] = ("planned", 5)  # of another form
    page.run()
    assert f"{target}:spec" not in page.session_state
    page.session_state["explore:clicked"] = (f"stored-{kind}", 5)
    page.run()
    assert page.session_state[f"{target}:spec"] == FIRST_STUDIES[kind].cell(5)
    assert "in the history" not in " ".join(toast.value for toast in page.toast)


def test_another_sweep_than_the_ready_made_one_has_no_results_before_its_start(app):
    page = app(PAGE, vary="n_hidden: 4, 8 | seed: 0, 1")
    assert "before its start" in texts(page) and "beforehand" not in texts(page)
    assert best(page) == []


def test_a_sweep_of_the_history_comes_before_what_was_computed_beforehand(app, history):
    keep_sweep(history)
    page = app(PAGE)
    assert "beforehand" not in texts(page) and len(best(page)) == 4


def test_a_link_is_a_sweep(app):
    page = app(PAGE, integrand="cos", vary="n_hidden: 2 … 6 step 2 | seed: 0, 7", n_samples="64")
    assert spec_of(page).integrand == "cos"
    assert "**6 runs:** hidden units (3) × seed (2)" in texts(page)
    assert page.text_input(key="explore_integration_vary_seed").value == "0, 7"


def test_the_link_of_a_run_is_what_stays(app):
    run = IntegrationSpec(integrand="exp", n_hidden=9, trainer=OutputLayer(), seed=4)
    assert spec_of(app(PAGE, **run.to_query())) == run


def test_values_that_cannot_be_are_named_and_the_last_ones_stay(app):
    page = app(PAGE)
    page.text_input(key="explore_integration_vary_n_hidden").set_value("5, -1").run()
    assert "**Hidden units** must be at least 1, got -1." in texts(page)
    assert button(page, "explore_start").disabled
    assert view_of(page).axis_texts["n_hidden"] == "4, 8, 12, 16, 24"
    page.text_input(key="explore_integration_vary_n_hidden").set_value("5, 6").run()
    assert not page.error and "hidden units (2)" in texts(page)


def test_another_thing_varies_from_values_that_are_suggested(app):
    page = app(PAGE)
    chosen = page.multiselect(key="explore_integration_vary")
    chosen.set_value(["activation", "seed"]).run()
    assert set(view_of(page).axis_texts) == {"activation", "seed"}
    assert not page.error and "activation (5)" in texts(page)
    page.multiselect(key="explore_integration_vary").set_value([]).run()
    assert "at least one thing" in texts(page)


def test_an_option_that_no_optimizer_has_gets_a_sentence(app):
    page = app(PAGE, vary="learning_rate: 0.1, 0.2")
    assert "**Learning rate** is neither a field" in texts(page)
    assert button(page, "explore_start").disabled


def test_a_wrong_link_gives_the_default_and_a_notice(app):
    page = app(PAGE, vary="n_hidden: 0", chart="pie")
    assert "`n_hidden` must be at least 1" in texts(page)
    assert "`chart` must be one of" in texts(page)
    assert "**40 runs:**" in texts(page)


def test_a_link_to_a_part_of_the_page_leaves_its_sweep(app):
    page = app(PAGE, chart="pareto")
    assert spec_of(page).integrand == "runge" and view_of(page).chart == "pareto"
    assert not page.error and not page.warning


def test_stencils_are_studied_too(app):
    page = app(PAGE, kind="stencil")
    assert isinstance(spec_of(page, "stencil"), StencilSpec)
    assert "**64 runs:**" in texts(page) and not page.error and not page.warning
    page = app(PAGE, kind="stencil", vary="offsets: -1, 0, 1; 0, 1 | seed: 0, 1")
    assert "**4 runs:** offsets (2) × seed (2)" in texts(page)


def test_the_kind_can_be_changed_and_changed_back(app):
    page = app(PAGE, n_hidden="17")
    page.button_group(key="explore_integration_kind").set_value("stencil").run()
    assert "64 runs" in texts(page) and not page.error and not page.warning
    page.button_group(key="explore_stencil_kind").set_value("integration").run()
    assert "40 runs" in texts(page) and not page.error and not page.warning


def test_a_sweep_that_takes_long_is_asked_about(app, history):
    page = app(PAGE, vary="seed: 0 … 9999 | n_hidden: 5, 10")
    button(page, "explore_start").click().run()
    assert "Start it?" in texts(page) and "20,000 runs" in texts(page)
    assert history.sweeps() == []
    button(page, "explore_not_sure").click().run()
    assert "Start it?" not in texts(page)


def test_too_many_cells_are_refused(app):
    page = app(PAGE, vary="seed: 0 … 999999 | n_hidden: 5, 10")
    assert "at most 1,000,000 trials" in texts(page)
    assert button(page, "explore_start").disabled


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


def test_a_sweep_of_another_version_leaves_the_others_usable(app, history):
    kept = keep_sweep(history)
    spoil(history, sweeps, history.begin_sweep(SWEEP))
    page = app(PAGE)
    assert len(page.selectbox(key="explore_integration_sweep").options) == 2
    assert page.selectbox(key="explore_integration_sweep").value == kept
    assert not button(page, "explore_start").disabled and not page.error


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


def test_what_users_wrote_is_shown_as_they_wrote_it(app, history):
    history.add_task(IntegralTask("![x](http://there.example/x.png)", "x*exp(-x)*sin(x)"))
    page = app(PAGE, tab="leaderboard")
    assert r"\!\[x\](http\://there.example/x.png)" in texts(page)
    assert "`" in texts(page) and "![" not in texts(page)


def test_an_empty_history_says_how_it_is_filled(app):
    page = app(PAGE, tab="history")
    assert "Play one on Integrate" in texts(page)
    assert not page.error and not page.warning


def test_a_search_that_finds_nothing_says_how_to_find_more(app, history):
    history.keep(run_of(BASE))
    page = app(PAGE, tab="history", text="nowhere")
    assert "No run fits: empty the search" in texts(page) and "No run is kept" not in texts(page)


def test_the_leaderboard_ranks_the_runs_that_fit(app, history):
    trainer = LevenbergMarquardt(max_iterations=3)
    for n in (4, 8, 14):
        history.keep(run_of(dataclasses.replace(BASE, n_hidden=n, trainer=trainer)))
    page = app(PAGE, tab="leaderboard")
    board = page.dataframe[0].value
    assert board["place"].tolist() == [1, 2] and set(board["hidden units"]) == {4, 8}
    history.add_task(IntegralTask("With four units", "runge", max_hidden=4))
    page = app(PAGE, tab="leaderboard")
    assert page.dataframe[0].value["hidden units"].tolist() == [4]


def stencil_run(test_error, **spec):
    """Return a run of a stencil, without the training that needs Keras."""
    outcome = Outcome(TrainingStatus.FINISHED, 30.0, 0.5, 0.2, test_error=test_error)
    return RunRecord(
        new_key(), StencilSpec(**spec), outcome, LossCurve.of(()), coefficients=(-0.5, 0.0, 0.5)
    )


def test_the_leaderboard_of_stencils_and_its_link(app, history):
    history.keep(
        stencil_run(0.3, seed=1), stencil_run(0.2), stencil_run(0.1, offsets=(-2, -1, 0, 1, 2))
    )
    page = app(PAGE, tab="leaderboard", task="stencil")
    assert "at most three points" in texts(page) and "modes below 20" in texts(page)
    board = page.dataframe[0].value
    assert board["test error"].tolist() == ["0.2", "0.3"]
    assert board["offsets"].tolist() == ["-1, 0, 1"] * 2 and "hidden units" not in board
    key = history.add_task(StencilTask("Five points", max_points=5))
    history.add_task(IntegralTask("Another", "log"))
    page = app(PAGE, tab="leaderboard", task=key)
    assert "**Five points**" in texts(page) and len(page.dataframe[0].value) == 3
    select(page, "board", 0)
    page.run()
    assert page.session_state["differentiate:spec"].offsets == (-2, -1, 0, 1, 2)


def test_a_teacher_sets_a_task_for_stencils(app, history):
    page = app(PAGE, tab="leaderboard")
    page.button_group(key="explore_task_kind").set_value("stencil").run()
    page.text_input(key="explore_task_stencil_title").set_value("Second derivative")
    page.number_input(key="explore_task_stencil_derivative_order").set_value(2)
    page.number_input(key="explore_task_stencil_max_points").set_value(2)
    button(page, "explore_task_set_stencil").click().run()
    assert "**Points at most** must be at least 3" in texts(page) and history.tasks() == {}
    page.number_input(key="explore_task_stencil_max_points").set_value(5)
    page.number_input(key="explore_task_stencil_noise").set_value(0.01)
    button(page, "explore_task_set_stencil").click().run()
    ((key, task),) = history.tasks().items()
    assert task == StencilTask("Second derivative", derivative_order=2, noise=0.01, max_points=5)
    assert view_of(page).task == key and not page.error
    assert "the second derivative of fields" in texts(page) and "noise 0.01" in texts(page)
    assert "play one on Differentiate" in texts(page)


def test_a_teacher_sets_a_task_for_integrals_and_takes_it_down(app, history):
    page = app(PAGE, tab="leaderboard")
    page.text_input(key="explore_task_integration_title").set_value("In a second")
    page.text_input(key="explore_task_integration_integrand").set_value("exp( -x)")
    page.number_input(key="explore_task_integration_upper").set_value(3.0)
    page.number_input(key="explore_task_integration_max_seconds").set_value(1.0)
    button(page, "explore_task_set_integration").click().run()
    ((key, task),) = history.tasks().items()
    assert task == IntegralTask("In a second", "exp(-x)", 0.0, 3.0, 12, max_seconds=1.0)
    assert "at most 12 hidden units, at most 1 s" in texts(page)
    button(page, "explore_take_down").click().run()
    assert history.tasks() == {} and not page.error


def test_a_database_that_cannot_be_opened_is_named_and_sweeps_are_offered(
    app, tmp_path, monkeypatch
):
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"this is no database, but quite a long text " * 50)
    monkeypatch.setenv("NNCORE_DATABASE", str(damaged))
    st.cache_resource.clear()
    page = app(PAGE)
    assert "Nothing is being kept" in texts(page) and "is not a database" in texts(page)
    assert "**40 runs:**" in texts(page)
    page = app(PAGE, tab="history")
    assert "is not a database" in texts(page)


def test_a_link_to_a_sweep_that_is_not_here_says_so(app, history):
    keep_sweep(history)
    page = app(PAGE, sweep="nowhere")
    assert any("not in the history here" in warning.value for warning in page.warning)
    assert not app(PAGE).warning
