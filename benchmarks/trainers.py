"""How far the trainers get in a second, over the whole catalogue, and how fast they are.

Each recipe has one second of compute, from sampling on; of the networks that come out, the one with
the smallest validation loss on its own fresh points stands for "the best trainer", and is judged on
20,000 other ones. Its closed-form integrals are compared with the exact ones, and its corrected
integral with a Gauss-Legendre rule of as many evaluations. Run as
``python -m benchmarks.trainers [--integrands log runge ...]``.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from dataclasses import replace  # noqa: E402
from typing import NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

from benchmarks.keras_step import fit_steps  # noqa: E402
from nncore.certificates import Certificate  # noqa: E402
from nncore.experiments import make_dataset, start_network, train  # noqa: E402
from nncore.integrands import INTEGRANDS, Integrand, Tag  # noqa: E402
from nncore.network import OneHiddenNetwork  # noqa: E402
from nncore.notebooks import INTEGRATION_SPEC  # noqa: E402
from nncore.quadrature import adaptive, gauss_legendre  # noqa: E402
from nncore.specs import IntegrationSpec  # noqa: E402
from nncore.trainers import (  # noqa: E402
    LBFGS,
    LevenbergMarquardt,
    OutputLayer,
    TrainingStep,
    VariableProjection,
)

BUDGET = 1.0  # seconds of compute of one recipe, from sampling on
N_JUDGED = 20_000  # uniform points on which a network is judged
N_INTERVALS = 10
FLOOR = 1e-13  # of the integral of |f|
LARGEST_RULE = 2_000  # nodes of the Gauss-Legendre rule: more take longer to find than all else

NOTEBOOK_LOSS = 2.5e-4  # its validation MSE on ln x
NOTEBOOK_STEPS = 251_250
SEEDS = range(5)
N_REPEATS = 30

_CHEBYSHEV = IntegrationSpec(nodes="chebyshev", validation_fraction=0.5)
RECIPES = (
    replace(_CHEBYSHEV, trainer=VariableProjection(), n_hidden=30, n_samples=400),
    replace(_CHEBYSHEV, trainer=VariableProjection(), n_hidden=100, n_samples=1_000),
    replace(_CHEBYSHEV, trainer=LevenbergMarquardt(), n_hidden=50, n_samples=600),
    replace(_CHEBYSHEV, trainer=LBFGS(), n_hidden=60, n_samples=800),
    replace(_CHEBYSHEV, trainer=OutputLayer(), n_hidden=100, n_samples=1_000),
)

#: Class -> what is asked of the validation RMS over the largest |f|.
RMS_TARGETS = {
    "smooth": 1e-7,
    "kink": 1e-5,
    "sqrt": 1e-5,
    "damped-sine": 1e-5,
    "cos-50": 1e-4,
    "log": 1e-4,
    "lorentzian": 1e-4,
    "chirp": 1e-4,
    "step": 1e-2,
}

#: Class -> what is asked of the integral over random parts, over that of |f|.
INTEGRAL_TARGETS = {
    "smooth": 1e-8,
    "kink": 1e-6,
    "sqrt": 1e-6,
    "jump": 1e-3,
    "square not integrable": 1e-3,
    "other": 1e-5,
}


class Row(NamedTuple):
    """A measured value, and the least or the most that is asked."""

    name: str
    value: float
    target: float
    least: bool = False
    reason: str = ""

    def __str__(self) -> str:
        met = self.value >= self.target if self.least else self.value <= self.target
        asked = f"{'≥' if self.least else '≤'} {self.target:,g}"
        verdict = "met" if met else "MISSED" + (f": {self.reason}" if self.reason else "")
        return f"{self.name:62} asked {asked:>9}  measured {self.value:10,.3g}  {verdict}"


class Fit(NamedTuple):
    """What the best network of an integrand came to; errors over the integral of |f|."""

    name: str
    recipe: str
    rms: float
    integral_error: float
    corrected_error: float
    gauss_legendre_error: float
    square_is_integrable: bool

    @property
    def correction_ratio(self) -> float:
        """The error of the corrected integral over that of the rule, both at least `FLOOR`."""
        return max(self.corrected_error, FLOOR) / max(self.gauss_legendre_error, FLOOR)

    def rms_class(self) -> str | None:
        """Return a key of `RMS_TARGETS`, or None where nothing is asked."""
        return self.name if self.name in RMS_TARGETS else _class_by_tag(self.name)

    def integral_class(self) -> str:
        """Return a key of `INTEGRAL_TARGETS`."""
        if not self.square_is_integrable:
            return "square not integrable"
        if Tag.JUMP in INTEGRANDS[self.name].tags:
            return "jump"
        return "sqrt" if self.name == "sqrt" else _class_by_tag(self.name) or "other"


def _class_by_tag(name: str) -> str | None:
    tags = INTEGRANDS[name].tags
    if Tag.KINK in tags:
        return "kink"
    return "smooth" if Tag.SMOOTH in tags else None


def last_in_time(spec: IntegrationSpec, seconds: float) -> TrainingStep:
    """Return the last step that was finished within a compute time, sampling included."""
    began, last = time.process_time(), None
    for step in train(spec):
        if last is not None and time.process_time() - began > seconds:
            break
        last = step
    assert last is not None
    return last


def fit(name: str) -> Fit:
    """Train all recipes on one integrand, and judge the best."""
    specs = [replace(recipe, integrand=name) for recipe in RECIPES]
    steps = [last_in_time(spec, BUDGET) for spec in specs]
    best = int(np.argmin([float(step.validation_loss or 0.0) for step in steps]))
    spec, network, integrand = specs[best], steps[best].network, INTEGRANDS[name]
    lower, upper = spec.interval
    rng = np.random.default_rng(1)
    x = rng.uniform(lower, upper, N_JUDGED)
    y = integrand(x)
    a, b = rng.uniform(lower, upper, (2, N_INTERVALS))
    size = adaptive(
        lambda t: np.abs(integrand(t)), lower, upper, breakpoints=integrand.breakpoints
    ).value
    certificate = Certificate.of(integrand, lower, upper, spec.n_training_samples)
    corrected, rule = _whole_errors(certificate, network, integrand, spec)
    return Fit(
        name,
        f"{spec.trainer.name}, {spec.n_hidden} units",
        float(np.sqrt(np.mean((network(x) - y) ** 2)) / np.max(np.abs(y))),
        float(np.max(np.abs(network.integral(a, b) - integrand.integral(a, b))) / size),
        corrected / size,
        rule / size,
        bool(certificate.square_is_integrable[0]),
    )


def _whole_errors(
    certificate: Certificate,
    network: OneHiddenNetwork,
    integrand: Integrand,
    spec: IntegrationSpec,
) -> tuple[float, float]:
    """Return the errors of the corrected integral and of Gauss-Legendre, on the whole interval."""
    lower, upper = spec.interval
    exact = integrand.integral(lower, upper)
    corrected = np.asarray(certificate.judge(network).corrected)[0]
    n_evaluations = min(spec.n_samples + certificate.n_evaluations, LARGEST_RULE)
    rule = gauss_legendre(integrand, lower, upper, n_evaluations)
    return abs(float(corrected) - exact), abs(float(rule) - exact)


def class_rows(fits: Sequence[Fit]) -> Iterator[Row]:
    """Return the worst integrand of each class that something is asked of."""
    for kind, target in RMS_TARGETS.items():
        of_kind = [f for f in fits if f.rms_class() == kind]
        if of_kind:
            worst = max(of_kind, key=lambda f: f.rms)
            yield Row(f"validation RMS: {_label(kind, worst)}", worst.rms, target)
    for kind, target in INTEGRAL_TARGETS.items():
        of_kind = [f for f in fits if f.integral_class() == kind]
        if of_kind:
            worst = max(of_kind, key=lambda f: f.integral_error)
            name = f"integrals of parts: {_label(kind, worst)}"
            yield Row(name, worst.integral_error, target)
    worst = max(fits, key=lambda f: f.correction_ratio)
    name = f"error of the corrected integral over Gauss-Legendre's ({worst.name})"
    yield Row(name, worst.correction_ratio, 10.0)


def _label(kind: str, worst: Fit) -> str:
    return kind if kind == worst.name else f"{kind} (worst: {worst.name})"


def notebook_row() -> Row:
    """Compare the time to the notebook's validation MSE with its recipe by `model.fit`."""
    ours = max(_seconds_to_notebook_loss(seed) for seed in SEEDS)
    with fit_steps(INTEGRATION_SPEC.n_hidden) as seconds_of_a_step:
        theirs = NOTEBOOK_STEPS * min(seconds_of_a_step() for _ in range(3))
    name = f"ln x to MSE 2.5e-4: {theirs:.0f} s of model.fit over {1e3 * ours:.1f} ms"
    return Row(name, theirs / ours, 10_000, least=True)


def _seconds_to_notebook_loss(seed: int) -> float:
    """Return the wall time from sampling on; judging on 20,000 uniform points is not counted."""
    spec = replace(_CHEBYSHEV, integrand="log", n_hidden=50, n_samples=1_000, seed=seed)
    spec = replace(spec, validation_fraction=0.0, trainer=LevenbergMarquardt())
    x = 100.0 * (1.0 - np.random.default_rng([seed, 1]).random(N_JUDGED))
    y, seconds = np.log(x), 0.0
    began = time.perf_counter()
    for step in train(spec):
        seconds += time.perf_counter() - began
        if np.mean((step.network(x) - y) ** 2) <= NOTEBOOK_LOSS:
            return seconds
        began = time.perf_counter()
    return np.inf


def iteration_row() -> Row:
    """Compare an iteration of variable projection with a QR factorisation, taking turns."""
    trainer = VariableProjection(max_iterations=N_REPEATS, tolerance=0.0)
    spec = replace(_CHEBYSHEV, n_hidden=50, n_samples=1_000, trainer=trainer)
    spec = replace(spec, integrand="chirp", validation_fraction=0.0)
    dataset = make_dataset(spec)
    jacobian = start_network(spec, dataset).jacobian(dataset.x_train)
    assert jacobian.shape == (1_000, 151)
    ratios = []
    steps = train(spec)
    next(steps)
    began = time.perf_counter()
    for _ in steps:
        iteration = time.perf_counter() - began
        began = time.perf_counter()
        np.linalg.qr(jacobian)
        ratios.append(iteration / (time.perf_counter() - began))
        began = time.perf_counter()
    name = "iteration of variable projection over a QR of 1,000 × 151"
    return Row(name, float(np.median(ratios)), 3.0)


def main() -> None:
    """Print a line for each integrand, then the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--integrands", nargs="+", default=list(INTEGRANDS))
    timed = [notebook_row(), iteration_row()]
    fits = []
    for name in parser.parse_args().integrands:
        found = fit(name)
        fits.append(found)
        print(
            f"{name:14} {found.recipe:32} RMS {found.rms:.0e}  parts {found.integral_error:.0e}  "
            f"corrected {found.corrected_error:.0e}  Gauss-Legendre "
            f"{found.gauss_legendre_error:.0e}",
            flush=True,
        )
    print(*timed, *class_rows(fits), sep="\n")


if __name__ == "__main__":
    main()
