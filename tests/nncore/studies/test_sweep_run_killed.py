"""A sweep whose worker and whose server are killed, each a process of its own."""

import signal
import subprocess
import sys

import numpy as np
import pytest

from nncore.engine import Engine
from nncore.experiments import train
from nncore.runs import SweepState, open_history
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.studies.sweep_run import SweepRun
from nncore.trainers import LevenbergMarquardt
from tests.nncore.engine.processes import ROOT, Processes
from tests.nncore.engine.waiting import until
from tests.nncore.runs.records import done, runs_of

_PATIENCE = 60.0

_SERVER = """
import sys
from nncore.engine import Engine
from nncore.runs import open_history
from nncore.studies.sweep_run import SweepRun

address, database, key = sys.argv[1:]
with Engine(address=address) as engine:
    run = SweepRun(engine, open_history(database), key, lease_seconds=2.0)
    run.wait()
"""


@pytest.mark.slow
def test_a_killed_worker_and_a_killed_server_cost_no_trial(tmp_path):
    history = open_history(tmp_path / "runs.sqlite3")
    base = IntegrationSpec(
        integrand="runge",
        n_samples=400,
        trainer=LevenbergMarquardt(max_iterations=25, tolerance=0.0),
    )
    sweep = SweepSpec(base, {"n_hidden": (4, 6), "seed": range(100)})
    key = history.begin_sweep(sweep)
    processes = Processes(tmp_path)
    try:
        workers = [processes.start_worker(), processes.start_worker()]
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVER, processes.address, str(tmp_path / "runs.sqlite3"), key],
            cwd=ROOT,
        )
        try:
            until(lambda: len(done(history, key)) >= 10, "the first trials")
            workers[0].send_signal(signal.SIGKILL)
            n_done = len(done(history, key))
            until(lambda: len(done(history, key)) >= n_done + 10, "trials without it")
            assert server.poll() is None
        finally:
            server.kill()
            server.wait()
        assert 20 <= len(done(history, key)) < 200  # in the middle
        processes.start_worker()
        with Engine(address=processes.address) as engine:
            run = SweepRun(engine, history, key)
            assert run.wait(_PATIENCE), run.problem
        assert run.state is SweepState.FINISHED and run.progress.failed == 0
    finally:
        processes.close()
    trials = history.trials(key)
    assert trials.cell.tolist() == list(range(200))  # none twice, none lost
    assert len(set(trials.key)) == len(runs_of(history, key)) == 200
    some = history.get(trials.key[150])
    expected = list(train(sweep.cell(150)))[-1]
    np.testing.assert_array_equal(some.network.pack(), expected.network.pack())
    history.close()
