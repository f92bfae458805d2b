"""How much faster the closed form is than the published polylogarithm form in mpmath.

Both integrate the same network of 1,000 logistic units; mpmath works with its default 15 digits.
Run as ``python -m benchmarks.closed_form``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import mpmath
import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.network.closed_form import polylog_integral

N_HIDDEN = 1000
N_INTERVALS = 1000
LOWER, UPPER = -5.0, 5.0
REPEATS = 9
CALLS = 100  # of the closed form on one interval, which is too short to be timed alone


class Row(NamedTuple):
    """A measured ratio and the least that it should be."""

    name: str
    value: float
    target: float


def make_network(rng: np.random.Generator) -> OneHiddenNetwork:
    """Return a network like a trained one: steep units with their centres all over the interval."""
    weights = rng.normal(scale=30.0, size=N_HIDDEN)
    biases = -weights * rng.uniform(LOWER, UPPER, N_HIDDEN)
    return OneHiddenNetwork("logistic", weights, biases, rng.normal(size=N_HIDDEN), 0.1)


def seconds(function: Callable[[], object], calls: int = 1) -> float:
    """Return the processor time of one call, as the mean of some.

    On a busy machine the wall clock would favour the shorter call, which is preempted less often.
    """
    start = time.process_time()
    for _ in range(calls):
        function()
    return (time.process_time() - start) / calls


def rows() -> list[Row]:
    """Measure both ratios; the three timings alternate, so that noise meets all of them."""
    rng = np.random.default_rng(0)
    network = make_network(rng)
    a, b = rng.uniform(LOWER, UPPER, (2, N_INTERVALS))
    one, many, published = [], [], []
    with mpmath.workdps(15):
        difference = abs(network.integral(-4.0, 4.5) - polylog_integral(network, -4.0, 4.5))
        for _ in range(REPEATS):
            published.append(seconds(lambda: polylog_integral(network, -4.0, 4.5)))
            one.append(seconds(lambda: network.integral(-4.0, 4.5), CALLS))
            many.append(seconds(lambda: network.integral(a, b)) / N_INTERVALS)
    if difference > 1e-9:
        raise AssertionError(f"the two forms differ by {difference}")
    return [
        Row("closed form / polylogarithm, one interval", median(published) / median(one), 1000.0),
        Row(
            f"closed form / polylogarithm, {N_INTERVALS:,} intervals",
            median(published) / median(many),
            3000.0,
        ),
    ]


def main() -> None:
    """Print the ratios beside their targets."""
    for row in rows():
        print(f"{row.name:50} {row.value:8.0f} times (target {row.target:.0f})")


if __name__ == "__main__":
    main()
