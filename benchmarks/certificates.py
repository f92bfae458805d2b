"""Whether the error estimates are honest, and how sharp: catalogue × trainers × seeds × intervals.

Every fit stops after a random part of its budget, so that poor networks are judged as well as good
ones. The exact integrals come from the antiderivatives of the catalogue. Run as
``python -m benchmarks.certificates [--seeds 20] [--intervals 20] [--integrands log runge ...]``.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from typing import NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

from nncore.certificates import Certificate  # noqa: E402
from nncore.comparisons import notebook_intervals  # noqa: E402
from nncore.experiments import train  # noqa: E402
from nncore.integrands import INTEGRANDS, Integrand  # noqa: E402
from nncore.network import OneHiddenNetwork  # noqa: E402
from nncore.quadrature import adaptive, gauss_legendre  # noqa: E402
from nncore.specs import IntegrationSpec  # noqa: E402
from nncore.trainers import TRAINERS, Trainer  # noqa: E402

N_SEEDS = 20
N_INTERVALS = 20
BUDGET = 0.1  # seconds of compute
N_SAMPLES = 400
SHARPNESS = 100.0
FLOOR = 1e-13  # of the integral of |f|, below which sharpness is not asked for
REFERENCE_ERROR = 8 * np.finfo(float).eps  # of the same, by which an exact value may be wrong
LARGEST_RULE = 2_000  # nodes of the Gauss-Legendre rule: more take longer to find than all else


class Row(NamedTuple):
    """A measured value, and the least or the most that it should be."""

    name: str
    value: float
    target: float
    least: bool = True

    @property
    def is_reached(self) -> bool:
        """Whether the value is on the right side of its target."""
        return self.value >= self.target if self.least else self.value <= self.target


class Claims(NamedTuple):
    """What was claimed of one fit, and the truth; arrays over the intervals."""

    integrand: str
    trainer: str
    error: np.ndarray
    estimate: np.ndarray
    bound: np.ndarray
    corrected_error: np.ndarray
    claimed_corrected_error: np.ndarray
    size: float  # the integral of |f| over the whole
    gauss_legendre_error: float  # on the whole, with as many evaluations

    @property
    def slack(self) -> float:
        """By how much the exact values may be wrong."""
        return REFERENCE_ERROR * self.size


def trainers() -> list[Trainer]:
    """Return Adam, and every trainer that needs no TensorFlow."""
    return [t() for name, t in TRAINERS.items() if name == "adam" or not t.needs_tensorflow]


def random_intervals(
    integrand: Integrand, n_intervals: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the whole interval, then random ones; every third begins or ends where it does."""
    lower, upper = integrand.lower, integrand.upper
    a, b = rng.uniform(lower, upper, (2, n_intervals))
    a[::3], b[1::6] = lower, upper
    a[0], b[0] = lower, upper
    return a, b


def fitted(spec: IntegrationSpec, seconds: float) -> OneHiddenNetwork:
    """Train until the compute time is used up, or the run ends."""
    for step in train(spec):
        if step.seconds >= seconds:
            break
    return step.network


def claims(name: str, trainer: Trainer, seed: int, n_intervals: int) -> Claims:
    """Train one network and compare what is claimed of it with the truth."""
    integrand, rng = INTEGRANDS[name], np.random.default_rng([seed, len(name)])
    spec = IntegrationSpec(
        integrand=name,
        n_hidden=int(rng.integers(2, 50)),
        n_samples=N_SAMPLES,
        nodes=str(rng.choice(["uniform", "chebyshev", "grid"])),
        trainer=trainer,
        seed=seed,
    )
    network = fitted(spec, BUDGET * 10 ** rng.uniform(-2, 0))
    a, b = random_intervals(integrand, n_intervals, rng)
    exact = integrand.integral(a, b)
    judged = Certificate.of(integrand, a, b, spec.n_training_samples).judge(network)
    whole = Certificate.of(integrand, a[:1], b[:1], spec.n_training_samples)
    gauss = gauss_legendre(integrand, a[0], b[0], min(whole.n_evaluations, LARGEST_RULE))
    corrected = np.append(whole.judge(network).corrected, np.asarray(judged.corrected)[1:])
    size = adaptive(
        lambda x: np.abs(integrand(x)), a[0], b[0], breakpoints=integrand.breakpoints
    ).value
    return Claims(
        name,
        trainer.name,
        np.abs(network.integral(a, b) - exact),
        np.asarray(judged.estimate),
        np.asarray(judged.bound),
        np.abs(corrected - exact),
        np.asarray(judged.corrected_error),
        size,
        abs(float(gauss) - float(exact[0])),
    )


def collect(names: Sequence[str], n_seeds: int, n_intervals: int) -> Iterator[Claims]:
    """Train all the networks."""
    for name in names:
        for trainer in trainers():
            for seed in range(n_seeds):
                yield claims(name, trainer, seed, n_intervals)


def honesty_rows(found: Sequence[Claims]) -> list[Row]:
    """Return the shares of the intervals, in percent."""

    def share(holds: list[np.ndarray]) -> float:
        return 100 * float(np.concatenate(holds).mean())

    estimate = [c.estimate + c.slack >= c.error for c in found]
    sharp = [c.estimate <= SHARPNESS * np.maximum(c.error, FLOOR * c.size) for c in found]
    corrected = [c.claimed_corrected_error + c.slack >= c.corrected_error for c in found]
    no_worse = [
        c.corrected_error[:1] <= 10 * max(c.gauss_legendre_error, FLOOR * c.size) for c in found
    ]
    return [
        Row("bound ≥ true error, %", share([c.bound + c.slack >= c.error for c in found]), 100),
        Row("estimate ≥ true error, %", share(estimate), 99),
        Row(f"estimate within {SHARPNESS:.0f} times of it, %", share(sharp), 80),
        Row("claim ≥ error of the corrected integral, %", share(corrected), 99),
        Row("corrected no worse than 10 times Gauss-Legendre, %", share(no_worse), 100),
    ]


def misses(found: Sequence[Claims]) -> dict[str, int]:
    """Return the number of intervals by integrand on which the estimate is too small."""
    counts: dict[str, int] = {}
    for c in found:
        n_missed = int(np.count_nonzero(c.estimate + c.slack < c.error))
        if n_missed:
            counts[c.integrand] = counts.get(c.integrand, 0) + n_missed
    return counts


def speed_rows() -> Iterator[Row]:
    """Judge 50 units on the notebook's ten intervals."""
    rng = np.random.default_rng(0)
    weights, biases, output_weights = rng.normal(size=(3, 50))
    network = OneHiddenNetwork("logistic", weights, biases, output_weights, 0.0)
    a, b = np.transpose(notebook_intervals(0.0, 100.0))
    seconds = []
    for _ in range(20):
        began = time.process_time()
        certificate = Certificate.of(INTEGRANDS["log"], a, b, 3_350)
        made = time.process_time()
        certificate.judge(network)
        seconds.append((made - began, time.process_time() - made))
    placing, judging = 1e3 * np.median(seconds, axis=0)
    yield Row("ms to judge 50 units on ten intervals", float(judging), 10, least=False)
    yield Row("ms to place the nodes for it, once", float(placing), 10, least=False)


def rows(names: Sequence[str], n_seeds: int, n_intervals: int) -> list[Row]:
    """Measure everything, and say which integrands the estimate misses."""
    found = list(collect(names, n_seeds, n_intervals))
    print(f"{len(found):,} fits of {len(names)} integrands, {n_intervals} intervals each")
    for name, count in misses(found).items():
        print(f"  the estimate is too small on {count} intervals of {name}")
    return [*honesty_rows(found), *speed_rows()]


def main() -> None:
    """Print the shares beside their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=N_SEEDS)
    parser.add_argument("--intervals", type=int, default=N_INTERVALS)
    parser.add_argument("--integrands", nargs="+", default=list(INTEGRANDS))
    chosen = parser.parse_args()
    for row in rows(chosen.integrands, chosen.seeds, chosen.intervals):
        verdict = "ok" if row.is_reached else "MISSED"
        print(f"{row.name:52} {row.value:9.3f}  target {row.target:<5g} {verdict}")


if __name__ == "__main__":
    main()
