"""Runs that go on with another learning rate: where they stand, and what they come to."""

import dataclasses
from functools import partial

import numpy as np
import pytest

from nncore.experiments import train
from nncore.experiments.stencil_series import SERIES
from nncore.live import FULL_SPEED, PageRuns
from nncore.live.rate_change import change_learning_rate
from nncore.specs import BoxSpec, IntegrationSpec, StencilSpec
from nncore.trainers import Adam, TrainingStatus
from nncore.trainers.first_order.learning_rates import MAX_CHANGES
from tests.nncore.live.clockwork import Clock
from tests.nncore.live.local_engine import LocalEngine
from tests.nncore.live.played_pages import Keeper, runs_with

TRAINER = Adam(learning_rate=0.01, batch_size=16, epochs=8)
ALONE = partial(dict.fromkeys, ("alone",))
KINDS = {
    "integration": IntegrationSpec(
        integrand="exp", n_hidden=4, n_samples=60, initializer="glorot", trainer=TRAINER
    ),
    "box": BoxSpec(n_hidden=4, n_samples=60, initializer="glorot", trainer=TRAINER),
    "stencil": StencilSpec(n_fields=100, trainer=dataclasses.replace(TRAINER, clipnorm=1.0)),
}


def paused_at(iteration, spec, specs_of=ALONE, keeper=None):
    """Return runs that wait there, and their engine."""
    engine = LocalEngine()
    runs = PageRuns(engine, keeper)
    runs.follow(specs_of(spec))
    for _ in range(iteration):
        runs.step()
        runs.settle()
    assert {run.position for run in runs.runs.values()} == {float(iteration)}
    return runs, engine


def to_the_end(runs):
    runs.pace = FULL_SPEED
    runs.play()
    while runs.playing:
        runs.tick()


def weights(step):
    return step.network.pack() if hasattr(step, "network") else step.coefficients


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_was_changed_is_the_one_of_its_schedule(kind):
    runs, engine = paused_at(3, KINDS[kind])
    (run,) = runs.runs.values()
    run_id, records = run.run_id, list(run.records)
    changed = change_learning_rate(runs, KINDS[kind], 0.002, ALONE)
    assert changed.trainer.learning_rate_schedule == ((4, 0.002),)
    assert run.spec == changed and run.records == records and not runs.playing
    runs.follow(ALONE(changed))  # as the page does then: nothing begins anew
    to_the_end(runs)
    assert (run.run_id, run.status) == (run_id, TrainingStatus.FINISHED)
    assert [record.iteration for record in run.records] == list(range(9))
    expected = list(train(changed))
    np.testing.assert_array_equal(
        np.array([r.loss for r in run.records]), [s.loss for s in expected]
    )
    last = run.result if kind == "stencil" else run.network.pack()
    np.testing.assert_array_equal(last, weights(expected[-1]))
    assert [one.spec for one in engine.runs] == [changed]  # on the worker where it was
    assert not np.array_equal(last, weights(list(train(KINDS[kind]))[-1]))


def test_a_change_while_a_run_plays_leaves_what_is_on_its_way():
    spec = KINDS["integration"]
    runs, engine = paused_at(2, spec)
    runs.play()
    assert runs.is_asked
    changed = change_learning_rate(runs, spec, 0.1, ALONE)
    assert runs.playing and not engine.runs[0].is_asked
    assert changed.trainer.learning_rate_schedule == ((3, 0.1),)
    to_the_end(runs)
    (run,) = runs.runs.values()
    np.testing.assert_array_equal(run.network.pack(), weights(list(train(changed))[-1]))


def test_changes_follow_each_other_and_the_last_one_at_a_place_counts():
    spec, (runs, _) = KINDS["integration"], paused_at(2, KINDS["integration"])
    for rate in (0.5, 0.05):
        spec = change_learning_rate(runs, spec, rate, ALONE)
    runs.step()
    runs.settle()
    spec = change_learning_rate(runs, spec, 0.005, ALONE)
    assert spec.trainer.learning_rate_schedule == ((3, 0.05), (4, 0.005))
    assert change_learning_rate(runs, spec, 0.05, ALONE).trainer.learning_rate_schedule == (
        (3, 0.05),
    )


def test_the_history_has_the_settings_of_the_end():
    keeper = Keeper()
    runs, _ = paused_at(2, KINDS["integration"], keeper=keeper)
    (run,) = runs.runs.values()
    change_learning_rate(runs, KINDS["integration"], 0.1, ALONE)
    keeper.take()
    to_the_end(runs)
    assert [kept[:2] for kept in keeper.take()] == [(run.run_id, TrainingStatus.FINISHED)]
    assert run.spec.trainer.learning_rate_schedule == ((3, 0.1),)


@pytest.mark.parametrize("iteration", [0, 8], ids=["before the first step", "at the end"])
def test_nothing_goes_on_before_the_first_step_and_after_the_last(iteration):
    spec, (runs, engine) = KINDS["integration"], paused_at(iteration, KINDS["integration"])
    assert change_learning_rate(runs, spec, 0.1, ALONE) is None
    assert runs.runs["alone"].spec == spec and all(run.spec == spec for run in engine.runs)


def test_other_settings_than_those_of_the_runs_are_left_alone():
    spec, (runs, _) = KINDS["integration"], paused_at(2, KINDS["integration"])
    other = dataclasses.replace(spec, seed=7)
    assert change_learning_rate(runs, other, 0.1, ALONE) is None
    assert runs.runs["alone"].spec == spec


@pytest.mark.parametrize("rate", [0.0, -1.0, np.inf, np.nan])
def test_a_rate_that_is_not_allowed_changes_nothing(rate):
    spec, (runs, engine) = KINDS["integration"], paused_at(2, KINDS["integration"])
    with pytest.raises(ValueError, match="`learning_rate` must be"):
        change_learning_rate(runs, spec, rate, ALONE)
    assert runs.runs["alone"].spec == engine.runs[0].spec == spec


def test_too_many_changes_are_refused_and_the_run_stays():
    many = tuple((2, 0.1 + j) if j == 0 else (2 + j, 0.1 + j) for j in range(MAX_CHANGES))
    trainer = dataclasses.replace(TRAINER, epochs=100, learning_rate_schedule=many)
    spec = dataclasses.replace(KINDS["integration"], trainer=trainer)
    runs, engine = paused_at(MAX_CHANGES + 2, spec)
    with pytest.raises(ValueError, match="at most 20 changes of the rate, got 21"):
        change_learning_rate(runs, spec, 0.5, ALONE)
    assert runs.runs["alone"].spec == engine.runs[0].spec == spec


def test_runs_side_by_side_change_after_the_one_that_is_furthest():
    clock = Clock()
    specs_of = SERIES["notebook"]
    runs = runs_with(clock, 0.0, specs_of(StencilSpec()))
    runs.play()
    for _ in range(4):
        runs.tick()
    runs.alone = "central"
    for _ in range(3):
        runs.tick()
    positions = {name: run.position for name, run in runs.runs.items()}
    assert positions["central"] > positions["forward"] > 0
    changed = change_learning_rate(runs, StencilSpec(), 0.01, specs_of)
    first = int(positions["central"]) + 1
    assert changed.trainer.learning_rate_schedule == ((first, 0.01),)
    assert {name: run.spec for name, run in runs.runs.items()} == specs_of(changed)


def test_runs_of_unequal_length_change_after_the_same_share():
    clock = Clock()
    specs_of = SERIES["data"]
    runs = runs_with(clock, 0.0, specs_of(StencilSpec()))
    lengths = {name: run.spec.trainer.epochs for name, run in runs.runs.items()}
    assert lengths["500"] > 50 * lengths["50000"]
    runs.play()
    for _ in range(5):
        runs.tick()
    changed = change_learning_rate(runs, StencilSpec(), 0.01, specs_of)
    ((begin, _),) = changed.trainer.learning_rate_schedule
    for name, run in runs.runs.items():
        ((own, _),) = run.spec.trainer.learning_rate_schedule
        assert own > run.position
        assert (own - 1) / lengths[name] == pytest.approx((begin - 1) / lengths["50000"], rel=0.01)
