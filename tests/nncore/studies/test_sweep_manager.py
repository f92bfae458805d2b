"""Sweeps are driven, left and taken up again, whatever the database does."""

import threading

import pytest

from nncore.runs import HistoryError, HistoryOpener, RunHistory, SweepState, open_history
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.studies.sweep_manager import SweepManager
from nncore.trainers import OutputLayer
from tests.nncore.engine.here_engine import HereEngine
from tests.nncore.engine.waiting import until
from tests.nncore.runs.records import done

SWEEP = SweepSpec(
    IntegrationSpec(integrand="exp", n_samples=30, trainer=OutputLayer()), {"n_hidden": (3, 4, 5)}
)


@pytest.fixture
def managing():
    """Make managers of a history that `open_it` opens; return one and its opener."""
    made = []

    def manage(open_it):
        opener = HistoryOpener(open_it)
        made.append((SweepManager(HereEngine, opener), opener))
        return made[-1]

    yield manage
    for manager, opener in made:
        manager.close()
        opener.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.sqlite3"


@pytest.fixture
def here(managing, path):
    return managing(lambda: open_history(path))


def refuse():
    raise HistoryError("The database is on the moon: fetch it.")


def wait_for(manager, key):
    until(lambda: not manager.is_driven(key), "the end of a sweep")


def begun_by_another(path):
    with open_history(path) as history:
        return history.begin_sweep(SWEEP)


def test_a_sweep_is_driven_to_its_end_and_kept(here):
    manager, opener = here
    key = manager.begin(SWEEP)
    wait_for(manager, key)
    assert manager.summary(key).state is SweepState.FINISHED
    assert manager.trials(key).cell.tolist() == [0, 1, 2]
    assert manager.sweep(key) == SWEEP
    assert [one.key for one in manager.summaries()] == [key]
    assert opener.history.count() == 3


def test_another_server_goes_on_with_what_was_left(managing, path):
    key = begun_by_another(path)
    manager, opener = managing(lambda: open_history(path))
    assert opener.history.count() >= 0  # it is open, and what was left is taken up
    assert manager.resumed == {key}
    wait_for(manager, key)
    assert done(opener.history, key) == {0, 1, 2}


def test_without_a_database_a_sweep_stays_here(managing):
    manager, _ = managing(refuse)
    key = manager.begin(SWEEP)
    wait_for(manager, key)
    assert manager.only_here == {key}
    assert manager.summary(key).n_done == 3
    assert len(manager.trials(key)) == 3
    assert [one.key for one in manager.summaries()] == [key]
    manager.delete(key)
    assert manager.summaries() == [] and manager.only_here == set()


def test_a_cancelled_sweep_keeps_what_it_has(here):
    manager, opener = here
    key = opener.history.begin_sweep(SWEEP)
    manager.cancel(key)
    assert manager.summary(key).state is SweepState.CANCELLED
    manager.resume(key)
    wait_for(manager, key)
    assert manager.summary(key).state is SweepState.FINISHED


def test_a_deleted_sweep_is_gone(here):
    manager, opener = here
    key = manager.begin(SWEEP)
    wait_for(manager, key)
    manager.delete(key)
    assert manager.summaries() == [] and opener.history.count() == 0


def test_sweeps_that_cannot_be_read_at_first_are_taken_up_later(managing, path):
    key = begun_by_another(path)

    class Unread(RunHistory):
        def sweeps(self, limit=None):
            raise HistoryError("The database is locked.")

    def open_unread():
        history = open_history(path)
        history.__class__ = Unread
        return history

    manager, opener = managing(open_unread)
    history = opener.history
    assert opener.problem is None and manager.resumed == set()
    history.__class__ = RunHistory
    assert manager.look()  # as its thread does after a while
    assert manager.resumed == {key}
    wait_for(manager, key)
    assert done(history, key) == {0, 1, 2}


def test_a_sweep_that_another_server_leaves_later_is_taken_up(here):
    manager, opener = here
    history = opener.history
    key = history.begin_sweep(SWEEP)
    assert history.claim(key, "another server", 1000.0)
    assert manager.look()
    assert not manager.is_driven(key)  # that server is at work on it
    history.release(key, "another server")
    assert manager.look()
    wait_for(manager, key)
    assert manager.summary(key).state is SweepState.FINISHED


def test_a_sweep_that_is_left_is_taken_up_although_nobody_visits(managing, path, monkeypatch):
    monkeypatch.setattr("nncore.studies.sweep_manager.LOOK_SECONDS", 0.05)
    looks = []

    class Watched(RunHistory):
        def sweeps(self, limit=None):
            looks.append(limit)
            return super().sweeps(limit)

    def open_watched():
        history = open_history(path)
        history.__class__ = Watched
        return history

    manager, _ = managing(open_watched)
    with open_history(path) as history:
        until(lambda: len(looks) > 1, "the first look")
        key = history.begin_sweep(SWEEP)  # by a server that is killed at once
        until(lambda: done(history, key) == {0, 1, 2}, "the trials")
    assert manager.resumed == {key}


def test_a_database_that_comes_later_is_opened_although_nobody_visits(managing, path, monkeypatch):
    monkeypatch.setattr("nncore.studies.sweep_manager.LOOK_SECONDS", 0.05)
    monkeypatch.setattr("nncore.studies.sweep_manager.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("nncore.runs.history_opener.RETRY_SECONDS", 0.05)
    is_there = threading.Event()
    key = begun_by_another(path)
    with open_history(path) as history:
        _, opener = managing(lambda: open_history(path) if is_there.is_set() else refuse())
        until(lambda: opener.problem is not None, "the refusal")
        is_there.set()
        until(lambda: done(history, key) == {0, 1, 2}, "the trials")
        assert opener.problem is None


def test_a_sweep_that_is_resumed_keeps_its_date_and_its_maker(here):
    manager, opener = here
    key = opener.history.begin_sweep(SWEEP, made_by="a" * 32)
    before = opener.history.sweep_summary(key)
    manager.cancel(key)
    manager.resume(key)
    while manager.is_driven(key):
        now = manager.summary(key)
        assert (now.created, now.made_by) == (before.created, before.made_by)


def test_sweeps_that_are_over_are_left_to_the_history(here):
    manager, opener = here
    key = manager.begin(SWEEP)
    wait_for(manager, key)
    assert manager.look()
    opener.history.delete_sweep(key)  # nobody here remembers it
    with pytest.raises(HistoryError, match="no sweep"):
        manager.sweep(key)


def test_sweeps_can_be_listed_while_others_begin(managing):
    manager, _ = managing(refuse)
    over = threading.Event()

    def begin_many():
        for _ in range(20):
            manager.begin(SWEEP)
        over.set()

    beginning = threading.Thread(target=begin_many)
    beginning.start()
    while not over.is_set():
        manager.summaries()
    beginning.join()
    assert len(manager.summaries()) == 20
