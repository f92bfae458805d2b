"""Sweeps that are driven to their ends, although workers, servers and databases fail."""

import dataclasses
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import create_engine, update

from nncore.experiments import train
from nncore.runs import SweepState, open_history
from nncore.runs.schema import METADATA, sweeps
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.studies.sweep_run import LEASE_SECONDS, SweepRun
from nncore.trainers import LevenbergMarquardt
from nncore.trainers.loss_curve import LossCurve
from tests.nncore.engine.here_engine import HereEngine
from tests.nncore.engine.waiting import until
from tests.nncore.runs.records import done, runs_of

BASE = IntegrationSpec(
    integrand="runge",
    n_hidden=4,
    n_samples=100,
    trainer=LevenbergMarquardt(max_iterations=3),
)
# The interval of the second one is shorter than rounding allows.
ONE_IMPOSSIBLE = (1.0, -1.0 - 1e-15)
SWEEP = SweepSpec(BASE, {"n_hidden": (3, 4), "seed": range(6)}, "Which width?")
_PATIENCE = 60.0
_OTHER_SERVER = "Another server is running this sweep."


# Claims that outlive any delay of the machine, looked at so often that a test is short.
_LOOKS = {"RETRY_SECONDS": 0.05, "RENEWALS_PER_LEASE": LEASE_SECONDS / 0.05}


@pytest.fixture
def quick_looks(monkeypatch):
    for name, value in _LOOKS.items():
        monkeypatch.setattr(f"nncore.studies.sweep_run.{name}", value)


@pytest.fixture
def history(migrated):
    with open_history(migrated, patience=0.2) as history:
        yield history


@contextmanager
def locked(url):
    """Let another program write to the database, so that nobody else can."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            names = ", ".join(METADATA.tables)
            other.exec_driver_sql(f"BEGIN; LOCK TABLE {names} IN EXCLUSIVE MODE")
        yield
        other.exec_driver_sql("ROLLBACK")
    engine.dispose()


def finished(run):
    assert run.wait(_PATIENCE), run.problem
    return run


def test_every_trial_is_kept_with_its_curve_and_its_network(history):
    run = finished(SweepRun.begin(HereEngine(), history, SWEEP))
    assert run.state is SweepState.FINISHED and run.problem is None
    assert (run.progress.done, run.progress.failed, run.progress.total) == (12, 0, 12)
    assert run.progress.rest_seconds == 0.0
    summary = history.sweep_summary(run.key)
    assert (summary.state, summary.n_done, summary.owner) == (SweepState.FINISHED, 12, None)
    kept, shown = history.trials(run.key), run.trials()
    for field in dataclasses.fields(kept):
        np.testing.assert_array_equal(getattr(shown, field.name), getattr(kept, field.name))
    for trial, key in zip(kept.cell, kept.key, strict=True):
        record = history.get(key)
        steps = list(train(SWEEP.cell(int(trial))))
        assert record.spec == SWEEP.cell(int(trial)) and record.cell == trial
        np.testing.assert_array_equal(record.network.pack(), steps[-1].network.pack())
        np.testing.assert_array_equal(record.curve.loss, LossCurve.of(steps).loss)


def test_impossible_trials_are_kept_with_their_sentence(history):
    sweep = SweepSpec(BASE, {"upper": ONE_IMPOSSIBLE, "seed": (0, 1)})
    run = finished(SweepRun.begin(HereEngine(), history, sweep))
    assert (run.progress.done, run.progress.failed) == (4, 2)
    kept = history.trials(run.key)
    assert kept.cell.tolist() == [0, 1, 2, 3]
    assert all(
        reason.startswith("`upper` and `lower` must be at least") for reason in kept.reason[2:]
    )
    assert history.sweep_summary(run.key).state is SweepState.FINISHED
    assert run.trials().reason == kept.reason and run.trials().key[2:] == ("", "")


def test_impossible_trials_wait_for_a_locked_database_alone(history, migrated, monkeypatch):
    sweep = SweepSpec(BASE, {"upper": ONE_IMPOSSIBLE, "seed": range(50)})
    engine = HereEngine(is_held=True)
    run = SweepRun.begin(engine, history, sweep)
    until(lambda: run.state is SweepState.RUNNING, "the start")
    keep, transactions = history.keep_refused_trials, []

    def counted(key, reasons):
        keep(key, reasons)
        transactions.append(len(reasons))

    monkeypatch.setattr(history, "keep_refused_trials", counted)
    with locked(migrated):
        engine.let(50)
        until(lambda: run.progress.done == 100, "all the trials")
        assert len(run.trials()) == 100 and transactions == []  # the sweep did not wait
    finished(run)
    assert run.problem is None and sum(transactions) == 50
    assert len(transactions) <= 2  # the last trial may come after the others were sent
    assert done(history, run.key) == set(range(100))


def test_impossible_trials_are_kept_while_the_sweep_goes_on(history, quick_looks):
    sweep = SweepSpec(BASE, {"upper": ONE_IMPOSSIBLE[::-1], "seed": (0, 1)})
    engine = HereEngine(is_held=True)
    run = SweepRun.begin(engine, history, sweep)
    until(lambda: done(history, run.key) == {0, 1}, "the impossible trials")
    assert run.state is SweepState.RUNNING
    engine.let(2)
    finished(run)
    assert done(history, run.key) == {0, 1, 2, 3}


def test_a_stopped_sweep_goes_on_with_what_is_missing(history):
    engine = HereEngine(is_held=True)
    run = SweepRun.begin(engine, history, SWEEP)
    engine.let(3)
    until(lambda: run.progress.done == 3, "three trials")
    run.stop()
    finished(run)
    assert run.state is SweepState.WAITING
    assert done(history, run.key) == {0, 1, 2}
    again = finished(SweepRun(second := HereEngine(), history, run.key))
    assert again.sweep == SWEEP
    assert second.trained == [SWEEP.cell(trial) for trial in range(3, 12)]  # none twice
    assert again.trials().cell.tolist() == list(range(12))
    assert len(runs_of(history, run.key)) == 12
    assert history.sweep_summary(run.key).state is SweepState.FINISHED


def test_a_cancelled_sweep_stays_cancelled(history):
    engine = HereEngine(is_held=True)
    run = SweepRun.begin(engine, history, SWEEP)
    engine.let(2)
    until(lambda: run.progress.done == 2, "two trials")
    run.cancel()
    finished(run)
    assert run.state is history.sweep_summary(run.key).state is SweepState.CANCELLED
    again = finished(SweepRun(second := HereEngine(), history, run.key))
    assert again.state is SweepState.CANCELLED and second.trained == []
    assert len(again.trials()) == 2


def test_a_sweep_that_is_cancelled_while_it_starts_stays_cancelled(history, monkeypatch):
    trials, begins, is_cancelled = history.trials, threading.Event(), threading.Event()

    def slow_trials(key):
        begins.set()
        assert is_cancelled.wait(_PATIENCE)
        return trials(key)

    monkeypatch.setattr(history, "trials", slow_trials)
    run = SweepRun.begin(engine := HereEngine(), history, SWEEP)
    assert begins.wait(_PATIENCE)
    run.cancel()
    is_cancelled.set()
    finished(run)
    assert run.state is SweepState.CANCELLED and engine.trained == []


def test_cancelling_what_is_finished_leaves_it_finished(history):
    run = finished(SweepRun.begin(HereEngine(), history, SWEEP))
    run.cancel()
    assert run.state is history.sweep_summary(run.key).state is SweepState.FINISHED


def test_a_sweep_that_another_server_cancels_ends(history, quick_looks):
    key = history.begin_sweep(SWEEP)
    run = SweepRun(engine := HereEngine(is_held=True), history, key)
    until(lambda: history.sweep_summary(key).state is SweepState.RUNNING, "the claim")
    history.cancel_sweep(key)
    finished(run)
    assert run.state is SweepState.CANCELLED and engine.trained == []


def test_two_servers_never_run_one_sweep_at_the_same_time(history, quick_looks):
    key = history.begin_sweep(SWEEP)
    first, second = HereEngine(is_held=True), HereEngine()
    running = SweepRun(first, history, key)
    first.let(1)
    until(lambda: running.progress.done == 1, "the first trial")
    watching = SweepRun(second, history, key)
    until(lambda: watching.problem == _OTHER_SERVER, "the second server to look")
    first.let(11)
    finished(running)
    finished(watching)
    assert len(first.trained) == 12 and second.trained == []
    assert watching.state is SweepState.FINISHED and watching.problem is None
    assert len(watching.trials()) == watching.progress.done == 12  # what the other one made


def test_a_sweep_whose_server_died_is_taken_over_when_its_claim_runs_out(history, quick_looks):
    key = history.begin_sweep(SWEEP)
    assert history.claim(key, "a server that was killed", 3600.0)
    run = SweepRun(engine := HereEngine(), history, key)
    until(lambda: run.problem == _OTHER_SERVER, "the first look")
    assert engine.trained == []
    with history.writing() as connection:
        connection.execute(update(sweeps).values(lease_until=datetime(2000, 1, 1, tzinfo=UTC)))
    finished(run)
    assert run.state is SweepState.FINISHED and len(engine.trained) == 12


def test_a_locked_database_delays_and_loses_nothing(history, migrated):
    engine = HereEngine(is_held=True)
    run = SweepRun.begin(engine, history, SWEEP)
    until(lambda: history.sweep_summary(run.key).state is SweepState.RUNNING, "the claim")
    until(lambda: run.sweep is not None and run.state is SweepState.RUNNING, "the start")
    with locked(migrated):
        engine.let(12)
        until(lambda: run.progress.done == 12, "the trials to be computed")
        until(lambda: "locked" in (run.problem or ""), "the problem to be told")
        assert len(run.trials()) == 12  # in memory
    finished(run)
    assert run.problem is None
    assert done(history, run.key) == set(range(12))


def test_without_a_history_the_results_are_here():
    run = finished(SweepRun.begin(HereEngine(), None, SWEEP))
    assert run.state is SweepState.FINISHED and run.problem is None
    trials = run.trials()
    assert trials.cell.tolist() == list(range(12)) and np.isfinite(trials.loss).all()


def test_a_history_that_cannot_begin_a_sweep_does_not_stop_it(history, migrated):
    with locked(migrated):
        run = SweepRun.begin(HereEngine(), history, SWEEP)
        finished(run)
    assert run.state is SweepState.FINISHED and len(run.trials()) == 12
    assert "locked" in run.problem and "not being kept" in run.problem
    assert history.sweeps() == []


def test_an_engine_that_fails_is_told_and_the_sweep_can_go_on(history):
    class NoEngine:
        def sweep(self, specs, *, stop=None):
            raise RuntimeError("The scheduler was lost; start it again, and the sweep goes on.")

    run = finished(SweepRun.begin(NoEngine(), history, SWEEP))
    assert run.state is SweepState.WAITING
    assert run.problem == "The scheduler was lost; start it again, and the sweep goes on."
    assert history.sweep_summary(run.key).owner is None  # free for the next one
    assert finished(SweepRun(HereEngine(), history, run.key)).state is SweepState.FINISHED


def test_a_sweep_that_is_deleted_while_it_runs_ends(history, quick_looks):
    engine = HereEngine(is_held=True)
    key = history.begin_sweep(SWEEP)
    run = SweepRun(engine, history, key)
    engine.let(1)
    until(lambda: run.progress.done == 1, "the first trial")
    history.delete_sweep(key)
    finished(run)
    assert len(engine.trained) == 1


def test_what_to_run_must_be_given():
    with pytest.raises(ValueError, match="`sweep` must be given where no history knows it"):
        SweepRun(HereEngine(), None)
