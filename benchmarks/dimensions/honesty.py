"""How often the estimated error of an integral over a box is above the true one, and how close.

Of fits of three kinds: as a `BoxSpec` is by default, quick, and with so many units for its samples
that the error gathers in the corners of the box. A default run stops anywhere within its first
iterations, as readers stop theirs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np

from benchmarks.dimensions.classical import DIMENSIONS, ROUGH, SMOOTH, size_of
from benchmarks.dimensions.fits import cube, recipe, trained
from benchmarks.dimensions.row import Row
from nncore import BoxSpec, LevenbergMarquardt, OutputLayer, box_error_estimate, train
from nncore.network import OneHiddenNetwork

N_SEEDS = 20
N_SAMPLES = 1_000  # of the fits that are solved for at once
MOST_ITERATIONS = 200  # of the others
CLOSE = 30.0
ROUNDING = 1e-14  # of int abs(f): the exact value's


def rows() -> Iterator[Row]:
    """Measure all kinds of fits."""
    yield from kind_rows("default spec", stopped_early)
    for n_hidden in (50, 150):
        label = f"{n_hidden} units on {N_SAMPLES:,} samples"
        yield from kind_rows(label, partial(solved_for, n_hidden=n_hidden))


def stopped_early(spec: BoxSpec) -> OneHiddenNetwork:
    """Return the network of a default run after 1 to 200 iterations, small numbers more often."""
    rng = np.random.default_rng((spec.seed, spec.n_inputs))
    n_iterations = int(MOST_ITERATIONS ** rng.random())
    short = replace(spec, trainer=LevenbergMarquardt(max_iterations=n_iterations))
    return deque(train(short), maxlen=1)[0].network


def solved_for(spec: BoxSpec, n_hidden: int) -> OneHiddenNetwork:
    """Return the network of the recipe with the best output layer and no more."""
    size = spec.n_inputs, N_SAMPLES, spec.seed
    return trained(recipe(spec.integrand, *size, trainer=OutputLayer(), n_hidden=n_hidden)).network


def kind_rows(label: str, network_of: Callable[[BoxSpec], OneHiddenNetwork]) -> Iterator[Row]:
    """Count over families, numbers of inputs and seeds."""
    holds, is_close = [], []
    for name, n, seed in product((*SMOOTH, *ROUGH), DIMENSIONS, range(N_SEEDS)):
        spec = BoxSpec(name, n_inputs=n, integrand_seed=seed, seed=seed)
        f, network = spec.integrand_in_x, network_of(spec)
        error = abs(network.integral(*cube(n)) - f.integral(*cube(n)))
        estimate = box_error_estimate(network, f, *cube(n), seed=seed).estimate
        least = ROUNDING * size_of(f)
        holds.append(error <= estimate + least)
        is_close.append(estimate <= CLOSE * max(error, least))
    held, close = 100 * np.mean(holds), 100 * np.mean(is_close)
    yield Row(f"{label}: estimated error not below the true one", held, "%", least=99.0)
    yield Row(f"the same: within {CLOSE:g} times of it", close, "%", least=80.0)
