"""How the workers of an embedded cluster use the machine."""

import platform
import resource
import sys
import tempfile
import threading

import pytest
from threadpoolctl import threadpool_info

from nncore.engine import Engine
from nncore.engine.worker import LATER, SECONDS_BETWEEN_HEARTBEATS
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt
from tests.nncore.engine.processes import folder_of
from tests.nncore.engine.waiting import advance_observed, until

SPEC = IntegrationSpec(
    n_hidden=50,
    n_samples=5000,
    validation_fraction=0.0,
    initializer="glorot",
    trainer=LevenbergMarquardt(max_iterations=10_000),
)


def blas_threads():
    import numpy.linalg  # noqa: F401  it brings BLAS

    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def page_faults(spec, result):
    is_loading = any(thread.name == "warm-up" for thread in threading.enumerate())
    return None if is_loading else resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def test_each_worker_has_one_blas_thread(engine):
    engine.client().wait_for_workers(2)
    found = engine.client().run(blas_threads)
    assert len(found) == 2
    for numbers in found.values():
        assert numbers and set(numbers) == {1}


def test_a_users_own_number_of_threads_is_not_the_workers(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    monkeypatch.setenv("NNCORE_WARM_UP", LATER)
    with Engine(n_workers=1) as engine:
        (numbers,) = engine.client().run(blas_threads).values()
        assert numbers and set(numbers) == {1}
        # No run has needed it.
        assert not any(engine.client().run(has_tensorflow).values())


def has_tensorflow():
    return "tensorflow" in sys.modules


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the GNU C library's thresholds")
def test_a_step_gets_no_new_pages_from_the_system(engine):
    """With Dask's own thresholds each of these steps takes more than nine thousand."""
    run = engine.start(SPEC)
    told = []
    until(lambda: told.append(faults := tick(run).observation) or faults, "TensorFlow's loading")
    before, made = told[-1], 0
    while made < 50:
        last = tick(run)
        made += len(last)
    assert last.observation - before < 100 * made
    run.stop()


def tick(run):
    return advance_observed(run, page_faults, steps=10)


def test_temporary_files_of_workers_go_with_the_cluster(engine):
    """TensorFlow makes one for each function, and a worker that is ended leaves them."""
    engine.client().wait_for_workers(2)
    found = engine.client().run(tempfile.gettempdir)
    assert set(found.values()) == {str(folder_of(engine.cluster))}


def test_workers_report_rarely(engine):
    """Dask's own half second costs an idle lab a third of its processor time."""

    def interval(dask_worker):
        return dask_worker.periodic_callbacks["heartbeat"].callback_time

    expected = [1000 * SECONDS_BETWEEN_HEARTBEATS] * 2
    engine.client().wait_for_workers(2)
    until(lambda: list(engine.client().run(interval).values()) == expected, "the first reports")
