"""What fits over boxes reach: integrals of the cube and of parts of it, and the starts compared.

All have one recipe, `recipe`. Its number of iterations decides and not its time, so that errors do
not depend on the machine; the compute time has rows of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from benchmarks.dimensions.classical import DIMENSIONS, N_SEEDS, ROUGH, SMOOTH, size_of
from benchmarks.dimensions.row import Row
from nncore import BoxIntegrand, BoxSpec, OutputLayer, VariableProjection, box_error_estimate, train
from nncore.arrays import FloatArray
from nncore.certificates.box_certificate import N_POINTS, N_REPLICATES
from nncore.samples.nodes import sobol_points
from nncore.starts.initializers import BOX_INITIALIZERS
from nncore.trainers import TrainingStep

N_HIDDEN = 150
N_ITERATIONS = 25


class Goal(NamedTuple):
    """How much a fit may take, the error that it must reach, and what departs from `recipe`."""

    n_samples: int
    seconds: float
    error: float
    aim: float
    rest: Mapping[str, Any] = MappingProxyType({})


GOALS = {
    2: Goal(2_000, 5.0, 1e-7, 1e-7, {"n_hidden": 500, "trainer": OutputLayer()}),
    3: Goal(2_000, 5.0, 7e-6, 1e-6),
    5: Goal(4_000, 25.0, 1e-5, 5e-6),
}
N_BOXES = 100
WORSE_IN_PARTS = 10.0  # times the error over the cube
# For a kink or a jump half of the evaluations are the error estimate's: there a mean over fresh
# points is worth as much as samples of the fit.
N_ROUGH = 4_000
N_SCRAMBLES = 16
N_ROUGH_SEEDS = 20  # of quick fits, whose errors scatter: the median of five is 1.4 to 3 by chance


def rows() -> Iterator[Row]:
    """Measure all."""
    yield from smooth_rows()
    yield from rough_rows()
    yield from start_rows()


def recipe(
    family: str,
    n_inputs: int,
    n_samples: int,
    seed: int,
    n_iterations: int = N_ITERATIONS,
    **rest: Any,
) -> BoxSpec:
    """Return the experiment with which a smooth function of several inputs is fitted best."""
    return BoxSpec(
        family,
        n_inputs=n_inputs,
        integrand_seed=seed,
        seed=seed,
        activation="tanh",
        n_samples=n_samples,
        nodes="sobol",
        validation_fraction=0.0,
        **{
            "trainer": VariableProjection(max_iterations=n_iterations),
            "n_hidden": N_HIDDEN,
            **rest,
        },
    )


def trained(spec: BoxSpec) -> TrainingStep:
    """Return the last step of a training."""
    return deque(train(spec), maxlen=1)[0]


def cube(n_inputs: int) -> tuple[FloatArray, FloatArray]:
    """Return the limits of the unit cube."""
    return np.zeros(n_inputs), np.ones(n_inputs)


def random_boxes(n_boxes: int, n_inputs: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return the limits of boxes anywhere in the unit cube."""
    corners = np.sort(np.random.default_rng(seed).random((2, n_boxes, n_inputs)), axis=0)
    return corners[0], corners[1]


def smooth_rows() -> Iterator[Row]:
    """Report the worst family's median over seeds: the cube, parts of it, iterations, time."""
    for n, goal in GOALS.items():
        measured = [[smooth_fit(name, n, goal, seed) for seed in range(N_SEEDS)] for name in SMOOTH]
        whole, parts, seconds = np.max(np.median(measured, axis=1), axis=0).tolist()
        of = f"n = {n}, smooth, {goal.n_samples:,} evaluations"
        yield Row(f"{of}: the cube (aim {goal.aim:g})", whole, most=goal.error)
        yield Row(
            f"the same: the worst of {N_BOXES} boxes", parts, most=WORSE_IN_PARTS * goal.error
        )
        yield Row("the same: training", seconds, "s", most=goal.seconds)


def smooth_fit(name: str, n: int, goal: Goal, seed: int) -> tuple[float, float, float]:
    """Return the errors over the cube and of the worst part, over int abs(f), and the seconds."""
    spec = recipe(name, n, goal.n_samples, seed, **goal.rest)
    step, f = trained(spec), spec.integrand_in_x
    whole, parts = cube(n), random_boxes(N_BOXES, n, seed)
    errors = [
        np.max(np.abs(step.network.integral(*box) - f.integral(*box))) for box in (whole, parts)
    ]
    return errors[0] / size_of(f), errors[1] / size_of(f), step.seconds


def rough_rows() -> Iterator[Row]:
    """Compare the corrected integral with Sobol points, as many evaluations of each."""
    n_left = N_ROUGH - N_REPLICATES * N_POINTS
    for n in (2, 5):
        for name in ROUGH:
            ratios = []
            for seed in range(N_ROUGH_SEEDS):
                spec = recipe(name, n, n_left, seed, trainer=OutputLayer())
                f, network = spec.integrand_in_x, trained(spec).network
                found = box_error_estimate(network, f, *cube(n), seed=seed)
                error = abs(found.corrected - f.integral(*cube(n)))
                ratios.append(error / sobol_error(f, N_ROUGH))
            text = f"n = {n}, {name}, {N_ROUGH:,} evaluations: corrected over Sobol's"
            yield Row(text, float(np.median(ratios)), "times", most=3.0)


def sobol_error(f: BoxIntegrand, n_points: int) -> float:
    """Return the root mean square of the error of scrambled Sobol points."""
    streams = np.random.default_rng(0).spawn(N_SCRAMBLES)
    exact = f.integral(*cube(f.n_inputs))
    errors = [np.mean(f(sobol_points(n_points, f.n_inputs, one))) - exact for one in streams]
    return float(np.sqrt(np.mean(np.square(errors))))


def start_rows() -> Iterator[Row]:
    """Compare the starts: the residual on fresh points, the worst smooth family's median."""
    for label, trainer in (
        ("best output layer", OutputLayer()),
        ("10 iterations", VariableProjection(max_iterations=10)),
    ):
        for n in DIMENSIONS:
            for start in BOX_INITIALIZERS:
                rest: dict[str, Any] = {"trainer": trainer, "initializer": start}
                residuals = [
                    [residual(recipe(name, n, 1_000, seed, **rest)) for seed in range(3)]
                    for name in SMOOTH
                ]
                worst = float(np.max(np.median(residuals, axis=1)))
                yield Row(f"n = {n}, {label}: rms from the start {start}", worst)


def residual(spec: BoxSpec) -> float:
    """Return the root mean square of the residual on fresh points, over int abs(f)."""
    f, network = spec.integrand_in_x, trained(spec).network
    x = sobol_points(4_096, f.n_inputs, np.random.default_rng(99))
    return float(np.sqrt(np.mean(np.square(network(x) - f(x))))) / size_of(f)
