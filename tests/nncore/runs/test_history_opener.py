"""A history that is opened when it is asked for: once, and again after a failure."""

import threading

import pytest

from nncore.runs import HistoryError, HistoryOpener, open_history


@pytest.fixture
def closing():
    openers = []
    yield openers.append
    for opener in openers:
        opener.close()


def refuse():
    raise HistoryError("The database is on the moon: fetch it.")


def test_it_is_opened_once_for_all_who_ask(tmp_path, closing):
    opened = []

    def open_it():
        opened.append(open_history(tmp_path / "runs.sqlite3"))
        return opened[-1]

    opener = HistoryOpener(open_it)
    closing(opener)
    found = []
    asking = [threading.Thread(target=lambda: found.append(opener.history)) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(opened) == 1 and found == opened * 4
    assert opener.problem is None


def test_nobody_gets_it_before_what_is_to_be_done_first(tmp_path, closing):
    opener = HistoryOpener(lambda: open_history(tmp_path / "runs.sqlite3"))
    closing(opener)
    seen = []
    opener.on_open = lambda: seen.append(opener.history.count())
    _ = opener.history, opener.history
    assert seen == [0]


def test_a_refusal_is_told_and_not_asked_for_again_at_once(monkeypatch, tmp_path, closing):
    tries = []

    def open_it():
        tries.append(1)
        return refuse() if len(tries) == 1 else open_history(tmp_path / "runs.sqlite3")

    opener = HistoryOpener(open_it)
    closing(opener)
    for _ in range(2):
        with pytest.raises(HistoryError, match="on the moon"):
            _ = opener.history
    assert len(tries) == 1 and "on the moon" in opener.problem
    monkeypatch.setattr("nncore.runs.history_opener.RETRY_SECONDS", 0.0)
    assert opener.history.count() == 0
    assert opener.problem is None


def test_one_that_was_never_open_can_be_closed():
    opener = HistoryOpener(refuse)
    opener.close()
    assert opener.problem is None
