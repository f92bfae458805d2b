"""What the teacher hides from the class: kept over a restart, and known to all servers."""

import threading

import pytest

from nncore.classroom.class_controls import ClassControls
from nncore.runs import HistoryError, open_history

PATIENCE = 30.0


@pytest.fixture
def database(tmp_path):
    return tmp_path / "runs.sqlite3"


@pytest.fixture
def server(database):
    """Return what starts a server on one database; all of them are ended in the end."""
    started = []

    def start(look_seconds=PATIENCE):
        history, heard = open_history(database), threading.Event()
        controls = ClassControls(lambda: history, heard.set, look_seconds)
        started.append((controls, history))
        return controls, heard

    yield start
    for controls, history in started:
        controls.close()
        history.close()


def test_what_is_hidden_holds_at_once_and_replaces_what_was_before(server):
    here, heard = server()
    assert here.hidden == frozenset() and not heard.is_set()
    here.hide(["network", "data"])
    assert heard.is_set() and here.hidden == {"network", "data"}
    here.hide(["seed"])
    assert here.hidden == {"seed"}
    here.hide([])
    assert here.hidden == frozenset()


def test_it_holds_after_the_server_is_started_again(server):
    server()[0].hide(["buttons"])
    again, heard = server()
    assert again.hidden == {"buttons"} and heard.is_set()


def test_another_server_hears_of_it(server):
    here, _ = server()
    other, heard = server(look_seconds=0.01)
    here.hide(["trainer"])
    assert heard.wait(PATIENCE) and other.hidden == {"trainer"}
    heard.clear()
    other.hide([])
    assert other.hidden == frozenset()
    here.hide(["trainer"])
    assert heard.wait(PATIENCE)


def test_without_a_history_it_stays_as_it_was_and_the_teacher_is_told(server, database):
    here, _ = server()
    here.hide(["data"])
    history = open_history(database)
    away = threading.Event()

    def kept():
        if away.is_set():
            raise HistoryError("The database is away.")
        return history

    other = ClassControls(kept, lambda: None, PATIENCE)
    away.set()
    with pytest.raises(HistoryError, match="The database is away."):
        other.hide([])
    assert other.hidden == {"data"}
    other.close()
    history.close()
