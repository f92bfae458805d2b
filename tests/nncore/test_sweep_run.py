"""Sweeps that are driven to their ends, although workers, servers and databases fail."""

import dataclasses
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from nncore.engine import Engine
from nncore.engine.sweep import SweepResult
from nncore.experiments import train
from nncore.experiments.outcome import outcome_of
from nncore.runs import RunFilter, SweepState, open_history
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.sweep_run import SweepRun, resume_sweeps
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from tests.nncore.engine.processes import ROOT, Processes
from tests.nncore.engine.waiting import until

BASE = IntegrationSpec(
    integrand="runge",
    n_hidden=4,
    n_samples=100,
    trainer=LevenbergMarquardt(max_iterations=3),
)
SWEEP = SweepSpec(BASE, {"n_hidden": (3, 4), "seed": range(6)}, "Which width?")
_PATIENCE = 60.0


class HereEngine:
    """Runs cells in the thread that asks, as an engine does on its workers."""

    def __init__(self, pause=0.0):
        self.pause, self.trained, self.gate = pause, [], None

    def sweep(self, specs, *, stop=None):
        iterator, index = iter(specs), -1
        while not (stop is not None and stop.is_set()):
            index += 1
            try:
                spec = next(iterator)
            except StopIteration:
                return
            except ValueError as problem:
                outcome = outcome_of(BASE, None, str(problem))
                failed = TrainingStatus.FAILED
                yield SweepResult(None, None, failed, 0.0, str(problem), None, outcome, index)
                continue
            if self.gate is not None:
                self.gate.wait(_PATIENCE)
            steps = list(train(spec))
            self.trained.append(spec)
            time.sleep(self.pause)
            yield SweepResult(
                *(spec, steps[-1], steps[-1].status, 0.01, "", LossCurve.of(steps)),
                *(outcome_of(spec, steps[-1]), index),
            )


@pytest.fixture
def history(tmp_path):
    history = open_history(tmp_path / "runs.sqlite3", patience=0.2)
    yield history
    history.close()


def finished(run):
    assert run.wait(_PATIENCE), run.problem
    return run


def test_every_cell_is_kept_with_its_curve_and_its_network(history):
    run = finished(SweepRun.begin(HereEngine(), history, SWEEP))
    assert run.state is SweepState.FINISHED and run.problem is None
    assert (run.progress.done, run.progress.failed, run.progress.total) == (12, 0, 12)
    assert run.progress.rest_seconds == 0.0
    summary = history.sweep_summary(run.key)
    assert (summary.state, summary.n_done, summary.owner) == (SweepState.FINISHED, 12, None)
    kept, shown = history.cells(run.key), run.cells()
    for field in dataclasses.fields(kept):
        np.testing.assert_array_equal(getattr(shown, field.name), getattr(kept, field.name))
    for cell, key in zip(kept.cell, kept.key, strict=True):
        record = history.get(key)
        steps = list(train(SWEEP.cell(int(cell))))
        assert record.spec == SWEEP.cell(int(cell)) and record.cell == cell
        np.testing.assert_array_equal(record.network.pack(), steps[-1].network.pack())
        np.testing.assert_array_equal(record.curve.loss, LossCurve.of(steps).loss)


def test_impossible_cells_are_kept_with_their_sentence(history):
    sweep = SweepSpec(BASE, {"lower": (-1.0, 3.0), "seed": (0, 1)})
    run = finished(SweepRun.begin(HereEngine(), history, sweep))
    assert (run.progress.done, run.progress.failed) == (4, 2)
    kept = history.cells(run.key)
    assert kept.cell.tolist() == [0, 1, 2, 3]
    assert all(reason.startswith("`lower` must be less") for reason in kept.reason[2:])
    assert history.sweep_summary(run.key).state is SweepState.FINISHED
    assert run.cells().reason == kept.reason and run.cells().key[2:] == ("", "")


def test_a_stopped_sweep_goes_on_with_what_is_missing(history):
    engine = HereEngine(pause=0.05)
    run = SweepRun.begin(engine, history, SWEEP)
    until(lambda: run.progress.done >= 3, "three cells")
    run.stop()
    finished(run)
    assert run.state is SweepState.WAITING
    done = history.done_cells(run.key)
    assert 3 <= len(done) < 12
    (again,) = resume_sweeps(second := HereEngine(), history)
    finished(again)
    assert again.key == run.key and again.sweep == SWEEP
    assert len(second.trained) == 12 - len(done)  # none twice
    assert again.cells().cell.tolist() == list(range(12))
    assert history.count(RunFilter(sweep=run.key)) == 12
    assert resume_sweeps(second, history) == []


def test_a_cancelled_sweep_stays_cancelled(history):
    run = SweepRun.begin(HereEngine(pause=0.05), history, SWEEP)
    until(lambda: run.progress.done >= 2, "two cells")
    run.cancel()
    finished(run)
    assert run.state is history.sweep_summary(run.key).state is SweepState.CANCELLED
    assert resume_sweeps(HereEngine(), history) == []


def test_a_sweep_that_another_server_cancels_ends(history):
    engine = HereEngine()
    engine.gate = threading.Event()
    key = history.begin_sweep(SWEEP)
    run = SweepRun(engine, history, key, lease_seconds=0.4)
    until(lambda: history.sweep_summary(key).state is SweepState.RUNNING, "the claim")
    history.cancel_sweep(key)
    until(lambda: run.state is SweepState.CANCELLED, "the end of the lease")
    engine.gate.set()
    finished(run)
    assert run.state is SweepState.CANCELLED


def test_two_servers_never_run_one_sweep_at_the_same_time(history):
    key = history.begin_sweep(SWEEP)
    first, second = HereEngine(pause=0.05), HereEngine()
    running = SweepRun(first, history, key, lease_seconds=1.0)
    until(lambda: running.progress.done >= 1, "the first cell")
    watching = SweepRun(second, history, key, lease_seconds=1.0)
    until(lambda: watching.problem or watching.is_over, "the second server to look")
    assert watching.problem in ("Another server is running this sweep.", None)
    finished(running)
    finished(watching)
    assert len(first.trained) == 12 and second.trained == []
    assert watching.state is SweepState.FINISHED and watching.problem is None
    assert len(watching.cells()) == watching.progress.done == 12  # what the other one made


def test_a_sweep_whose_server_died_is_taken_over_when_its_claim_runs_out(history):
    key = history.begin_sweep(SWEEP)
    assert history.claim(key, "a server that was killed", 1.0)
    engine = HereEngine()
    (run,) = resume_sweeps(engine, history)
    until(lambda: run.problem == "Another server is running this sweep.", "the first look")
    assert engine.trained == []
    finished(run)
    assert run.state is SweepState.FINISHED and len(engine.trained) == 12


def test_a_locked_database_delays_and_loses_nothing(history, tmp_path):
    engine = HereEngine()
    engine.gate = threading.Event()
    run = SweepRun.begin(engine, history, SWEEP)
    until(lambda: history.sweep_summary(run.key).state is SweepState.RUNNING, "the claim")
    until(lambda: run.sweep is not None and run.state is SweepState.RUNNING, "the start")
    with sqlite3.connect(tmp_path / "runs.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        engine.gate.set()
        until(lambda: run.progress.done == 12, "the cells to be computed")
        until(lambda: "locked" in (run.problem or ""), "the problem to be told")
        assert len(run.cells()) == 12  # in memory
        other.execute("ROLLBACK")
    other.close()
    finished(run)
    assert run.problem is None
    assert history.done_cells(run.key) == set(range(12))


def test_without_a_history_the_results_are_here(tmp_path):
    run = finished(SweepRun.begin(HereEngine(), None, SWEEP))
    assert run.state is SweepState.FINISHED and run.problem is None
    cells = run.cells()
    assert cells.cell.tolist() == list(range(12)) and np.isfinite(cells.loss).all()


def test_a_history_that_cannot_begin_a_sweep_does_not_stop_it(history, tmp_path):
    with sqlite3.connect(tmp_path / "runs.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        run = SweepRun.begin(HereEngine(), history, SWEEP)
        finished(run)
        other.execute("ROLLBACK")
    other.close()
    assert run.state is SweepState.FINISHED and len(run.cells()) == 12
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
    (again,) = resume_sweeps(HereEngine(), history)
    assert finished(again).state is SweepState.FINISHED


def test_a_sweep_that_is_deleted_while_it_runs_ends(history):
    engine = HereEngine(pause=0.1)
    key = history.begin_sweep(SWEEP)
    run = SweepRun(engine, history, key, lease_seconds=0.4)
    until(lambda: run.progress.done >= 1, "the first cell")
    history.delete_sweep(key)
    finished(run)
    assert len(engine.trained) < 12


def test_what_to_run_must_be_given():
    with pytest.raises(ValueError, match="`sweep` must be given where no history knows it"):
        SweepRun(HereEngine(), None)


_SERVER = """
import sys, time
from nncore.engine import Engine
from nncore.runs import open_history
from nncore.sweep_run import SweepRun

address, database, key = sys.argv[1:]
with Engine(address=address) as engine:
    run = SweepRun(engine, open_history(database), key, lease_seconds=2.0)
    run.wait()
"""


@pytest.mark.slow
def test_a_killed_worker_and_a_killed_server_cost_no_cell(tmp_path, history):
    base = dataclasses.replace(
        BASE, n_samples=400, trainer=LevenbergMarquardt(max_iterations=25, tolerance=0.0)
    )
    sweep = SweepSpec(base, {"n_hidden": (4, 6), "seed": range(100)})
    key = history.begin_sweep(sweep)
    processes = Processes(tmp_path)
    try:
        workers = [processes.start_worker(), processes.start_worker()]
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVER, processes.address, str(tmp_path / "runs.sqlite3"), key],
            cwd=ROOT,
        )
        try:
            until(lambda: len(history.done_cells(key)) >= 10, "the first cells")
            workers[0].send_signal(signal.SIGKILL)
            n_done = len(history.done_cells(key))
            until(lambda: len(history.done_cells(key)) >= n_done + 10, "cells without it")
            assert server.poll() is None
        finally:
            server.kill()
            server.wait()
        done = history.done_cells(key)
        assert 20 <= len(done) < 200  # in the middle
        processes.start_worker()
        with Engine(address=processes.address) as engine:
            (run,) = resume_sweeps(engine, history)
            finished(run)
        assert run.state is SweepState.FINISHED and run.progress.failed == 0
    finally:
        processes.close()
    cells = history.cells(key)
    assert cells.cell.tolist() == list(range(200))  # none twice, none lost
    assert len(set(cells.key)) == history.count(RunFilter(sweep=key)) == 200
    some = history.get(cells.key[150])
    expected = list(train(sweep.cell(150)))[-1]
    np.testing.assert_array_equal(some.network.pack(), expected.network.pack())
