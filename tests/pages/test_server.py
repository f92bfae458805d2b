"""The server that is at work before anybody visits: a real process, and no browser."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from nncore.runs import SweepState, open_history
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.trainers import LevenbergMarquardt
from tests.nncore.engine.waiting import until
from tests.nncore.runs.records import done
from tests.pages.conftest import ROOT

SWEEP = SweepSpec(
    IntegrationSpec(
        integrand="abs",
        n_hidden=10,
        n_samples=500,
        trainer=LevenbergMarquardt(max_iterations=100, tolerance=0.0),
    ),
    {"seed": range(1_000)},
)
PATIENCE = 60.0


def start(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = ("--server.headless", "true", "--server.port", str(port))
    environment = {**os.environ, "NNCORE_DATABASE": str(folder / "runs.sqlite3")}
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**environment, "NNCORE_WORKERS": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


@pytest.mark.slow
def test_a_server_that_nobody_visits_goes_on_with_a_sweep_and_hands_it_on(tmp_path):
    with open_history(tmp_path / "runs.sqlite3") as history:
        key = history.begin_sweep(SWEEP)  # by a server that was killed
        server = start(tmp_path)
        try:
            until(lambda: len(done(history, key)) >= 3, "the first cells")
            assert history.sweep_summary(key).state is SweepState.RUNNING
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
        finally:
            server.kill()
            server.wait()
        ended = history.sweep_summary(key)
        assert ended.state is SweepState.WAITING  # free for the next server, at once
        assert 3 <= ended.n_done < SWEEP.n_cells and ended.n_failed == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
