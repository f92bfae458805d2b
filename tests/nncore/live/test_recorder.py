"""Runs that stop: judged and kept with all that they need to go on."""

import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from nncore.engine import Checkpoint
from nncore.experiments import train
from nncore.live import RunRecorder, TrainingRun
from nncore.runs import BackgroundWriter, HistoryError, open_history
from nncore.runs.plain_data import from_bytes
from nncore.specs import StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import Adam, TrainingStatus
from tests.nncore.engine.processes import ROOT
from tests.nncore.live.played import ANA, SPEC, played

STENCIL = StencilSpec(n_fields=600, trainer=Adam(epochs=4, batch_size=64))
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


def test_a_learning_rate_that_was_changed_stands_in_the_record(recorder, history):
    trainer = Adam(learning_rate=0.1, epochs=4, batch_size=64, learning_rate_schedule=((3, 0.01),))
    run = played(StencilSpec(n_fields=600, trainer=trainer))
    record = kept(recorder, history, run)
    assert record.spec == run.spec
    resumed = list(train(record.spec, state=from_bytes(record.state)))
    *_, last = train(run.spec)
    np.testing.assert_array_equal(resumed[-1].coefficients, last.coefficients)


def test_a_run_that_goes_on_with_another_rate_has_it_in_the_record_of_before(recorder, history):
    run = played(STENCIL)
    assert kept(recorder, history, run).spec == STENCIL
    trainer = replace(STENCIL.trainer, learning_rate_schedule=((3, 0.01),))
    run.go_on_with(replace(STENCIL, trainer=trainer))
    assert kept(recorder, history, run).spec == run.spec  # though it has not moved
    for step in train(run.spec, state=run.checkpoint.state):
        run.records.append(step.record)
        run.checkpoint, run.status = Checkpoint.of(step), step.status
    record = kept(recorder, history, run)
    assert (record.key, record.spec) == (run.run_id, run.spec)
    assert record.outcome.status is TrainingStatus.FINISHED
    assert history.count() == 1


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


def test_a_run_is_kept_with_what_it_came_to(recorder, history):
    run = played(n=None)
    record = kept(recorder, history, run)
    assert record.spec == SPEC and record.network == run.network
    assert record.outcome.status is run.status
    lower, upper = SPEC.interval
    error = abs(run.network.integral(lower, upper) - (math.exp(upper) - math.exp(lower)))
    assert record.outcome.integral_error == pytest.approx(error, rel=1e-6, abs=1e-13)
    assert record.curve.loss[-1] == run.records[-1].loss


def test_a_run_that_is_paused_and_then_ends_is_one_run(recorder, history):
    paused, ended = played(), played(n=None)
    ended.run_id = paused.run_id
    first = kept(recorder, history, paused)
    assert first.outcome.status is TrainingStatus.PAUSED and first.outcome.iterations == 2
    later = kept(recorder, history, ended)
    assert history.count() == 1
    assert later.outcome.status is TrainingStatus.FINISHED
    assert later.created == first.created


def test_what_has_not_begun_is_not_kept(recorder, history):
    recorder.keep(TrainingRun(SPEC))
    assert recorder.flush(PATIENCE)
    assert history.count() == 0


def test_a_run_that_failed_is_kept_with_its_reason(recorder, history):
    run = TrainingRun(SPEC)
    run.fail("There is no worker.")
    recorder.keep(run, run.problem)
    assert recorder.flush(PATIENCE)
    assert history.get(run.run_id).outcome.reason == "There is no worker."


def test_a_stencil_is_kept_with_its_coefficients(recorder, history):
    spec = StencilSpec(n_fields=1_000)
    taylor = np.array([-0.5, 0.0, 0.5])
    step = StencilStep(3, 2.0, 3.0, TrainingStatus.RUNNING, 0.1, coefficients=taylor)
    run = TrainingRun(spec, records=[step], status=TrainingStatus.PAUSED)
    record = kept(recorder, history, run)
    assert record.coefficients == (-0.5, 0.0, 0.5)
    assert record.outcome.weight_error > 0.01  # the optimum of these waves is another


def test_without_a_history_the_reason_is_known():
    def refuse():
        raise HistoryError("The database is on the moon: fetch it.")

    recorder = RunRecorder(refuse)
    recorder.keep(played())
    assert not recorder.flush(0.5)
    assert "on the moon" in recorder.problem
    recorder.close(0.1)


def test_no_more_is_remembered_of_runs_than_needed(recorder, history, monkeypatch):
    monkeypatch.setattr("nncore.live.recorder.MOST_SEEN", 2)
    judged = []

    def put(writer, run):
        judged.append(run.key[0])
        write(writer, run)

    write = BackgroundWriter.put
    monkeypatch.setattr(BackgroundWriter, "put", put)
    run = played(n=None)
    for key in "abccba":
        run.run_id = key * 32
        recorder.keep(run)
    # Of c and b it is known that they have not moved; a is the one that was forgotten.
    assert recorder.flush(PATIENCE) and judged == ["a", "b", "c", "a"]
    assert history.count() == 3


ENDS_AT_ONCE = """
import sys, time
from nncore.live import RunRecorder
from nncore.runs import RunRecord, open_history
from tests.nncore.live.played import played

judged = RunRecord.of
RunRecord.of = lambda *run, **options: time.sleep(0.2) or judged(*run, **options)
kept = RunRecorder(lambda: open_history(sys.argv[1]))
run = played(n=None)
for key in "abc":
    run.run_id = key * 32
    kept.keep(run)
"""


def test_runs_that_wait_to_be_judged_are_kept_when_the_server_ends(tmp_path):
    path = tmp_path / "runs.sqlite3"
    command = [sys.executable, "-c", ENDS_AT_ONCE, str(path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    with open_history(path) as history:
        assert history.count() == 3
