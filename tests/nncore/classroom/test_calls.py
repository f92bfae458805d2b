"""The teacher's call to everybody: at once on this server, and soon on others."""

import threading

import pytest

from nncore.classroom.calls import Calls
from nncore.runs import HistoryError, open_history

PATIENCE = 30.0


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "runs.sqlite3") as opened:
        yield opened


def calls(history, **options):
    """Return calls, and what is set when one is heard of."""
    heard = threading.Event()
    return Calls(lambda: history, heard.set, **options), heard


def test_a_call_is_heard_of_at_once(history):
    here, heard = calls(history, look_seconds=PATIENCE)
    assert here.last is None and not heard.is_set()
    here.call_to("wider", 2)
    assert heard.is_set() and (here.last.lesson, here.last.step) == ("wider", 2)
    here.close()


def test_another_server_hears_of_it_too(history):
    here, _ = calls(history, look_seconds=PATIENCE)
    other, heard = calls(history, look_seconds=0.01)
    here.call_to("wider", 3)
    assert heard.wait(PATIENCE) and other.last == here.last
    heard.clear()
    here.call_to("wider", 3)  # the same step once more is another call
    assert heard.wait(PATIENCE) and other.last == here.last
    for one in (here, other):
        one.close()


def test_a_server_that_starts_later_knows_the_last_one(history):
    history.call_to("wider", 1)
    late, heard = calls(history, look_seconds=PATIENCE)
    assert late.last.step == 1 and heard.is_set()
    late.close()


def test_without_a_history_nobody_is_called():
    def away():
        raise HistoryError("The database is away.")

    here = Calls(away, lambda: None, look_seconds=PATIENCE)
    assert here.last is None
    with pytest.raises(HistoryError, match="The database is away."):
        here.call_to("wider", 1)
    here.close()
