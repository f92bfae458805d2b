"""A pinned run: what is looked at of it stays, whatever its own run does."""

import numpy as np

from nncore.live import PageRuns, pinned
from nncore.trainers import TrainingRecord, TrainingStatus
from tests.nncore.live.local_engine import LocalEngine
from tests.nncore.live.played import SPEC, played


def test_it_stays_as_it_was_when_its_run_goes_on_and_starts_anew():
    runs = PageRuns(LocalEngine())
    runs.put({"run": played(n=2)})
    runs.pinned = pinned(runs.runs["run"])
    was = runs.runs["run"].network
    runs.play()
    runs.tick()
    runs.reset()
    runs.follow({})
    one = runs.pinned
    assert (one.spec, one.position) == (SPEC, 2)
    assert np.array_equal(one.network.output_weights, was.output_weights)
    assert not one.status.is_final  # and nothing is said of its end


def test_what_nobody_sees_of_it_goes():
    run = played(n=2)
    run.records = [
        TrainingRecord(n, 1.0, None, TrainingStatus.RUNNING, 0.1 * n) for n in range(10_000)
    ]
    one = pinned(run)
    assert one.position == 9_999
    assert one.run_seconds == run.run_seconds
    assert one.n_bytes < run.n_bytes / 5
    assert one.checkpoint.state is None and run.checkpoint.state is not None


def test_it_counts_as_memory_of_its_page():
    runs = PageRuns(LocalEngine())
    runs.put({"run": played()})
    before = runs.n_bytes
    runs.pinned = pinned(runs.runs["run"])
    assert runs.n_bytes == before + runs.pinned.n_bytes
