"""Something of the history that is looked at again and again as long as it is seen."""

import pytest

from nncore.live import HistoryWatch, history_watch
from nncore.runs import HistoryError
from tests.nncore.live.clockwork import Clock


class Looks:
    """What is found; a test sets it."""

    found, n = [1], 0

    def __call__(self):
        self.n += 1
        if self.found is None:
            raise HistoryError("The database is away.")
        return list(self.found)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(history_watch, "time", clock)
    return clock


def test_it_moves_always_and_is_looked_at_now_and_then(clock):
    looks = Looks()
    watch = HistoryWatch(looks, look_seconds=0.25)
    assert watch.playing and not watch.is_due and watch.found == [1]
    clock.now += 0.25
    assert watch.is_due and not watch.tick() and not watch.is_due
    assert looks.n == 2


def test_what_arrives_is_news_and_needs_no_script(clock):
    looks = Looks()
    watch = HistoryWatch(looks)
    version, n_changes = watch.version, watch.n_changes
    looks.found = [1, 2]
    assert watch.tick() and watch.found == [1, 2] and watch.version > version
    assert not watch.tick() and watch.n_changes == n_changes


def test_what_was_found_last_stays_while_the_history_is_away(clock):
    looks = Looks()
    watch = HistoryWatch(looks)
    looks.found = None
    assert not watch.tick() and watch.found == [1] and watch.playing
    looks.found = [3]
    assert watch.tick() and watch.found == [3]
