"""What a worker makes of its time when runs take turns: the others are no reason to be slow.

Ticks of 30 ms of compute, as the engine asks for them, on one run alone and on fifteen in turn,
in processor time: an epoch of both. And an iteration of each trainer on all the samples, over
numpy's QR of the Jacobian (5,000 samples, of which 3,350 are trained on, and 50 units: 151
parameters). Run as
``python -m benchmarks.worker_ticks``.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import dataclasses  # noqa: E402
import itertools  # noqa: E402
import pickle  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from functools import partial  # noqa: E402

import numpy as np  # noqa: E402

from nncore.experiments import make_dataset, start_network, train  # noqa: E402
from nncore.specs import IntegrationSpec, Spec, StencilSpec  # noqa: E402
from nncore.trainers import LBFGS, Adam, LevenbergMarquardt, VariableProjection  # noqa: E402

_TICK = 0.03
_N_RUNS, _ROUNDS = 15, 8
_ITERATIONS, _REPEATS = 60, 5


def rows() -> Iterator[tuple[str, float]]:
    """Yield (name, value)."""
    adam = IntegrationSpec(initializer="glorot", trainer=Adam(epochs=100_000))
    stencil = StencilSpec()
    longer = dataclasses.replace(stencil.trainer, epochs=100_000)
    for label, spec in (("Adam", adam), ("stencil", dataclasses.replace(stencil, trainer=longer))):
        alone, together = _epoch_seconds(spec, 1), _epoch_seconds(spec, _N_RUNS)
        yield f"{label}: µs an epoch, one run", 1e6 * alone
        yield f"{label}: µs an epoch, {_N_RUNS} runs in turn", 1e6 * together
        yield f"{label}: {_N_RUNS} runs in turn over one", together / alone
    yield from _iteration_rows()


def _epoch_seconds(spec: Spec, n_runs: int) -> float:
    """Return the processor time of an epoch, with what a tick sends."""
    runs = [train(dataclasses.replace(spec, seed=seed)) for seed in range(n_runs)]
    for run in runs:
        next(itertools.islice(run, 20, None))
    began, n_epochs = time.process_time(), 0
    for run in runs * (_ROUNDS * _N_RUNS // n_runs):
        ends, records = time.process_time() + _TICK, []
        for step in run:
            records.append(step.record)
            if time.process_time() >= ends:
                break
        pickle.dumps((records, step, step.state))
        n_epochs += sum(record.is_whole for record in records)
    return (time.process_time() - began) / n_epochs


def _iteration_rows() -> Iterator[tuple[str, float]]:
    """Compare iterations with the QR that every step of Levenberg-Marquardt needs."""
    spec = IntegrationSpec()
    dataset = make_dataset(spec)
    jacobian = start_network(spec, dataset).jacobian(dataset.x_train)
    qr = min(_seconds(lambda: np.linalg.qr(jacobian, mode="r")) for _ in range(_REPEATS))
    yield "QR of the Jacobian by numpy, ms", 1e3 * qr
    for trainer_class in (LevenbergMarquardt, VariableProjection, LBFGS):
        trainer = trainer_class(tolerance=0.0)
        steps = train(dataclasses.replace(spec, trainer=trainer))
        next(steps)
        advance = partial(next, steps)
        seconds = statistics.median(_seconds(advance) for _ in range(_ITERATIONS))
        yield f"iteration of {trainer.label} over that QR", seconds / qr


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


if __name__ == "__main__":
    for name, value in rows():
        print(f"{name:60} {value:10.2f}")
