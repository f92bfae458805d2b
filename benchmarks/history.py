"""How long the history of runs takes to answer when it holds 100,000 of them.

Every row is what a user waits for, wall time of this machine, with the file in the system's cache:
the median of some repetitions, and of a group of questions the slowest. Run as
``python -m benchmarks.history [--runs 100000] [--database postgresql://...]``; the database must
be empty, by default a file of SQLite in a temporary folder.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nncore.experiments.outcome import Outcome
from nncore.network import OneHiddenNetwork
from nncore.runs import (
    BackgroundWriter,
    IntegralTask,
    RunFilter,
    RunHistory,
    RunRecord,
    StencilTask,
    Task,
    new_key,
    open_history,
)
from nncore.specs import IntegrationSpec, Spec, StencilSpec
from nncore.specs.sweep import SweepSpec
from nncore.trainers import TRAINERS, Adam, TrainingStatus
from nncore.trainers.loss_curve import LossCurve

N_RUNS, N_CELLS = 100_000, 10_000
LIMIT = 0.5  # seconds
REPETITIONS = 5
_CHUNK = 1_000
_BEGAN = datetime(2025, 1, 1, tzinfo=UTC)

ORDERS = (
    "created",
    "name",
    "trainer",
    "n_hidden",
    "loss",
    "integral_error",
    "seconds",
    "test_error",
)
FILTERS = {
    "all runs": RunFilter(),
    "nearly all runs": RunFilter(kind="integration"),
    "a tenth of them": RunFilter(integrands=("runge",), trainers=("lbfgs", "adam")),
    "very few": RunFilter(integrands=("runge",), trainers=("lbfgs",), text="run 77"),
    "none": RunFilter(kind="stencil", integrands=("runge",)),
    "part of a name": RunFilter(text="RUN 777"),
    "those with a name": RunFilter(named_only=True),
    "those with a name, of one optimizer": RunFilter(named_only=True, trainers=("lbfgs",)),
    "stencils": RunFilter(kind="stencil"),
}


class Row(NamedTuple):
    """A measured time and the most that it should be, in seconds."""

    name: str
    seconds: float
    target: float

    @property
    def is_reached(self) -> bool:
        """Whether it is fast enough."""
        return self.seconds <= self.target


def _specs(rng: np.random.Generator) -> list[Spec]:
    """Return a few hundred different experiments, a tenth of them stencils."""
    names = ("log", "runge", "exp", "cos", "abs", "exp(-x)*sin(3*x)")
    trainers = [*(TRAINERS[n]() for n in ("levenberg-marquardt", "lbfgs")), Adam(batch_size=20)]
    specs: list[Spec] = [
        IntegrationSpec(
            integrand=str(rng.choice(names)),
            trainer=trainers[rng.integers(len(trainers))],
            activation=str(rng.choice(("logistic", "tanh"))),
            n_hidden=int(rng.integers(1, 100)),
            n_samples=int(rng.integers(100, 5_000)),
            nodes=str(rng.choice(("uniform", "chebyshev", "grid"))),
            seed=int(rng.integers(10)),
        )
        for _ in range(450)
    ]
    return specs + [StencilSpec(n_fields=5_000, seed=seed) for seed in range(50)]


def _record(spec: Spec, number: int, rng: np.random.Generator) -> RunRecord:
    position = np.arange(40.0)
    losses = 10 ** rng.uniform(-8, 2, 40)
    loss, validation, error, claimed, weight, test, seconds = 10 ** rng.uniform(-8, 2, 7)
    weights, biases, output_weights = rng.normal(size=(3, 20))
    network = OneHiddenNetwork("logistic", weights, biases, output_weights, 0.0)
    is_stencil = isinstance(spec, StencilSpec)
    status = TrainingStatus.FAILED if rng.random() < 0.02 else TrainingStatus.CONVERGED
    outcome = Outcome(
        *(status, 40.0, seconds, loss, validation),
        integral_error=None if is_stencil else error,
        error_estimate=None if is_stencil else claimed,
        weight_error=weight if is_stencil else None,
        test_error=test if is_stencil else None,
    )
    return RunRecord(
        new_key(),
        spec,
        outcome,
        LossCurve(position, losses, losses, position),
        None if is_stencil else network,
        created=_BEGAN + timedelta(seconds=37 * number),
        name="" if number % 10 else f"run {number}",
    )


def fill(history: RunHistory, n_runs: int) -> str:
    """Keep runs, the last of them as the cells of one sweep, and return its key."""
    rng = np.random.default_rng(0)
    specs = _specs(rng)
    axes = {"n_hidden": tuple(range(1, 101)), "seed": tuple(range(N_CELLS // 100))}
    sweep = SweepSpec(IntegrationSpec(n_samples=200), axes)
    key = history.begin_sweep(sweep)
    for first in range(0, n_runs, _CHUNK):
        numbers = range(first, min(first + _CHUNK, n_runs))
        records = [_record(specs[rng.integers(len(specs))], number, rng) for number in numbers]
        history.keep(
            *(
                dataclasses.replace(record, spec=sweep.cell(cell), sweep=key, cell=cell)
                if (cell := number - (n_runs - N_CELLS)) >= 0
                else record
                for record, number in zip(records, numbers, strict=True)
            )
        )
    return key


def seconds(work: Callable[[], object]) -> float:
    """Return the median wall time of some repetitions."""
    times = []
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


def _list_rows(history: RunHistory, n_runs: int) -> Iterator[Row]:
    orders = [(order, descending) for order in ORDERS for descending in (True, False)]
    for name, wanted in FILTERS.items():
        times = [seconds(partial(history.find, wanted, *order, limit=100)) for order in orders]
        slowest, descending = orders[int(np.argmax(times))]
        direction = "falling" if descending else "rising"
        yield Row(f"100 of {name}, worst order ({slowest}, {direction})", max(times), LIMIT)
        yield Row(f"count of {name}", seconds(partial(history.count, wanted)), LIMIT)
    last = partial(history.find, order_by="loss", limit=100, offset=n_runs - 100)
    yield Row("the last page of all runs by loss", seconds(last), LIMIT)
    for kind, tasks in _tasks().items():
        boards = [seconds(partial(history.leaderboard, task)) for task in tasks]
        yield Row(f"leaderboard of {kind}, worst score", max(boards), LIMIT)


def _tasks() -> dict[str, list[Task]]:
    integral = partial(IntegralTask, "task", "runge", max_hidden=12)
    stencil = partial(StencilTask, "task", max_points=3, max_seconds=1.0)
    return {
        "integrals": [integral(score=score) for score in IntegralTask.scores],
        "stencils": [stencil(score=score) for score in StencilTask.scores],
    }


def _sweep_rows(history: RunHistory, key: str) -> Iterator[Row]:
    yield Row(f"results of {N_CELLS:,} cells", seconds(lambda: history.trials(key)), LIMIT)
    yield Row("list of sweeps with their progress", seconds(history.sweeps), LIMIT)


def _write_rows(history: RunHistory) -> Iterator[Row]:
    rng = np.random.default_rng(1)
    records = [_record(IntegrationSpec(), number, rng) for number in range(200)]
    remaining = iter(records[:REPETITIONS])
    yield Row("one run more", seconds(lambda: history.keep(next(remaining))), 0.1)
    writer = BackgroundWriter(history)
    waits = []
    for record in records:
        began = time.perf_counter()
        writer.put(record)
        waits.append(time.perf_counter() - began)
    writer.close(60)
    # a live run's tick is a hundred times as long
    yield Row("a live run's wait for it, median", float(np.median(waits)), 1e-3)


def rows(url: str | Path, n_runs: int) -> Iterator[Row]:
    """Fill a database and ask it."""
    with open_history(url) as history:
        began = time.perf_counter()
        key = fill(history, n_runs)
        print(f"{n_runs:,} runs kept in {time.perf_counter() - began:.0f} s", flush=True)
        yield from _list_rows(history, n_runs)
        yield from _sweep_rows(history, key)
        yield from _write_rows(history)

        def open_again() -> None:
            open_history(url).close()

        yield Row("opening", seconds(open_again), LIMIT)


def main() -> None:
    """Print the times beside their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=N_RUNS)
    parser.add_argument("--database", help="the URL of an empty one")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(chosen.database or Path(folder) / "runs.sqlite3", chosen.runs):
            verdict = "ok" if row.is_reached else "MISSED"
            times = f"{1e3 * row.seconds:9.3f} ms  target {1e3 * row.target:<4g}"
            print(f"{row.name:64} {times} {verdict}")


if __name__ == "__main__":
    main()
