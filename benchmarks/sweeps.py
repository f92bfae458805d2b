"""Sweeps: how much of the workers' time is compute, live runs beside them, and the estimates.

Two workers with one BLAS thread each, on a machine that has two cores free: anything else that
runs beside it makes the ratios worse. Run as ``python -m benchmarks.sweeps``; a number of cells
behind it makes it shorter, and ``costs`` prints the estimates alone.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import dataclasses  # noqa: E402
import json  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

from nncore.engine import Engine, SweepResult  # noqa: E402
from nncore.engine.trial import run_trial  # noqa: E402
from nncore.specs import IntegrationSpec, Spec, StencilSpec, SweepSpec  # noqa: E402
from nncore.specs.sweep_cost import seconds_of  # noqa: E402
from nncore.trainers import TRAINERS, Adam, LevenbergMarquardt, TrainingStatus  # noqa: E402
from nncore.trainers.first_order import FirstOrder  # noqa: E402

_ROOT = Path(__file__).resolve().parents[1]
_N_WORKERS = 2
_CELL_SECONDS = 0.1
_TICK, _PAUSE = 0.03, 0.15  # what a page asks for, and the time until it asks again


class Row(NamedTuple):
    """A measured value and what it should be at most, if there is an aim."""

    name: str
    value: float
    at_most: float | None = None


def rows(n_cells: int) -> Iterator[Row]:
    """Measure everything; wall time of this machine."""
    sweep = _sweep_of_tenths(n_cells)
    with Engine(n_workers=_N_WORKERS) as engine:
        _warm_up(engine)
        first, wall, results = _timed(engine, sweep)
        compute = sum(result.seconds for result in results)
        name = f"{n_cells:,} cells of {compute / n_cells:.3f} s on 2 workers: wall / (compute / 2)"
        yield Row(name, wall / (compute / _N_WORKERS), 1.15)
        yield Row("first cells after the start, workers warm, in s", first, 1.0)
        alone, waits = _waits_of_a_live_run(engine, sweep)
        yield Row("live run's longest wait without a sweep, in s", float(np.max(alone)))
        yield Row("live run's longest wait beside it, in s", float(np.max(waits)), 0.3)
        yield Row("99 % of its waits are shorter than, in s", float(np.quantile(waits, 0.99)))
        part = SweepSpec(sweep.base, {"seed": sweep.axes["seed"][: max(1, n_cells // 5)]})
        _, embedded_wall, embedded = _timed(engine, part)
        with _separate_cluster() as address, Engine(address=address) as other:
            _warm_up(other)
            _, separate_wall, separate = _timed(other, part)
        _check_same(embedded, separate)
        yield Row(
            "separate scheduler over embedded, same results", separate_wall / embedded_wall, 1.1
        )


def _sweep_of_tenths(n_cells: int) -> SweepSpec:
    base = IntegrationSpec(integrand="runge", n_hidden=10, n_samples=500, initializer="glorot")
    probe = dataclasses.replace(base, trainer=_iterations(50))
    run_trial(probe)
    per_iteration = run_trial(probe).seconds / 50
    trainer = _iterations(round(_CELL_SECONDS / per_iteration))
    return SweepSpec(dataclasses.replace(base, trainer=trainer), {"seed": tuple(range(n_cells))})


def _iterations(n: int) -> LevenbergMarquardt:
    return LevenbergMarquardt(max_iterations=max(1, n), tolerance=0.0)


def _warm_up(engine: Engine) -> None:
    """Wait for both workers, and for what they load in the background."""
    engine.client().wait_for_workers(_N_WORKERS)
    while not all(engine.client().run(_is_quiet).values()):
        time.sleep(0.2)
    few = _sweep_of_tenths(4 * _N_WORKERS)
    for _ in engine.sweep(few):
        pass


def _is_quiet() -> bool:
    return not any(thread.name == "warm-up" for thread in threading.enumerate())


def _timed(engine: Engine, sweep: SweepSpec) -> tuple[float, float, list[SweepResult]]:
    """Return the seconds until the first result and until the last, and the results."""
    started = time.perf_counter()
    arrivals, results = [], []
    for result in engine.sweep(sweep):
        arrivals.append(time.perf_counter() - started)
        results.append(result)
    if len(results) != sweep.n_cells or any(r.status is TrainingStatus.FAILED for r in results):
        raise AssertionError("the sweep did not run all its cells")
    return arrivals[0], arrivals[-1], results


def _waits_of_a_live_run(engine: Engine, sweep: SweepSpec) -> tuple[list[float], list[float]]:
    """Return how long each tick took, first alone and then beside the sweep."""
    stop = threading.Event()
    beside = threading.Thread(target=lambda: list(engine.sweep(sweep, stop=stop)))
    spec = IntegrationSpec(n_hidden=50, trainer=_iterations(1_000_000))
    run = engine.start(spec)
    while not run.advance(seconds=_TICK):
        time.sleep(_PAUSE)
    found: tuple[list[float], list[float]] = ([], [])
    for waits, seconds in zip(found, (5.0, 20.0), strict=True):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            started = time.perf_counter()
            run.advance(seconds=_TICK)
            waits.append(time.perf_counter() - started)
            if run.status.is_final:
                run = engine.start(spec)
            time.sleep(_PAUSE)
            if waits is found[1] and not beside.is_alive():
                break
        if waits is found[0]:
            beside.start()
    stop.set()
    beside.join()
    run.stop()
    return found


@contextmanager
def _separate_cluster() -> Iterator[str]:
    """Start a scheduler and two workers with the commands of the README."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        commands = [
            ["scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(file)],
            ["worker", "--scheduler-file", str(file), "--nworkers", str(_N_WORKERS)]
            + ["--nthreads", "2", "--preload", "nncore.engine.worker"]
            + ["--local-directory", folder, "--host", "127.0.0.1"],
        ]
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                cwd=_ROOT,
                stderr=subprocess.DEVNULL,
            )
            for command in commands
        ]
        try:
            while not file.exists() or not file.read_text():
                time.sleep(0.05)
            yield str(json.loads(file.read_text())["address"])
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait()


def _check_same(one: list[SweepResult], other: list[SweepResult]) -> None:
    losses = [
        {result.index: result.final_step.loss for result in results if result.final_step}
        for results in (one, other)
    ]
    if losses[0] != losses[1]:
        raise AssertionError("the two clusters have different results")


def cost_rows() -> Iterator[Row]:
    """Return the estimated over the measured seconds of a cell, for every trainer."""
    for name, trainer in TRAINERS.items():
        for n_hidden, n_samples in ((5, 500), (20, 2_000), (100, 5_000)):
            budget = {"epochs": 20} if issubclass(trainer, FirstOrder) else {"max_iterations": 30}
            options = {} if name == "output-layer" else budget
            spec = IntegrationSpec(
                integrand="runge",
                n_hidden=n_hidden,
                n_samples=n_samples,
                trainer=trainer(**options),
            )
            yield _cost_row(f"{name}, {n_hidden} units, {n_samples:,} samples", spec)
    yield _cost_row("stencil, 50,000 fields", StencilSpec())
    yield _cost_row("stencil, 5,000 fields with noise", StencilSpec(n_fields=5_000, noise=0.1))
    many = Adam(learning_rate=0.1, batch_size=64, epochs=10)
    yield _cost_row("stencil, small batches", StencilSpec(n_fields=10_000, trainer=many))


def _cost_row(name: str, spec: Spec) -> Row:
    run_trial(spec)  # compiles, and fills the caches
    seconds = min(run_trial(spec).seconds for _ in range(3))
    return Row(f"estimate over measured: {name} ({seconds:.3f} s)", seconds_of(spec) / seconds)


def _line(row: Row) -> str:
    verdict = ""
    if row.at_most is not None:
        verdict = "ok" if row.value <= row.at_most else "MISSED"
        verdict = f"  (at most {row.at_most:g}: {verdict})"
    return f"{row.name:72} {row.value:8.3f}{verdict}"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments != ["costs"]:
        for row in rows(int(arguments[0]) if arguments else 1_000):
            print(_line(row), flush=True)
    for row in cost_rows():
        print(_line(row), flush=True)
