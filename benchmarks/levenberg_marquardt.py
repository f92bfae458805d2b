"""How fast and how far Levenberg-Marquardt goes from a start by curvature.

From sampling to the finished step, with one BLAS thread as on a worker: the first notebook's
validation loss, how long it took to reach it, and the closed-form integrals of three networks on
random intervals. Run as ``python -m benchmarks.levenberg_marquardt``.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from typing import NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

from nncore.integrands import INTEGRANDS, Integrand  # noqa: E402
from nncore.samples.dataset import Dataset, sample  # noqa: E402
from nncore.starts.initializers import initialize  # noqa: E402
from nncore.trainers.base import TrainingStep  # noqa: E402
from nncore.trainers.levenberg_marquardt import LevenbergMarquardt  # noqa: E402

NOTEBOOK_LOSS = 2.5e-4  # validation MSE of the first notebook after about 310 s
SEEDS = range(5)
BUDGET = 0.5  # seconds, of the run on ln x
INTEGRAL_BUDGET = 1.0  # seconds, of the runs whose integrals are compared
N_INTERVALS = 200


class Row(NamedTuple):
    """A measured value and the most that it should be."""

    name: str
    value: float
    target: float


class Moment(NamedTuple):
    """A step and the seconds since sampling began."""

    seconds: float
    step: TrainingStep


def _run(
    integrand: Integrand, n_hidden: int, nodes: str, n_samples: int, seed: int
) -> Iterator[tuple[Moment, Dataset]]:
    began = time.perf_counter()
    rng = np.random.default_rng(seed)
    interval = integrand.lower, integrand.upper
    dataset = sample(integrand, *interval, nodes=nodes, n_samples=n_samples, rng=rng)
    dataset = dataset.standardized(*interval)
    network = initialize("curvature", "logistic", n_hidden, dataset, rng)
    for step in LevenbergMarquardt(tolerance=1e-12).iterations(network, dataset, rng):
        yield Moment(time.perf_counter() - began, step), dataset


def _loss(step: TrainingStep, dataset: Dataset) -> float:
    """Return the validation loss in units of y²."""
    return (step.validation_loss or 0.0) * dataset.scaling.y_scale**2


def _notebook_rows(n_hidden: int) -> Iterator[Row]:
    """Fit ln x on (0, 100] from 5,000 random samples; the worst of the seeds counts."""
    reached, starts, finals = [], [], []
    for seed in SEEDS:
        losses = []
        for moment, dataset in _run(INTEGRANDS["log"], n_hidden, "uniform", 5_000, seed):
            losses.append((moment.seconds, _loss(moment.step, dataset)))
            if moment.seconds > BUDGET:
                break
        reached.append(next((t for t, loss in losses if loss <= NOTEBOOK_LOSS), np.inf))
        starts.append(losses[0][1])
        finals.append([loss for t, loss in losses if t <= BUDGET][-1])
    name = f"ln x, {n_hidden} units"
    yield Row(f"{name}: seconds to the notebook's validation MSE", max(reached), BUDGET)
    yield Row(f"{name}: validation MSE of the start", max(starts), NOTEBOOK_LOSS)
    yield Row(f"{name}: validation MSE after {BUDGET} s", max(finals), NOTEBOOK_LOSS)


def _integral_rows(name: str) -> Iterator[Row]:
    """Compare integrals with the exact ones, as parts of the integral of |f|."""
    integrand = INTEGRANDS[name]
    lower, upper = integrand.lower, integrand.upper
    for moment, dataset in _run(integrand, 25, "chebyshev", 201, seed=0):
        if moment.seconds > INTEGRAL_BUDGET:
            break
        seconds, last, scaling = moment.seconds, moment.step, dataset.scaling
    network = last.network.rescaled(
        scaling.x_center, scaling.x_scale, scaling.y_center, scaling.y_scale
    )
    size = integrand.integral(lower, upper)  # of |f|: the three functions are positive
    limits = np.random.default_rng(0).uniform(lower, upper, (N_INTERVALS, 2))
    errors = [abs(network.integral(a, b) - integrand.integral(a, b)) for a, b in limits]
    whole = float(abs(network.integral(lower, upper) - size))
    yield Row(f"{name}, 25 units: relative error of the whole integral", whole / size, 1e-6)
    worst = float(max(errors)) / size
    yield Row(f"{name}, 25 units: worst of {N_INTERVALS} intervals", worst, 1e-6)
    yield Row(f"{name}, 25 units: seconds, {last.iteration} iterations", seconds, INTEGRAL_BUDGET)


def rows() -> list[Row]:
    """Measure everything; wall time of this machine."""
    next(_run(INTEGRANDS["cos"], 5, "grid", 50, seed=0))  # imports and first calls are not timed
    result = [row for n_hidden in (30, 50) for row in _notebook_rows(n_hidden)]
    return result + [row for name in ("exp", "cos", "runge") for row in _integral_rows(name)]


if __name__ == "__main__":
    for row in rows():
        verdict = "ok" if row.value <= row.target else "MISSED"
        print(f"{row.name:60s} {row.value:10.2e}  target {row.target:.2g}  {verdict}")
