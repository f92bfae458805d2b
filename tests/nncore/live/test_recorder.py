"""Runs that stop: judged and kept with all that they need to go on."""

import numpy as np
import pytest

from nncore.engine import Checkpoint
from nncore.experiments import train
from nncore.live import RunRecorder, TrainingRun
from nncore.runs import open_history
from nncore.runs.plain_data import from_bytes
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.trainers import Adam, LevenbergMarquardt, TrainingStatus

SPEC = IntegrationSpec(
    integrand="exp", n_hidden=4, n_samples=30, trainer=LevenbergMarquardt(max_iterations=5)
)
STENCIL = StencilSpec(n_fields=600, trainer=Adam(epochs=4, batch_size=64))
ANA = "a" * 32
PATIENCE = 30.0


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "runs.sqlite3") as opened:
        yield opened


@pytest.fixture
def recorder(history):
    recorder = RunRecorder(lambda: history)
    yield recorder
    recorder.close(PATIENCE)


def played(spec=SPEC, n=2, status=TrainingStatus.PAUSED):
    run = TrainingRun(spec, made_by=ANA)
    for step in train(spec):
        run.records.append(step.record)
        run.checkpoint, run.status = Checkpoint.of(step), step.status
        if step.iteration == n:
            run.status = status
            break
    return run


def kept(recorder, history, run):
    recorder.keep(run)
    assert recorder.flush(PATIENCE) and recorder.problem is None
    return history.get(run.run_id)


@pytest.mark.parametrize(
    "status, found",
    [
        (TrainingStatus.PAUSED, TrainingStatus.PAUSED),
        (TrainingStatus.TIME_IS_UP, TrainingStatus.TIME_IS_UP),
        (TrainingStatus.RUNNING, TrainingStatus.STOPPED),  # its tab was closed
    ],
)
def test_a_run_that_is_not_over_goes_on_from_the_history(recorder, history, status, found):
    run = played(status=status)
    record = kept(recorder, history, run)
    assert record.outcome.status is found and record.made_by == ANA
    assert record.network == run.network
    resumed = list(train(record.spec, state=from_bytes(record.state)))
    expected = list(train(SPEC))[3:]
    assert [step.loss for step in resumed] == [step.loss for step in expected] != []
    assert resumed[-1].network == expected[-1].network


def test_so_does_a_stencil(recorder, history):
    record = kept(recorder, history, played(STENCIL))
    resumed = list(train(STENCIL, state=from_bytes(record.state)))
    *_, last = train(STENCIL)
    np.testing.assert_array_equal(resumed[-1].coefficients, last.coefficients)


def test_a_run_that_is_over_has_nothing_to_go_on_with(recorder, history):
    paused = played()
    assert kept(recorder, history, paused).state is not None
    ended = played(n=None)
    ended.run_id = paused.run_id
    record = kept(recorder, history, ended)
    assert record.outcome.status is TrainingStatus.FINISHED and record.state is None
    assert history.count() == 1


def test_a_state_that_is_large_is_left_out(recorder, history, monkeypatch):
    monkeypatch.setattr("nncore.live.recorder.MAX_STATE_BYTES", 100)
    record = kept(recorder, history, played())
    assert record.state is None and record.network is not None


def test_a_state_that_cannot_be_written_does_not_cost_the_run(recorder, history):
    run = played()
    run.checkpoint = Checkpoint.made(run.network, {"trainer": {1, 2}})
    record = kept(recorder, history, run)
    assert record.state is None and record.network == run.network


def test_what_is_kept_is_how_the_run_stood_then(recorder, history):
    run = played()
    network, n_steps = run.network, len(run.records)
    recorder.keep(run)
    run.reset(SPEC)
    assert recorder.flush(PATIENCE)
    (summary,) = history.find()
    record = history.get(summary.key)
    assert record.network == network and len(record.curve) == n_steps
