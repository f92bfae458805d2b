"""A run of the history becomes one that a page shows, and goes on with."""

import dataclasses
import math

import numpy as np
import pytest

import nncore
from nncore import Adam, IntegrationSpec, StencilSpec
from nncore.experiments.outcome import Outcome
from nncore.live import PageRuns, can_go_on, opened_run
from nncore.runs import RunRecord
from nncore.runs.plain_data import to_bytes
from nncore.trainers import TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from tests.nncore.live.local_engine import LocalEngine
from tests.nncore.runs.records import curve, record, stencil_record

SPEC = IntegrationSpec("runge", n_hidden=6, initializer="glorot", n_samples=200)


class Shelf:
    def __init__(self):
        self.kept = []

    def keep(self, run, reason=""):
        self.kept.append((run.run_id, run.status, len(run.records)))


def trained(spec, n):
    """Return the first steps of a run, the start among them."""
    steps = nncore.train(spec)
    return [next(steps) for _ in range(n)]


@pytest.fixture
def paused():
    steps = trained(SPEC, 6)
    last = dataclasses.replace(steps[-1], status=TrainingStatus.PAUSED)
    return RunRecord.of(SPEC, steps, last, state=to_bytes(dict(last.state)))


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def runs(shelf):
    engine = LocalEngine()
    return PageRuns(lambda: engine, shelf)


def test_it_stands_where_it_stood(paused):
    run = opened_run(paused)
    assert run.spec == SPEC and run.status is TrainingStatus.PAUSED and can_go_on(paused)
    assert run.position == 5 and run.run_seconds == paused.curve.seconds[-1]
    assert [r.loss for r in run.records] == paused.curve.loss.tolist()
    np.testing.assert_array_equal(run.network([0.3]), paused.network([0.3]))
    assert run.run_id != paused.key  # what was kept stays as it is


def test_it_goes_on_as_if_it_had_never_stopped(paused, runs):
    runs.put({"only": opened_run(paused)})
    runs.follow({"only": SPEC})
    for _ in range(3):
        runs.step()
        while runs.playing:
            runs.tick()
    run, expected = runs.runs["only"], trained(SPEC, 9)[-1]
    assert run.position == expected.iteration == 8
    assert run.records[-1].loss == expected.loss
    np.testing.assert_array_equal(run.network.hidden_weights, expected.network.hidden_weights)


def test_without_a_state_it_is_over_and_play_begins_anew(paused, runs):
    for status in (TrainingStatus.PAUSED, TrainingStatus.CONVERGED):
        outcome = dataclasses.replace(paused.outcome, status=status)
        kept = dataclasses.replace(paused, state=None, outcome=outcome)
        assert not can_go_on(kept)
        runs.put({"only": opened_run(kept)})
        run = runs.runs["only"]
        assert runs.is_over and run.position == 5 and run.network is not None
        runs.step()  # makes nothing
        assert not runs.playing and run.position == 5
        runs.play()
        assert run.position == 0 and run.status is TrainingStatus.READY and runs.playing


def test_a_damaged_state_is_none(paused):
    damaged = dataclasses.replace(paused, state=b"damaged")
    assert not can_go_on(damaged) and opened_run(damaged).status.is_final


def test_it_is_kept_again_only_when_it_has_gone_on(paused, runs, shelf):
    runs.put({"only": opened_run(paused)})
    runs.pause()
    runs.follow({"only": dataclasses.replace(SPEC, seed=1)})
    assert shelf.kept == []
    runs.put({"only": opened_run(paused)})
    runs.step()
    while runs.playing:
        runs.tick()
    assert shelf.kept and all(key != paused.key for key, _, _ in shelf.kept)


def test_what_was_there_is_kept(paused, runs, shelf):
    runs.follow({"only": SPEC})
    runs.step()
    while runs.playing:
        runs.tick()
    before = len(shelf.kept)
    runs.put({"other": opened_run(paused)})
    assert len(shelf.kept) >= before and list(runs.runs) == ["other"]
    assert shelf.kept[-1][2] == 2


def test_a_stencil_knows_its_last_weights():
    kept = stencil_record()
    run = opened_run(kept)
    assert run.checkpoint is not None and run.network is None
    np.testing.assert_array_equal(run.result, kept.coefficients)
    assert all(np.isnan(one.coefficients).all() for one in run.records[:-1])


def test_a_stencil_goes_on(runs):
    pytest.importorskip("keras")
    trainer = Adam(learning_rate=0.1, batch_size=500, epochs=6)
    spec = StencilSpec(n_fields=2_000, trainer=trainer)
    steps = trained(spec, 4)
    kept = RunRecord.of(spec, steps, steps[-1], state=to_bytes(dict(steps[-1].state)))
    expected = list(nncore.train(spec, state=opened_run(kept).checkpoint.state))
    assert expected[0].position > kept.curve.position[-1]


def test_steps_inside_a_long_epoch_keep_their_fractions():
    positions = np.array([0.0, 0.5, 1.0])
    losses = LossCurve(positions, [3.0, 2.0, 1.0], [math.nan, math.nan, 0.5], positions)
    run = opened_run(record(curve=losses))
    assert [one.position for one in run.records] == [0.0, 0.5, 1.0]
    assert [one.validation_loss for one in run.records] == [None, None, 0.5]


def test_one_that_failed_before_its_first_step_says_why(runs, shelf):
    outcome = Outcome(TrainingStatus.FAILED, reason="There was no memory.")
    kept = RunRecord("0" * 32, SPEC, outcome, curve(), None)
    runs.put({"only": opened_run(kept)})
    assert runs.is_over and runs.problem == "There was no memory." and not can_go_on(kept)
    runs.follow({"only": dataclasses.replace(SPEC, seed=1)})
    assert shelf.kept == []
