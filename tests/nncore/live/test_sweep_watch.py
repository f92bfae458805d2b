"""A study that is watched: looked at now and then, and told when it is another."""

import dataclasses
from datetime import UTC, datetime

import pytest

from nncore.live import SweepWatch, history_watch
from nncore.runs import HistoryError, SweepState, SweepSummary
from tests.nncore.live.clockwork import Clock

BEGUN = SweepSummary(
    "a", "A study", datetime(2026, 1, 2, tzinfo=UTC), 4, 0, 0, SweepState.RUNNING, None, "integral"
)


class Study:
    """Where the study stands; a test sets it."""

    def __init__(self):
        self.now = BEGUN

    def look(self):
        if isinstance(self.now, Exception):
            raise self.now
        return self.now

    def goes_to(self, **changes):
        self.now = dataclasses.replace(BEGUN, **changes)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(history_watch, "time", clock)
    return clock


@pytest.fixture
def study():
    return Study()


@pytest.fixture
def watch(clock, study):
    return SweepWatch(study.look)


def test_it_is_looked_at_now_and_then(watch, clock):
    assert not watch.is_due
    clock.now += history_watch.LOOK_SECONDS
    assert watch.is_due
    watch.tick()
    assert not watch.is_due


def test_results_that_arrive_are_news_and_need_no_other_buttons(watch, study):
    version, n_changes = watch.version, watch.n_changes
    assert not watch.tick() and watch.version == version
    study.goes_to(n_done=1)
    assert watch.tick() and watch.version > version and watch.n_changes == n_changes
    assert watch.summary.n_done == 1
    assert not watch.tick()


@pytest.mark.parametrize("state", [SweepState.FINISHED, SweepState.CANCELLED])
def test_its_end_needs_other_buttons(watch, study, state):
    watch.is_drawn()
    assert watch.playing
    study.goes_to(n_done=4, state=state)
    assert watch.tick()
    assert not watch.playing and watch.n_changes != watch.n_drawn


def test_a_study_that_waits_may_go_on(watch, study):
    study.goes_to(state=SweepState.WAITING)
    assert watch.tick() and watch.playing


def test_a_history_that_does_not_answer_is_asked_again(watch, study, clock):
    version = watch.version
    study.now = HistoryError("The database is locked.")
    clock.now += 10.0
    assert not watch.tick() and watch.summary == BEGUN and watch.version == version
    assert watch.playing and not watch.is_due
    study.goes_to(n_done=2)
    assert watch.tick() and watch.summary.n_done == 2


def test_a_study_that_is_not_there_is_refused_at_once(study):
    study.now = HistoryError("It is gone.")
    with pytest.raises(HistoryError, match="It is gone"):
        SweepWatch(study.look)


def test_a_picture_is_of_the_last_look(watch, study):
    watch.compose = lambda watch: {"done": watch.summary.n_done}
    study.goes_to(n_done=3)
    assert watch.picture()[1] == {"done": 0}
    watch.tick()
    assert watch.picture() == (watch.version, {"done": 3})
