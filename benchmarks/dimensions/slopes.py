"""How steep the units of the start by ridges should be, for all activations and Genz's families.

Each range of slopes alone, and those that the start chooses from by samples that it leaves out:
the residual on fresh points with the best output layer, over that of the best range alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from benchmarks.dimensions.classical import DIMENSIONS, ROUGH, SMOOTH
from benchmarks.dimensions.row import Row
from nncore import BoxSpec, make_dataset
from nncore.activations import ACTIVATIONS
from nncore.arrays import FloatArray
from nncore.samples.nodes import sobol_points
from nncore.starts.ridges import SLOPES, ridges

RANGES = ((0.1, 0.5), (0.3, 1.5), (0.3, 3.0), (0.5, 3.0), (1.0, 6.0), (2.0, 12.0))
CHOICES = {str(one): (one,) for one in RANGES} | {
    "two wide ones": ((0.3, 3.0), (1.0, 6.0)),
    "the start's": SLOPES,
}
N_HIDDEN, N_SAMPLES, N_SEEDS, N_FRESH = 100, 1_000, 2, 2_048


def rows() -> Iterator[Row]:
    """Report the geometric mean over seeds, inputs and families, and the worst."""
    for activation in ACTIVATIONS:
        for kind, names in (("smooth", SMOOTH), ("kink, jump", ROUGH)):
            cases = product(names, DIMENSIONS, range(N_SEEDS))
            table = np.array([residuals(activation, *case) for case in cases])
            times = table / table[:, : len(RANGES)].min(axis=1, keepdims=True)
            for label, column in zip(CHOICES, times.T, strict=True):
                text = f"{activation}, {kind}, slopes {label}: worst {column.max():.3g}, mean"
                yield Row(text, float(np.exp(np.mean(np.log(column)))), "times")


def residuals(activation: str, name: str, n_inputs: int, seed: int) -> list[float]:
    """Return the root mean square of the residual with each choice."""
    spec = BoxSpec(
        name,
        n_inputs=n_inputs,
        integrand_seed=seed,
        seed=seed,
        standardize=False,
        n_samples=N_SAMPLES,
        nodes="sobol",
        validation_fraction=0.0,
    )
    dataset, f = make_dataset(spec), spec.integrand_in_x
    x = sobol_points(N_FRESH, n_inputs, np.random.default_rng(99))

    def residual(slopes: Sequence[tuple[float, float]]) -> float:
        network = ridges(activation, N_HIDDEN, dataset, np.random.default_rng(seed), slopes)
        difference: FloatArray = network(x) - f(x)
        return float(np.sqrt(np.mean(np.square(difference)))) or np.finfo(float).tiny

    return [residual(slopes) for slopes in CHOICES.values()]
