"""The history as the pages see it: runs are kept by threads, whatever the database does."""

import pytest

from nncore.runs import HistoryError
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.trainers import OutputLayer
from pages.app.history import HistoryConnection
from tests.nncore.engine.here_engine import HereEngine
from tests.nncore.engine.waiting import until
from tests.nncore.live.played import played

SWEEP = SweepSpec(
    IntegrationSpec(integrand="exp", n_samples=30, trainer=OutputLayer()), {"n_hidden": (3, 4, 5)}
)
PATIENCE = 30.0


@pytest.fixture
def connecting(monkeypatch):
    """Make connections to a database."""
    monkeypatch.setattr("pages.app.history.engine", HereEngine)
    made = []

    def connect(url):
        made.append(HistoryConnection(url=str(url)))
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


def test_a_run_is_kept_as_it_stands(connecting, tmp_path):
    connection = connecting(tmp_path / "runs.sqlite3")
    run = played()
    connection.recorder.keep(run)
    assert connection.recorder.flush(PATIENCE) and connection.problem is None
    record = connection.history.get(run.run_id)
    assert record.spec == run.spec and record.network == run.network
    assert record.outcome.iterations == 2 and record.made_by == run.made_by


def test_a_sweep_is_kept_in_the_same_history(connecting, tmp_path):
    connection = connecting(tmp_path / "runs.sqlite3")
    key = connection.sweeps.begin(SWEEP)
    until(lambda: not connection.sweeps.is_driven(key), "the end of a sweep")
    assert connection.history.count() == 3


def test_without_a_database_the_lab_goes_on_and_says_so(connecting, monkeypatch):
    monkeypatch.setattr("nncore.live.recorder.RunRecorder.close", lambda recorder: None)
    connection = connecting("mysql://on/the/moon")
    connection.recorder.keep(played())
    with pytest.raises(HistoryError, match="must be the path of a file"):
        _ = connection.history
    assert "must be the path of a file" in connection.problem
    key = connection.sweeps.begin(SWEEP)
    until(lambda: not connection.sweeps.is_driven(key), "the end of a sweep")
    assert connection.sweeps.summary(key).n_done == 3
