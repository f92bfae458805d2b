"""The shelf of the pages: runs are judged and kept by threads, whatever the database does."""

import math
import subprocess
import sys
import threading
from dataclasses import dataclass, field

import numpy as np
import pytest

from nncore.experiments import train
from nncore.network import OneHiddenNetwork
from nncore.runs import HistoryError, RunHistory, SweepState, open_history
from nncore.specs import IntegrationSpec, StencilSpec, SweepSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import LevenbergMarquardt, OutputLayer, TrainingStatus
from pages.shared.history import Shelf
from tests.nncore.engine.here_engine import HereEngine
from tests.nncore.engine.waiting import until
from tests.pages.conftest import ROOT

SPEC = IntegrationSpec(
    integrand="exp", n_hidden=4, n_samples=30, trainer=LevenbergMarquardt(max_iterations=5)
)
STUDY = SweepSpec(
    IntegrationSpec(integrand="exp", n_samples=30, trainer=OutputLayer()), {"n_hidden": (3, 4, 5)}
)
PATIENCE = 30.0


@dataclass
class ALane:
    """What the shelf looks at of a lane."""

    spec: object = SPEC
    records: list = field(default_factory=list)
    network: OneHiddenNetwork | None = None
    status: TrainingStatus = TrainingStatus.READY
    run_id: str = "a" * 32

    def play(self, n=None):
        for step in train(self.spec):
            self.records.append(step.record)
            self.network, self.status = step.network, step.status
            if step.iteration == n:
                self.status = TrainingStatus.PAUSED
                return self
        return self


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr("pages.shared.history._engine", HereEngine)


@pytest.fixture
def shelf(here, tmp_path):
    shelf = Shelf(lambda: open_history(tmp_path / "runs.sqlite3"))
    yield shelf
    shelf.close()


def refuse():
    raise HistoryError("The database is on the moon: fetch it.")


@pytest.fixture
def broken(here):
    shelf = Shelf(refuse)
    yield shelf
    shelf._judge.close(0.1)


def test_a_run_is_kept_with_what_it_came_to(shelf):
    lane = ALane().play()
    shelf.keep(lane)
    assert shelf.flush(PATIENCE)
    record = shelf.history.get(lane.run_id)
    assert record.spec == SPEC and record.network == lane.network
    assert record.outcome.status is lane.status
    lower, upper = SPEC.interval
    error = abs(lane.network.integral(lower, upper) - (math.exp(upper) - math.exp(lower)))
    assert record.outcome.integral_error == pytest.approx(error, rel=1e-6, abs=1e-13)
    assert record.curve.loss[-1] == lane.records[-1].loss


def test_a_run_that_is_paused_and_then_ends_is_one_run(shelf):
    lane = ALane().play(2)
    shelf.keep(lane)
    assert shelf.flush(PATIENCE)
    first = shelf.history.get(lane.run_id)
    assert first.outcome.status is TrainingStatus.PAUSED and first.outcome.iterations == 2
    lane.records.clear()
    shelf.keep(lane.play())
    assert shelf.flush(PATIENCE)
    assert shelf.history.count() == 1
    later = shelf.history.get(lane.run_id)
    assert later.outcome.status is TrainingStatus.FINISHED
    assert later.created == first.created


def test_a_run_that_is_given_up_is_stopped(shelf):
    lane = ALane().play(2)
    lane.status = TrainingStatus.RUNNING  # its settings were changed, or its tab was closed
    shelf.keep(lane)
    assert shelf.flush(PATIENCE)
    assert shelf.history.get(lane.run_id).outcome.status is TrainingStatus.STOPPED


def test_what_has_not_begun_is_not_kept(shelf):
    shelf.keep(ALane())
    assert shelf.flush(PATIENCE)
    assert shelf.history.count() == 0


def test_a_run_that_failed_is_kept_with_its_reason(shelf):
    shelf.keep(ALane(status=TrainingStatus.FAILED), "There is no worker.")
    assert shelf.flush(PATIENCE)
    assert shelf.history.get("a" * 32).outcome.reason == "There is no worker."


def test_a_stencil_is_kept_with_its_coefficients(shelf):
    spec = StencilSpec(n_fields=1_000)
    taylor = np.array([-0.5, 0.0, 0.5])
    step = StencilStep(3, 2.0, 3.0, TrainingStatus.RUNNING, 0.1, coefficients=taylor)
    shelf.keep(ALane(spec, [step], status=TrainingStatus.PAUSED))
    assert shelf.flush(PATIENCE)
    record = shelf.history.get("a" * 32)
    assert record.coefficients == (-0.5, 0.0, 0.5)
    assert record.outcome.weight_error > 0.01  # the optimum of these waves is another


def test_a_study_is_driven_to_its_end_and_kept(shelf):
    key = shelf.begin(STUDY)
    assert shelf._runs[key].wait(PATIENCE)
    assert shelf.summary(key).state is SweepState.FINISHED
    assert shelf.cells(key).cell.tolist() == [0, 1, 2]
    assert shelf.study(key) == STUDY
    assert [one.key for one in shelf.studies()] == [key]
    assert shelf.history.count() == 3


def test_another_server_goes_on_with_what_was_left(here, tmp_path):
    path = tmp_path / "runs.sqlite3"
    with open_history(path) as history:
        key = history.begin_sweep(STUDY)
    shelf = Shelf(lambda: open_history(path))
    try:
        assert shelf.history.count() >= 0  # it is open, and what was left is taken up
        assert shelf.resumed == {key}
        assert shelf._runs[key].wait(PATIENCE)
        assert shelf.history.done_cells(key) == {0, 1, 2}
    finally:
        shelf.close()


def test_without_a_database_the_lab_goes_on_and_says_so(broken):
    broken.keep(ALane().play())
    with pytest.raises(HistoryError, match="on the moon"):
        _ = broken.history
    assert "on the moon" in broken.problem
    key = broken.begin(STUDY)
    assert broken._runs[key].wait(PATIENCE)
    assert broken.summary(key).n_done == 3
    assert len(broken.cells(key)) == 3
    assert [one.key for one in broken.studies()] == [key]


def test_a_cancelled_study_keeps_what_it_has(shelf):
    key = shelf.history.begin_sweep(STUDY)
    shelf.cancel(key)
    assert shelf.summary(key).state is SweepState.CANCELLED
    shelf.go_on(key)
    assert shelf._runs[key].wait(PATIENCE)
    assert shelf.summary(key).state is SweepState.FINISHED


def test_studies_that_cannot_be_read_at_first_are_taken_up_later(here, tmp_path):
    path = tmp_path / "runs.sqlite3"
    with open_history(path) as history:
        key = history.begin_sweep(STUDY)

    class Unread(RunHistory):
        def sweeps(self, limit=None):
            raise HistoryError("The database is locked.")

    def open_unread():
        history = open_history(path)
        history.__class__ = Unread
        return history

    shelf = Shelf(open_unread)
    try:
        history = shelf.history
        assert shelf.problem is None and shelf.resumed == set()
        history.__class__ = RunHistory
        assert shelf.look()  # as its thread does after a while
        assert shelf.resumed == {key}
        assert shelf._runs[key].wait(PATIENCE)
        assert history.done_cells(key) == {0, 1, 2}
    finally:
        shelf.close()


def test_a_study_that_another_server_leaves_later_is_taken_up(shelf):
    key = shelf.history.begin_sweep(STUDY)
    assert shelf.history.claim(key, "another server", 1000.0)
    assert shelf.look()
    assert not shelf.is_driven(key)  # that server is at work on it
    shelf.history.release(key, "another server")
    assert shelf.look()
    assert shelf._runs[key].wait(PATIENCE)
    assert shelf.summary(key).state is SweepState.FINISHED


def test_a_study_that_is_left_is_taken_up_although_nobody_visits(here, tmp_path, monkeypatch):
    monkeypatch.setattr("pages.shared.history._LOOK_SECONDS", 0.05)
    path = tmp_path / "runs.sqlite3"
    shelf = Shelf(lambda: open_history(path))
    try:
        with open_history(path) as history:
            until(lambda: shelf._has_looked, "the first look")
            key = history.begin_sweep(STUDY)  # by a server that is killed at once
            until(lambda: history.done_cells(key) == {0, 1, 2}, "the cells")
        assert shelf.resumed == {key}
    finally:
        shelf.close()


def test_a_database_that_comes_later_is_opened_although_nobody_visits(here, tmp_path, monkeypatch):
    for name in ("_LOOK_SECONDS", "_RETRY_SECONDS"):
        monkeypatch.setattr(f"pages.shared.history.{name}", 0.05)
    path, is_there = tmp_path / "runs.sqlite3", threading.Event()
    with open_history(path) as history:
        key = history.begin_sweep(STUDY)
        shelf = Shelf(lambda: open_history(path) if is_there.is_set() else refuse())
        try:
            until(lambda: shelf.problem is not None, "the refusal")
            is_there.set()
            until(lambda: history.done_cells(key) == {0, 1, 2}, "the cells")
            assert shelf.problem is None
        finally:
            shelf.close()


def test_a_study_that_is_gone_on_with_keeps_its_date(shelf):
    key = shelf.history.begin_sweep(STUDY)
    created = shelf.history.sweep_summary(key).created
    shelf.cancel(key)
    shelf.go_on(key)
    assert shelf._begun[key] == created
    assert shelf._runs[key].wait(PATIENCE)


def test_studies_that_are_over_are_left_to_the_history(shelf):
    key = shelf.begin(STUDY)
    assert shelf._runs[key].wait(PATIENCE)
    assert shelf.look()
    assert key not in shelf._runs
    assert shelf.summary(key).state is SweepState.FINISHED and len(shelf.cells(key)) == 3


def test_studies_can_be_listed_while_others_begin(broken, monkeypatch):
    broken.begin(STUDY)

    def begins_another(run):
        broken._runs[f"{len(broken._runs)}"] = run
        return whole(run)

    whole = broken._summary_of
    monkeypatch.setattr(broken, "_summary_of", begins_another)
    assert len(broken.studies()) == 1


ENDS_AT_ONCE = """
import sys, time
from nncore.runs import open_history
from pages.shared import judge
from tests.pages.test_history import ALane

record = judge._Snapshot.record
judge._Snapshot.record = lambda snapshot: time.sleep(0.2) or record(snapshot)
kept = judge.Judge(lambda: open_history(sys.argv[1]))
lane = ALane().play()
for key in "abc":
    lane.run_id = key * 32
    kept.keep(lane)
"""


def test_runs_that_wait_to_be_judged_are_kept_when_the_server_ends(tmp_path):
    path = tmp_path / "runs.sqlite3"
    command = [sys.executable, "-c", ENDS_AT_ONCE, str(path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    with open_history(path) as history:
        assert history.count() == 3


def test_no_more_is_remembered_of_runs_than_needed(shelf, monkeypatch):
    monkeypatch.setattr("pages.shared.judge._MOST_SEEN", 2)
    lane = ALane().play()
    for key in "abc":
        lane.run_id = key * 32
        shelf.keep(lane)
    assert list(shelf._judge._seen) == ["b" * 32, "c" * 32]
    assert shelf.flush(PATIENCE) and shelf.history.count() == 3
