"""The shelf of the pages: runs and studies are kept by threads, whatever the database does."""

import threading

import pytest

from nncore.runs import HistoryError, RunHistory, SweepState, open_history
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.trainers import OutputLayer
from pages.app.history import Shelf
from tests.nncore.engine.here_engine import HereEngine
from tests.nncore.engine.waiting import until
from tests.nncore.live.played import played

STUDY = SweepSpec(
    IntegrationSpec(integrand="exp", n_samples=30, trainer=OutputLayer()), {"n_hidden": (3, 4, 5)}
)
PATIENCE = 30.0


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr("pages.app.history.engine", HereEngine)


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
    shelf._recorder.close(0.1)


def test_a_run_is_kept_as_it_stands(shelf):
    run = played()
    shelf.keep(run)
    assert shelf.flush(PATIENCE) and shelf.problem is None
    record = shelf.history.get(run.run_id)
    assert record.spec == run.spec and record.network == run.network
    assert record.outcome.iterations == 2 and record.made_by == run.made_by


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
    broken.keep(played())
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
    monkeypatch.setattr("pages.app.history._LOOK_SECONDS", 0.05)
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
        monkeypatch.setattr(f"pages.app.history.{name}", 0.05)
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
    assert shelf._begun[key] == (created, "")
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
