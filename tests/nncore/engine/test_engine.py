"""The engine on a real embedded cluster, and on a scheduler that somebody else started."""

import dataclasses
import subprocess
import sys
import time
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
import pytest

from nncore.engine import Engine
from nncore.engine.cluster import EmbeddedCluster
from nncore.engine.worker import RunActor
from nncore.experiments import train
from nncore.notebooks import INTEGRATION_SPEC
from nncore.specs import IntegrationSpec
from nncore.trainers import Adam, LevenbergMarquardt, TrainingStatus
from tests.nncore.engine.processes import processes_of, started_in
from tests.nncore.engine.waiting import advance_until_steps, kill_worker_of, until

SPEC = IntegrationSpec(
    integrand="runge",
    n_hidden=8,
    n_samples=400,
    initializer="glorot",
    trainer=LevenbergMarquardt(max_iterations=200),
)
KERAS = dataclasses.replace(SPEC, trainer=Adam(epochs=100_000, batch_size=32))


def test_steps_are_those_of_the_trainer(engine):
    run = engine.start(SPEC)
    advance = advance_until_steps(run, steps=6)
    expected = list(islice(train(SPEC), 6))
    assert len(advance) == 6
    assert [step.iteration for step in advance.steps] == [0, 1, 2, 3, 4, 5]
    assert advance.steps[-1].loss == expected[-1].loss
    np.testing.assert_array_equal(advance.network.pack(), expected[-1].network.pack())
    run.stop()
    assert run.status is TrainingStatus.STOPPED


@pytest.mark.parametrize(
    ("seconds", "compute", "wall", "n_steps"),
    [(0.1, 0.03, 0.0, 4), (0.1, 0.3, 0.0, 1), (0.4, 0.01, 0.1, 3)],
    ids=["compute", "a slow step", "a busy core"],
)
def test_seconds_bound_a_tick(monkeypatch, seconds, compute, wall, n_steps):
    """Count the steps of a tick by clocks on which each step takes so many seconds."""
    actor = RunActor(SPEC)
    until(lambda: actor.advance(steps=1).records, "the preparation")
    compute_clock, wall_clock = count(0.0, compute), count(0.0, wall)
    clocks = SimpleNamespace(
        thread_time=lambda: next(compute_clock),
        perf_counter=lambda: next(wall_clock),
        monotonic=time.monotonic,
    )
    monkeypatch.setattr("nncore.engine.worker.time", clocks)
    progress = actor.advance(seconds=seconds)
    assert len(progress.records) == n_steps and progress.status is TrainingStatus.RUNNING
    actor.close()


def test_seconds_end_a_tick_on_a_worker(engine):
    run = engine.start(dataclasses.replace(SPEC, n_hidden=40, n_samples=5000))
    advance_until_steps(run, steps=1)
    advance = run.advance(seconds=0.1)
    assert 1 <= len(advance) and advance.status is TrainingStatus.RUNNING
    run.stop()


def test_a_run_ends_with_its_final_status_and_then_makes_no_steps(engine):
    run = engine.start(dataclasses.replace(SPEC, trainer=LevenbergMarquardt(max_iterations=3)))
    advance_until_steps(run, steps=10)
    assert run.status is TrainingStatus.FINISHED
    assert len(run.advance(seconds=0.1)) == 0
    assert run.network is not None


def test_keras_runs_and_warming_up_is_told(engine):
    run = engine.start(KERAS)
    statuses = set()
    until(lambda: statuses.add((a := run.advance(seconds=0.1)).status) or len(a) > 0, "Keras")
    assert statuses <= {TrainingStatus.WARMING_UP, TrainingStatus.RUNNING}
    run.stop()


@pytest.mark.parametrize("spec", [SPEC, KERAS], ids=["levenberg-marquardt", "adam"])
def test_a_killed_worker_costs_no_more_than_a_tick(engine, spec):
    undisturbed = engine.start(spec)
    expected = advance_until_steps(undisturbed, steps=12)
    undisturbed.stop()  # the other run takes its place, where all that it needs is loaded
    disturbed = engine.start(spec)
    advance_until_steps(disturbed, steps=7)
    kill_worker_of(disturbed)
    iterations, statuses = [], set()

    def went_on():
        advance = disturbed.advance(steps=1)
        statuses.add(advance.status)
        iterations.extend(step.iteration for step in advance.steps if step.is_whole)
        return len(iterations) >= 4

    until(went_on, "the run to go on after its worker was killed")
    assert TrainingStatus.RECOVERED in statuses
    assert iterations == [8, 9, 10, 11]  # none lost, none twice
    assert expected.steps[-1].iteration == 11
    np.testing.assert_array_equal(disturbed.network.pack(), expected.network.pack())
    disturbed.stop()


def test_a_sweep_yields_every_trial_and_the_reason_of_a_failure(engine):
    specs = [
        dataclasses.replace(SPEC, seed=seed, trainer=LevenbergMarquardt(max_iterations=5))
        for seed in range(6)
    ]
    results = list(engine.sweep(specs))
    assert sorted(result.spec.seed for result in results) == list(range(6))
    for result in results:
        expected = list(train(result.spec))[-1]
        assert result.final_step.loss == expected.loss
        assert result.status is expected.status and result.seconds > 0


def test_thirty_runs_advance_evenly(engine):
    runs = [engine.start(dataclasses.replace(SPEC, seed=seed, n_hidden=20)) for seed in range(30)]
    for run in runs:
        advance_until_steps(run, steps=1)
    made = [0] * len(runs)
    for _ in range(5):
        for run in runs:
            run.request(seconds=0.02)
        for index, run in enumerate(runs):
            made[index] += len(run.collect())
    assert min(made) >= 5
    for run in runs:
        run.stop()


@pytest.fixture
def both_workers(engine):
    until(lambda: engine.n_workers == 2, "the worker that takes the place of a killed one")


@pytest.fixture
def two_places(monkeypatch, engine, both_workers):
    monkeypatch.setattr("nncore.engine.places.MAX_RUNS_PER_WORKER", 1)
    yield
    engine.stop_all()


def test_more_runs_than_places_wait_their_turn(engine, two_places):
    runs = [engine.start(SPEC) for _ in range(5)]
    advances = [run.advance(steps=1) for run in runs]
    assert [a.queue_position for a in advances] == [0, 0, 1, 2, 3]
    assert advances[-1].status is TrainingStatus.QUEUED and len(advances[-1]) == 0
    assert len(runs[3].advance(steps=1)) == 0
    runs[0].stop()
    assert len(runs[3].advance(steps=1)) == 0  # not before the one that came first
    assert len(runs[2].advance(steps=1)) == 1
    assert [run.advance(steps=1).queue_position for run in runs[3:]] == [1, 2]


def test_a_paused_run_lends_its_place_and_loses_nothing(engine, two_places, monkeypatch):
    paused, other, third = (engine.start(SPEC) for _ in range(3))
    before = paused.advance(steps=4)
    other.advance(steps=1)
    monkeypatch.setattr("nncore.engine.places.IDLE_SECONDS", 0.0)
    until(lambda: len(third.advance(steps=1)) == 1, "the place of a paused run")
    after = advance_until_steps(paused, steps=2)
    assert before.steps[-1].iteration == 3
    assert [step.iteration for step in after.steps] == [4, 5]


def test_runs_take_turns_while_others_wait(engine, two_places, monkeypatch):
    monkeypatch.setattr("nncore.engine.places.TURN_SECONDS", 0.2)
    runs = [engine.start(SPEC) for _ in range(4)]
    iterations = [[] for _ in runs]
    have_waited = set()

    def all_went_on():
        for number, run in enumerate(runs):
            advance = run.advance(seconds=0.01)
            iterations[number].extend(step.iteration for step in advance.steps)
            if advance.queue_position:
                have_waited.add(number)
        return min(map(len, iterations)) > 30

    until(all_went_on, "every run to have two turns")
    assert have_waited == {0, 1, 2, 3}  # those that came first have lent their places in turn
    for made in iterations:
        assert made == list(range(len(made)))  # none lost, none twice


def test_who_does_not_ask_any_more_loses_the_place_in_the_queue(engine, two_places, monkeypatch):
    monkeypatch.setattr("nncore.engine.places.IDLE_SECONDS", 0.3)
    runs = [engine.start(SPEC) for _ in range(4)]
    assert [run.advance(steps=1).queue_position for run in runs] == [0, 0, 1, 2]
    runs[0].stop()

    def last_begins():
        runs[1].advance(steps=1)  # keeps its place by asking
        return len(runs[3].advance(steps=1)) == 1

    until(last_begins, "the last one to begin, though the one before it is paused")
    assert len(runs[2].advance(steps=1)) == 0


def test_memory_is_a_limit_too(engine, both_workers, monkeypatch):
    monkeypatch.setattr("nncore.engine.places.WORKER_BASE_BYTES", 3 * 2**30 - 1.5 * SPEC.memory())
    runs = [engine.start(SPEC) for _ in range(3)]
    assert [run.advance(steps=1).queue_position for run in runs] == [0, 0, 1]
    engine.stop_all()


def test_the_notebooks_run_moves_inside_its_epoch(engine):
    run = engine.start(INTEGRATION_SPEC)
    positions = []

    def moved():
        advance = run.advance(seconds=0.1)
        positions.extend(step.position for step in advance.steps)
        return sum(0 < position < 1 for position in positions) >= 3

    until(moved, "progress inside the first epoch")
    assert positions == sorted(positions)
    run.stop()


@pytest.mark.parametrize("arguments", [{"seconds": 0.0}, {"seconds": -1}, {"steps": 0}])
def test_a_tick_must_be_positive(engine, arguments):
    with pytest.raises(ValueError, match="must be greater than 0"):
        engine.start(SPEC).advance(**arguments)


def test_nothing_is_left_behind():
    cluster = EmbeddedCluster(n_workers=1, memory_limit="2 GiB")
    cluster.address()
    started = processes_of(cluster)
    assert len(started) >= 2
    cluster.close()
    _, alive = psutil.wait_procs(started, timeout=30)
    assert not alive


def test_the_cluster_ends_with_its_parent():
    code = (
        "import sys, time; from nncore.engine.cluster import EmbeddedCluster; "
        "cluster = EmbeddedCluster(n_workers=1); cluster.address(); "
        "print(cluster.security().tls_ca_file, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    folder = Path(parent.stdout.readline().strip()).parent
    pids = [process.pid for process in started_in(folder)]
    assert len(pids) == 2 and list(folder.glob("*.pem"))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not any(map(_runs, pids)), "scheduler and workers to end with their parent")
    until(lambda: not folder.exists(), "their folder, with the key in it, to be removed")


def _runs(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_an_existing_scheduler_is_used_and_left_alone(monkeypatch):
    cluster = EmbeddedCluster(n_workers=1, memory_limit="2 GiB")
    security = cluster.security()
    monkeypatch.setattr("nncore.engine.connection.configured_security", lambda _: security)
    try:
        with Engine(address=cluster.address()) as engine:
            engine.client()
            assert engine.cluster is None
            assert len(advance_until_steps(engine.start(SPEC), steps=2)) == 2
        with Engine(address=cluster.address()) as again:
            assert again.client().scheduler_info()["workers"]
    finally:
        cluster.close()


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr("nncore.engine.connection.CONNECT_SECONDS", 1.0)
    engine = Engine(address="tcp://127.0.0.1:9")
    with pytest.raises(RuntimeError, match="The scheduler at tcp://127.0.0.1:9 does not answer"):
        engine.client()
    with pytest.raises(RuntimeError, match="does not answer"):
        engine.start(SPEC).advance(seconds=0.1)
    engine.close()


@pytest.mark.parametrize("value", ["0", "two", "-1"])
def test_a_wrong_number_of_workers_is_named(monkeypatch, value):
    monkeypatch.setenv("NNCORE_WORKERS", value)
    with pytest.raises(ValueError, match="`NNCORE_WORKERS` must be a whole number"):
        EmbeddedCluster()
