"""The closed-form integral over boxes: its digits, its time, and the published form's time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import mpmath
import numpy as np

from benchmarks.dimensions.row import Row, milliseconds
from nncore.activations import ACTIVATIONS
from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork, polylog_box_integral
from tests.nncore.network.ridges.exact import exact_mean

N_HIDDEN = 1000
N_BOXES = 1000
# Units of the published form that are timed: the others take as long
N_PUBLISHED = {2: 1000, 3: 1000, 5: 100, 8: 10}
BOUNDS = {2: 5.0, 3: 10.0, 5: 10.0, 8: 15.0}  # milliseconds a box
LARGEST = 5.0  # half-width of a unit in an input
# Units of each activation that are compared with mpmath: 2**n polylogarithms each
N_COMPARED = {1: 40, 2: 40, 3: 20, 4: 12, 5: 8, 6: 4, 7: 2, 8: 2}


def rows() -> Iterator[Row]:
    """Measure all."""
    yield from accuracy_rows()
    yield from time_rows()
    yield from published_rows()


def accuracy_rows() -> Iterator[Row]:
    """Compare single units with mpmath: half-widths of 1e-10 to 100, midpoints anywhere."""
    for name in ACTIVATIONS:
        rng = np.random.default_rng(0)
        errors = [
            unit_error(name, 10.0 ** rng.uniform(-10 if i % 2 else -1, 2, n), rng)
            for n, count in N_COMPARED.items()
            for i in range(count)
        ]
        text = f"error of a {name} unit, n = 1 to 8, over V max(1, abs(M))"
        yield Row(text, max(errors), most=1e-14)


def unit_error(name: str, half_width: FloatArray, rng: np.random.Generator) -> float:
    """Return the error of a unit over the cube [-1, 1]^n, on which its weights are half-widths."""
    n = half_width.size
    midpoint = rng.choice([rng.normal(scale=3.0), rng.uniform(-1.2, 1.2) * half_width.sum()])
    network = OneHiddenNetwork(name, half_width[np.newaxis], [midpoint], [1.0], 0.0)
    mean = network.integral(-np.ones(n), np.ones(n)) / 2.0**n
    exact = exact_mean(name, float(midpoint), half_width.tolist())
    return float(abs(exact - mean) / max(1, abs(exact)))


def make_network(name: str, n: int, n_hidden: int = N_HIDDEN) -> OneHiddenNetwork:
    """Return units that switch somewhere in the unit cube, with half-widths up to 5 there."""
    rng = np.random.default_rng(n)
    weights = 2.0 * LARGEST * rng.uniform(-1.0, 1.0, (n_hidden, n))
    biases = -(weights * rng.random((n_hidden, n))).sum(axis=1)
    return OneHiddenNetwork(name, weights, biases, rng.normal(size=n_hidden), 0.1)


def time_rows() -> Iterator[Row]:
    """Time one box, and boxes of one size anywhere near the cube; limits for logistic units."""
    for name in ACTIVATIONS:
        for n, bound in BOUNDS.items():
            network = make_network(name, n)
            most = bound if name == "logistic" else None
            lower = np.random.default_rng(1).uniform(-0.5, 0.5, (N_BOXES, n))
            one = milliseconds(partial(network.integral, lower[0], lower[0] + 1.0))
            yield Row(f"{N_HIDDEN:,} {name} units, n = {n}: a box", one, "ms", most)
            many = milliseconds(partial(network.integral, lower, lower + 1.0), 1) / N_BOXES
            text = f"the same, of {N_BOXES:,} boxes of one size, a box"
            yield Row(text, many, "ms", None if most is None else most / 5.0)


def published_rows() -> Iterator[Row]:
    """Time the published form in mpmath, with its 15 digits, over the closed form."""
    for n, n_hidden in N_PUBLISHED.items():
        lower, upper = np.zeros(n), np.ones(n)
        network, small = make_network("logistic", n), make_network("logistic", n, n_hidden)
        ours = milliseconds(partial(network.integral, lower, upper))
        with mpmath.workdps(15):
            theirs = milliseconds(partial(polylog_box_integral, small, lower, upper), 1)
        ratio = theirs * N_HIDDEN / n_hidden / ours
        yield Row(
            f"published form in mpmath over the closed form, n = {n}", ratio, "times", least=200
        )
