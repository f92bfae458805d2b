"""Sweeps on a real embedded cluster: what comes back, what fails, and what is lost and found."""

import dataclasses
import os
import signal
import threading
import time

import numpy as np
import pytest

from nncore.engine import Engine, trial
from nncore.experiments import train
from nncore.experiments.outcome import outcome_of
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from tests.nncore.engine.processes import Processes
from tests.nncore.engine.waiting import advance_until_steps, until

pytestmark = pytest.mark.usefixtures("all_places")
SPEC = IntegrationSpec(
    integrand="runge",
    n_hidden=6,
    n_samples=200,
    initializer="glorot",
    trainer=LevenbergMarquardt(max_iterations=10),
)
# Some seconds of work that no machine does at once, and that a test ends before.
LONG = dataclasses.replace(
    SPEC, n_samples=3_000, trainer=LevenbergMarquardt(max_iterations=1_000_000, tolerance=0.0)
)


def test_every_result_is_that_of_the_training(engine):
    sweep = SweepSpec(SPEC, {"n_hidden": (3, 6), "seed": range(3)})
    results = sorted(engine.sweep(sweep), key=lambda result: result.index)
    assert [result.spec for result in results] == list(sweep)
    assert [result.index for result in results] == list(range(6))
    for result in results:
        steps = list(train(result.spec))
        np.testing.assert_array_equal(result.final_step.network.pack(), steps[-1].network.pack())
        assert result.status is steps[-1].status and result.reason == ""
        curve, expected = result.curve, LossCurve.of(steps)
        np.testing.assert_array_equal(curve.loss, expected.loss)
        np.testing.assert_array_equal(curve.position, expected.position)
        outcome = outcome_of(result.spec, steps[-1])
        assert dataclasses.replace(result.outcome, seconds=outcome.seconds) == outcome
        assert result.outcome.seconds == result.final_step.seconds <= result.seconds
        assert result.final_step.state is None  # nobody goes on from here


def test_short_trials_travel_together_and_each_comes_once(engine):
    sweep = SweepSpec(
        dataclasses.replace(SPEC, trainer=LevenbergMarquardt(max_iterations=1)),
        {"seed": range(300)},
    )
    results = list(engine.sweep(sweep))
    assert sorted(result.spec.seed for result in results) == list(range(300))
    assert sorted(result.index for result in results) == list(range(300))


def test_a_batch_that_takes_long_gives_back_the_rest(monkeypatch):
    monkeypatch.setattr(trial, "BATCH_PATIENCE", 0.0)
    specs = [dataclasses.replace(SPEC, seed=seed) for seed in range(3)]
    (only,) = trial.run_batch(specs, threading.Event())
    assert only.final_step.loss == list(train(specs[0]))[-1].loss


def test_an_impossible_trial_is_a_failed_result(engine):
    sweep = SweepSpec(SPEC, {"upper": (1.0, -1.0 - 1e-15), "seed": (0, 1)})
    results = {result.index: result for result in engine.sweep(sweep)}
    assert sorted(results) == [0, 1, 2, 3]
    for index in (2, 3):
        failed = results[index]
        assert failed.spec is None and failed.final_step is None
        assert failed.status is failed.outcome.status is TrainingStatus.FAILED
        assert failed.reason == failed.outcome.reason
        assert failed.reason.startswith("`upper` and `lower` must be at least 9.1e-13 apart")
    assert results[0].status is TrainingStatus.FINISHED


def test_a_generator_that_fails_is_the_callers_error(engine):
    def specs():
        yield SPEC
        yield dataclasses.replace(SPEC, n_hidden=0)

    with pytest.raises(ValueError, match="`n_hidden` must be at least 1"):
        list(engine.sweep(specs()))


def test_a_trial_that_goes_wrong_on_its_worker_has_its_reason(engine):
    unlucky = dataclasses.replace(SPEC, seed=1)
    # What a newer program might send: a field that the training cannot work with.
    object.__setattr__(unlucky, "initializer", "no such start")
    results = {r.index: r for r in engine.sweep([SPEC, unlucky, dataclasses.replace(SPEC, seed=2)])}
    assert results[1].status is TrainingStatus.FAILED and "no such start" in results[1].reason
    assert results[1].final_step is None and results[1].outcome.reason == results[1].reason
    assert results[0].final_step is not None and results[2].final_step is not None


def test_a_trial_that_no_worker_has_the_memory_for_is_not_tried(engine):
    limit = next(iter(engine.client().scheduler_info()["workers"].values()))["memory_limit"]
    large = dataclasses.replace(SPEC, seed=1)
    object.__setattr__(large, "memory", lambda: 2.0 * limit)
    small, refused = sorted(engine.sweep([SPEC, large]), key=lambda result: result.index)
    assert small.status is TrainingStatus.FINISHED
    assert refused.status is TrainingStatus.FAILED
    assert "GB, more than the" in refused.reason and "fewer samples" in refused.reason


def test_closing_the_sweep_ends_what_is_running(engine):
    running = engine.sweep([SPEC, *(dataclasses.replace(LONG, seed=s) for s in range(10))])
    assert next(running).index == 0
    running.close()
    assert_workers_are_free(engine)


def test_a_sweep_is_stopped_from_another_thread(engine):
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    assert list(engine.sweep([LONG, LONG], stop=stop)) == []
    assert_workers_are_free(engine)


def assert_workers_are_free(engine):
    """A trial that went on would keep the only thread for trials for hours."""
    specs = [dataclasses.replace(SPEC, seed=seed) for seed in range(8)]
    assert len(list(engine.sweep(specs))) == 8


def test_a_live_run_goes_on_beside_a_sweep(engine):
    stop, results = threading.Event(), []
    trials = (dataclasses.replace(SPEC, seed=seed) for seed in range(1_000_000))
    sweep = threading.Thread(target=lambda: results.extend(engine.sweep(trials, stop=stop)))
    sweep.start()
    until(lambda: results or not sweep.is_alive(), "the sweep to begin")
    run = engine.start(LONG)
    try:
        advance_until_steps(run, steps=1)
        assert len(run.advance(steps=3)) >= 3
    finally:
        stop.set()
        sweep.join()
        run.stop()


def test_two_sweeps_share_the_workers(engine):
    found = [[], []]

    def collect(mine, first):
        trials = (dataclasses.replace(SPEC, seed=seed) for seed in range(first, first + 20))
        mine.extend(engine.sweep(trials))

    places = zip(found, (0, 100), strict=True)
    threads = [threading.Thread(target=collect, args=place) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.spec.seed for r in found[0]) == list(range(20))
    assert sorted(r.spec.seed for r in found[1]) == list(range(100, 120))


@pytest.mark.slow
def test_a_killed_worker_costs_no_trial(engine):
    base = dataclasses.replace(SPEC, trainer=LevenbergMarquardt(max_iterations=60))
    specs = [dataclasses.replace(base, seed=seed) for seed in range(60)]
    results = []
    for result in engine.sweep(specs):
        results.append(result)
        if len(results) == 10:
            pids = engine.client().run(os.getpid)
            os.kill(next(iter(pids.values())), signal.SIGKILL)
    assert sorted(result.index for result in results) == list(range(60))
    assert all(result.status is TrainingStatus.FINISHED for result in results)


class Deadly(IntegrationSpec):
    """A trial that takes its worker with it, as one does that needs too much memory."""

    def memory(self):
        return 0.0

    @property
    def limits(self):
        if os.environ.get("DASK_PARENT") or "dask" in " ".join(_command_line()):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().limits


def _command_line():
    import psutil

    return [part for p in (psutil.Process(), psutil.Process().parent()) for part in p.cmdline()]


@pytest.mark.slow
def test_a_trial_that_kills_its_worker_fails_alone(engine):
    specs = [dataclasses.replace(SPEC, seed=seed) for seed in range(8)]
    deadly = Deadly(integrand="runge", trainer=LevenbergMarquardt(max_iterations=1))
    results = {result.index: result for result in engine.sweep([*specs[:2], deadly, *specs[2:]])}
    assert sorted(results) == list(range(9))
    assert results[2].status is TrainingStatus.FAILED
    assert results[2].reason.startswith("Its worker ended twice while it ran this trial")
    others = [result for index, result in results.items() if index != 2]
    assert all(result.status is TrainingStatus.FINISHED for result in others)


@pytest.fixture
def processes(tmp_path):
    started = Processes(tmp_path)
    yield started
    started.close()


@pytest.mark.slow
def test_a_worker_that_joins_is_used_and_one_that_leaves_is_replaced(processes):
    first = processes.start_worker("--name", "first")
    base = dataclasses.replace(SPEC, trainer=LevenbergMarquardt(max_iterations=40))
    trials = [dataclasses.replace(base, seed=seed) for seed in range(80)]
    with Engine(address=processes.address) as engine:
        found = []
        for result in engine.sweep(trials):
            found.append(result.index)
            if len(found) == 3:
                processes.start_worker("--name", "second")
                until(lambda: len(workers_of(engine)) == 2, "the second worker")
            if len(found) > 3 and first.poll() is None and "second" in names_at_work(engine):
                first.kill()
                first.wait()
        assert first.poll() is not None  # the second one came to work, and then was alone
        assert sorted(found) == list(range(80))
        # The same cluster, for a live run.
        run = engine.start(SPEC)
        assert len(advance_until_steps(run, steps=2)) == 2


def workers_of(engine):
    workers = engine.client().scheduler_info()["workers"]
    return {address: worker["name"] for address, worker in workers.items()}


def names_at_work(engine):
    """Return the names of the workers on which the thread for trials has been started."""
    names = workers_of(engine)
    ran = engine.client().run(has_run_a_trial, on_error="ignore")
    return {names[address] for address, yes in ran.items() if yes is True and address in names}


def has_run_a_trial():
    return any(thread.name.startswith("trial") for thread in threading.enumerate())


def test_a_scheduler_without_workers_is_named(processes, monkeypatch):
    monkeypatch.setattr("nncore.engine.connection.CONNECT_SECONDS", 0.5)
    with Engine(address=processes.address) as engine:
        with pytest.raises(RuntimeError, match="has no worker; start one with: python -m"):
            list(engine.sweep([SPEC]))


_LIES = """
import distributed.versions as versions

if not hasattr(versions, "honest"):  # Dask loads a preload twice
    versions.honest = versions.get_package_info
versions.get_package_info = lambda packages: {**versions.honest(packages), "dask": "2020.1.0"}
"""


def test_a_scheduler_of_another_version_is_named(tmp_path):
    (tmp_path / "lies.py").write_text(_LIES)
    processes = Processes(tmp_path, "--preload", str(tmp_path / "lies.py"))
    try:
        with Engine(address=processes.address) as engine:
            with pytest.raises(RuntimeError, match="runs dask 2020.1.0 and this program dask 20"):
                engine.client()
            with pytest.raises(RuntimeError, match="start it with the same versions"):
                list(engine.sweep([SPEC]))
    finally:
        processes.close()


@pytest.mark.slow
def test_a_scheduler_that_is_lost_ends_the_sweep_with_a_sentence(processes):
    processes.start_worker()
    with Engine(address=processes.address) as engine:
        with pytest.raises(RuntimeError, match="The scheduler was lost; start it again"):
            for _ in engine.sweep(dataclasses.replace(SPEC, seed=seed) for seed in range(10**6)):
                if processes.scheduler.poll() is None:
                    processes.scheduler.kill()
                    processes.scheduler.wait()
                time.sleep(0.01)
