"""The leaderboard without a browser: its ranks, and the tasks that a teacher sets."""

import dataclasses

import pytest

from nncore.experiments.outcome import Outcome
from nncore.runs import IntegralTask, RunRecord, StencilTask, new_key
from nncore.specs import StencilSpec
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from tests.pages.studies.explore import BASE, PAGE, button, run_of, select, texts, view_of

pytestmark = pytest.mark.usefixtures("history", "teacher")


def test_what_users_wrote_is_shown_as_they_wrote_it(app, history):
    history.add_task(IntegralTask("![x](http://there.example/x.png)", "x*exp(-x)*sin(x)"))
    page = app(PAGE, tab="leaderboard")
    assert r"\!\[x\](http\://there.example/x.png)" in texts(page)
    assert "`" in texts(page) and "![" not in texts(page)


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
    assert board["test_error"].tolist() == ["0.2", "0.3"]
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
