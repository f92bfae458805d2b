"""Tasks that a teacher sets, and who leads in them."""

import dataclasses
import math

import pytest
from sqlalchemy import update

from nncore.runs import IntegralTask, StencilTask
from nncore.runs.schema import runs, tasks
from nncore.specs import StencilSpec
from tests.nncore.runs.records import record, stencil_record

TASK = IntegralTask("At most ten units", "runge", max_hidden=10, max_samples=500)


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


@pytest.mark.parametrize("score", ["validation_loss", "loss", "error_estimate"])
def test_other_scores(history, score):
    history.keep(
        record(integrand="runge", name="large", **{score: 2.0}),
        record(integrand="runge", name="small", **{score: 1.0}),
    )
    board = history.leaderboard(IntegralTask("Any", "runge", score=score))
    assert [run.name for run in board] == ["small", "large"]


def test_a_task_of_version_0_1_knows_the_estimate_by_its_older_name(history):
    history.keep(
        record(integrand="runge", name="large", error_estimate=2.0),
        record(integrand="runge", name="small", error_estimate=1.0),
    )
    key = history.add_task(IntegralTask("Old", "runge", score="error_estimate"))
    with history.writing() as connection:
        connection.execute(update(tasks).values(score="claimed_error"))
    kept = history.tasks()[key]
    assert kept.score == "error_estimate"
    assert kept == dataclasses.replace(kept, score="claimed_error")
    assert [run.name for run in history.leaderboard(kept)] == ["small", "large"]


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_score_must_be_a_finite_number(history, score):
    history.keep(record(integrand="runge"))
    with history.writing() as connection:
        connection.execute(update(runs).values(integral_error=score))
    assert history.leaderboard(IntegralTask("Any", "runge")) == []


def test_an_infinite_interval_is_a_task_of_its_own(history):
    history.keep(
        record(integrand="exp(-x)", lower=0.0, upper=1.0, name="short", integral_error=1e-9),
        record(integrand="exp(-x)", lower=0.0, upper=math.inf, name="whole", integral_error=1e-3),
    )
    board = history.leaderboard(IntegralTask("To infinity", "exp(-x)", 0.0, math.inf))
    assert [(run.name, run.lower, run.upper) for run in board] == [("whole", 0.0, math.inf)]
    board = history.leaderboard(IntegralTask("To one", "exp(-x)", 0.0, 1.0))
    assert [run.name for run in board] == ["short"]


def test_spaces_make_no_other_task(history):
    history.keep(record(integrand="exp( -x ) * sin(3*x)", upper=5, integral_error=0.5))
    assert len(history.leaderboard(IntegralTask("Formula", "exp(-x)*sin(3 * x)", 0, 5.0))) == 1
    assert history.leaderboard(IntegralTask("Formula", "exp(-x)*sin(3*x)", 0, 4.0)) == []


def learned(name, test_error, seconds=1.0, weight_error=0.1, **spec):
    """Return a run of a stencil with what it came to."""
    kept = stencil_record(spec=StencilSpec(**{"n_fields": 5_000, **spec}), name=name)
    numbers = {"test_error": test_error, "seconds": seconds, "weight_error": weight_error}
    return dataclasses.replace(kept, outcome=dataclasses.replace(kept.outcome, **numbers))


def test_the_best_stencil_within_the_limits_wins(history):
    task = StencilTask("Three points", max_points=3, max_samples=5_000, max_seconds=2.0)
    history.keep(
        learned("second", 0.2, offsets=(-1, 1)),
        learned("third", 0.3, seconds=1.0, seed=4),
        learned("fourth", 0.3, seconds=2.0),
        learned("first", 0.1, offsets=(-10, 0, 10), constraint=1),
        # beyond a limit
        learned("five points", 1e-9, offsets=(-2, -1, 0, 1, 2)),
        learned("many fields", 1e-9, n_fields=5_001),
        learned("slow", 1e-9, seconds=2.1),
        # other problems
        learned("second derivative", 1e-9, derivative_order=2),
        learned("coarse", 1e-9, spacing=0.02),
        learned("slow waves", 1e-9, max_mode=19),
        learned("noisy", 1e-9, noise=1e-3),
        learned("short", 1e-9, upper=1.0),
        # judged by nothing, and an integral
        learned("failed", None),
        record(integrand="runge", integral_error=1e-9),
    )
    board = history.leaderboard(task)
    assert [run.name for run in board] == ["first", "second", "third", "fourth"]
    assert [run.name for run in history.leaderboard(task, limit=1)] == ["first"]


def test_a_stencil_is_judged_by_other_scores_and_other_fields(history):
    fields = {"derivative_order": 2, "spacing": 0.1, "lower": -1, "upper": 1, "max_mode": 5}
    history.keep(
        learned("near", 2.0, weight_error=0.1, noise=0.5, **fields),
        learned("far", 1.0, weight_error=0.2, noise=0.5, **fields),
        learned("without noise", 1.0, weight_error=1e-9, **fields),
    )
    noisy = {**fields, "noise": 0.5}
    by_weights = history.leaderboard(StencilTask("Any", **noisy, score="weight_error"))
    assert [run.name for run in by_weights] == ["near", "far"]
    by_test = history.leaderboard(StencilTask("Any", **noisy))
    assert [run.name for run in by_test] == ["far", "near"]


def test_the_time_of_an_integral_can_be_limited(history):
    history.keep(
        record(integrand="runge", name="quick", integral_error=1e-2, seconds=0.5),
        record(integrand="runge", name="slow", integral_error=1e-3, seconds=1.5),
    )
    board = history.leaderboard(IntegralTask("In a second", "runge", max_seconds=1.0))
    assert [run.name for run in board] == ["quick"]


def test_tasks_are_kept(history):
    key = history.add_task(TASK)
    other = history.add_task(IntegralTask("A formula", "x^2 + 1", upper=2, score="loss"))
    kept = history.tasks()
    assert list(kept) == [other, key]
    assert kept[key] == TASK.resolved()
    assert (kept[other].integrand, kept[other].lower, kept[other].upper) == ("x^2+1", 0.0, 2.0)
    history.delete_task(other)
    assert list(history.tasks()) == [key]
    stencil = StencilTask("A stencil", 2, 0.1, -1, 1, 5, 0.5, max_points=4, max_seconds=9)
    third = history.add_task(stencil)
    assert history.tasks() == {third: stencil, key: TASK.resolved()}
    with history.writing() as connection:
        connection.execute(update(tasks).values(integrand="of_another_version"))
    assert list(history.tasks()) == [third]
    with history.writing() as connection:
        connection.execute(update(tasks).values(kind="of another version"))
    assert history.tasks() == {}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "`title` must not be empty"),
        ({"title": "a\nb"}, "`name` must be one line"),
        ({"max_hidden": 0}, "`max_hidden` must be a whole number of at least 1, got 0."),
        ({"max_samples": 2.5}, "`max_samples` must be a whole number of at least 1, got 2.5."),
        ({"max_seconds": 0.0}, "`max_seconds` must be greater than 0, got 0.0."),
        ({"max_seconds": math.nan}, "`max_seconds` must be greater than 0, got nan."),
        ({"score": "luck"}, "`score` must be one of integral_error, .*, got 'luck'."),
        ({"score": "weight_error"}, "`score` must be one of integral_error, .*"),
        ({"integrand": "foo(x)"}, "foo"),
    ],
)
def test_a_task_of_an_integral_is_checked(fields, sentence):
    with pytest.raises(ValueError, match=sentence):
        IntegralTask(**{"title": "Title", "integrand": "log", **fields})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "`title` must not be empty"),
        ({"max_points": 0}, "`max_points` must be a whole number of at least 1, got 0."),
        (
            {"max_points": 2, "derivative_order": 2},
            "`max_points` must be at least 3 for a derivative of order 2, got 2.",
        ),
        ({"derivative_order": 7}, "`derivative_order` must be at most 6, got 7."),
        ({"derivative_order": 10**12}, "`derivative_order` must be at most 6"),
        ({"derivative_order": 1.5}, "`derivative_order` must be a whole number, got 1.5."),
        ({"noise": -1.0}, "`noise` must be at least 0, got -1.0."),
        ({"lower": 3.0}, "`lower` must be below `upper`"),
        ({"score": "integral_error"}, "`score` must be one of test_error, .*"),
    ],
)
def test_a_task_of_a_stencil_is_checked(fields, sentence):
    with pytest.raises(ValueError, match=sentence):
        StencilTask(**{"title": "Title", **fields})
