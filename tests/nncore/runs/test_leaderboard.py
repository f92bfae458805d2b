"""Tasks that a teacher sets, and who leads in them."""

import math

import pytest
from sqlalchemy import update

from nncore.runs import Task
from nncore.runs.schema import runs, tasks
from tests.nncore.runs.records import record, stencil_record

TASK = Task("At most ten units", "runge", max_hidden=10, max_samples=500)


def test_the_lowest_error_within_the_limits_wins(history):
    fits = {"integrand": "runge", "n_hidden": 10, "n_samples": 500}
    placed = [
        record(**fits, name="second", integral_error=2e-3, seconds=9.0),
        record(**fits, name="first", integral_error=1e-3, seconds=2.0),
        record(**fits, name="fourth", integral_error=5e-3, seconds=2.0),
        record(**fits, name="third", integral_error=5e-3, seconds=1.0),
    ]
    left_out = [
        record(**{**fits, "n_hidden": 11}, integral_error=1e-9),
        record(**{**fits, "n_samples": 501}, integral_error=1e-9),
        record(**{**fits, "integrand": "log"}, integral_error=1e-9),
        record(**fits, lower=0.0, integral_error=1e-9),  # an easier interval
        record(**fits),  # judged by nothing
        stencil_record(),
    ]
    history.keep(*placed, *left_out)
    board = history.leaderboard(TASK)
    assert [run.name for run in board] == ["first", "second", "third", "fourth"]
    assert [run.name for run in history.leaderboard(TASK, limit=2)] == ["first", "second"]


@pytest.mark.parametrize("score", ["validation_loss", "loss"])
def test_other_scores(history, score):
    history.keep(
        record(integrand="runge", name="large", **{score: 2.0}),
        record(integrand="runge", name="small", **{score: 1.0}),
    )
    board = history.leaderboard(Task("Any", "runge", score=score))
    assert [run.name for run in board] == ["small", "large"]


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_score_must_be_a_finite_number(history, score):
    history.keep(record(integrand="runge"))
    with history.writing() as connection:
        connection.execute(update(runs).values(integral_error=score))
    assert history.leaderboard(Task("Any", "runge")) == []


def test_an_infinite_interval_is_a_task_of_its_own(history):
    history.keep(
        record(integrand="exp(-x)", lower=0.0, upper=1.0, name="short", integral_error=1e-9),
        record(integrand="exp(-x)", lower=0.0, upper=math.inf, name="whole", integral_error=1e-3),
    )
    board = history.leaderboard(Task("To infinity", "exp(-x)", 0.0, math.inf))
    assert [(run.name, run.lower, run.upper) for run in board] == [("whole", 0.0, math.inf)]
    board = history.leaderboard(Task("To one", "exp(-x)", 0.0, 1.0))
    assert [run.name for run in board] == ["short"]


def test_spaces_make_no_other_task(history):
    history.keep(record(integrand="exp( -x ) * sin(3*x)", upper=5, integral_error=0.5))
    assert len(history.leaderboard(Task("Formula", "exp(-x)*sin(3 * x)", 0, 5.0))) == 1
    assert history.leaderboard(Task("Formula", "exp(-x)*sin(3*x)", 0, 4.0)) == []


def test_tasks_are_kept(history):
    key = history.add_task(TASK)
    other = history.add_task(Task("A formula", "x^2 + 1", upper=2, score="loss"))
    kept = history.tasks()
    assert list(kept) == [other, key]
    assert kept[key] == TASK.resolved()
    assert (kept[other].integrand, kept[other].lower, kept[other].upper) == ("x^2+1", 0.0, 2.0)
    history.delete_task(other)
    assert list(history.tasks()) == [key]
    with history.writing() as connection:
        connection.execute(update(tasks).values(integrand="of_another_version"))
    assert history.tasks() == {}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "`title` must not be empty"),
        ({"title": "a\nb"}, "`name` must be one line"),
        ({"max_hidden": 0}, "`max_hidden` must be a whole number of at least 1, got 0."),
        ({"max_samples": 2.5}, "`max_samples` must be a whole number of at least 1, got 2.5."),
        ({"score": "luck"}, "`score` must be one of integral_error, .*, got 'luck'."),
        ({"integrand": "foo(x)"}, "foo"),
    ],
)
def test_a_task_is_checked(fields, sentence):
    with pytest.raises(ValueError, match=sentence):
        Task(**{"title": "Title", "integrand": "log", **fields})
