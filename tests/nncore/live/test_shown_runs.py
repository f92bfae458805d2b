"""Looking back at runs: which moments there are, what is shown of them, and that the end stays."""

import math

import numpy as np
import pytest

from nncore.engine import Checkpoint
from nncore.experiments import train
from nncore.live import WATCH, ComputeBudget, PageRuns, TrainingRun, as_it_was
from nncore.specs import StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus
from tests.nncore.live.local_engine import LocalEngine
from tests.nncore.live.played import SPEC


def paused(n=3, **specs):
    """Return runs that have played `n` iterations, one a picture, and wait."""
    runs = PageRuns(LocalEngine())
    runs.pace = WATCH
    runs.follow(specs or {"run": SPEC})
    runs.play()
    while min(run.position for run in runs.runs.values()) < n:
        runs.tick()
    runs.pause()
    runs.settle()
    return runs


def position_shown(runs):
    return runs.shown["run"].position


def test_the_end_is_shown_to_begin_with():
    runs = paused()
    assert runs.shown.moments == tuple(range(1 + int(runs.runs["run"].position)))
    assert runs.shown.index == len(runs.shown.moments) - 1
    assert not runs.shown.is_past
    assert dict(runs.shown) == runs.runs
    assert runs.shown["run"] is runs.runs["run"]


def test_what_is_shown_of_a_moment_is_what_was_trained_by_then():
    runs = paused()
    trained = list(train(SPEC))
    runs.shown.look_at(2)
    then = runs.shown["run"]
    assert runs.shown.is_past
    assert then.position == 2
    assert [record.loss for record in then.records] == [step.loss for step in trained[:3]]
    assert np.array_equal(then.network.hidden_weights, trained[2].network.hidden_weights)
    assert then.run_id == runs.runs["run"].run_id  # it is the same run


def test_the_first_moment_is_the_start():
    runs = paused()
    runs.shown.look_at(0)
    then = runs.shown["run"]
    assert then.result is None  # as before Play: the page knows the start
    assert (then.status, then.records) == (TrainingStatus.READY, [])


def test_a_moment_is_found_once_for_all_that_is_made_of_it():
    runs = paused()
    runs.shown.look_at(1)
    assert runs.shown["run"] is runs.shown["run"]


@pytest.mark.parametrize(("asked", "found"), [(-5, 0), (10**100, -1)])
def test_the_nearest_moment_is_shown(asked, found):
    runs = paused()
    runs.shown.look_at(asked)
    assert runs.shown.moments[runs.shown.index] == runs.shown.moments[found]


def test_a_picture_is_asked_for():
    runs, woken = paused(), []
    runs.wake = lambda: woken.append(runs.version)
    version = runs.version
    runs.shown.look_at(1)
    assert woken == [runs.version]
    assert runs.version > version


def test_what_a_script_alone_can_draw_is_asked_for():
    runs = paused()
    runs.shown.look_at(1)
    assert runs.n_changes == runs.n_drawn  # no script runs
    runs.shown.needs_script = True
    runs.shown.look_at(2)
    assert runs.n_changes > runs.n_drawn
    runs.is_drawn()  # it has run
    assert position_shown(runs) == 2


def test_play_and_step_go_on_from_the_end():
    for go_on in (PageRuns.play, PageRuns.step):
        runs = paused()
        end = runs.runs["run"].position
        runs.shown.look_at(1)
        go_on(runs)
        runs.tick()
        runs.settle()
        assert position_shown(runs) > end
        assert not runs.shown.is_past


def test_a_pause_after_that_shows_the_end_again():
    runs = paused()
    runs.shown.look_at(1)
    runs.play()
    runs.pause()  # maybe before any step was made
    assert not runs.shown.is_past


def test_another_run_has_no_past():
    runs = paused()
    runs.shown.look_at(1)
    runs.reset()
    assert runs.shown.moments == ()
    assert runs.shown["run"] is runs.runs["run"]
    runs.shown.look_at(0)  # a browser has not received the newest page
    assert not runs.shown.is_past


def test_while_runs_play_nobody_looks_back():
    runs = paused()
    runs.play()
    assert runs.shown.moments == ()
    runs.shown.look_at(1)
    assert not runs.shown.is_past


def test_whoever_may_not_look_back_does_not():
    runs = paused()
    runs.shown.may_look_back = False
    runs.shown.look_at(1)
    assert runs.shown.moments == ()
    assert not runs.shown.is_past


def test_runs_that_came_less_far_stay_at_their_end():
    runs = paused(2, run=SPEC)
    other = paused(4, run=SPEC).runs["run"]
    runs.runs["other"] = other
    runs.shown.look_at(runs.shown.moments.index(3))
    assert runs.shown["run"] is runs.runs["run"]
    assert runs.shown["other"].position == 3


def test_runs_against_time_are_shown_at_equal_seconds():
    runs = paused(3)
    runs.budget = ComputeBudget(3600.0)
    seconds = [record.seconds for record in runs.runs["run"].records]
    assert runs.shown.moments == (0.0, *sorted({*seconds[1:]}))
    runs.shown.look_at(2)
    assert runs.shown["run"].run_seconds == runs.shown.moments[2]


def test_a_stencil_has_the_coefficients_of_then():
    run = TrainingRun(StencilSpec(), status=TrainingStatus.PAUSED)
    for n in range(4):
        step = (n, 1.0, None, TrainingStatus.RUNNING, 0.1 * n)
        run.records.append(StencilStep(*step, coefficients=np.array([-n, n])))
        run.kept.offer(run.records[-1], n + 1, Checkpoint.made(None, None))
    runs = PageRuns(LocalEngine())
    runs.put({"run": run})
    runs.shown.look_at(2)
    assert runs.shown["run"].result.tolist() == [-2, 2]


def test_the_networks_count_as_memory_and_go_with_their_run():
    runs = paused()
    run = runs.runs["run"]
    assert run.n_bytes > run.kept.n_bytes > 0
    runs.reset()
    assert run.kept.n_bytes == len(run.kept) == 0


def test_what_was_shows_nothing_of_what_came_after():
    runs = paused()
    run = runs.runs["run"]
    first, *_ = run.kept
    then = as_it_was(run, first)
    assert then.validation_loss is not math.nan
    assert then.progress < run.progress
    assert len(then.kept) == 0
