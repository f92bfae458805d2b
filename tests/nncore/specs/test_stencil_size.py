"""What a stencil's experiment takes of memory and time, and what would take too much."""

import re
import tracemalloc

import numpy as np
import pytest

from nncore.experiments.stencil import make_fields
from nncore.specs import StencilSpec
from nncore.stencils.gram import gram
from nncore.trainers import Adam
from nncore.trainers.first_order.quadratic_forms import QuadraticSamples

FIVE, ELEVEN = tuple(range(-2, 3)), tuple(range(-5, 6))
BATCH_OF_ONE = Adam(batch_size=1)
TOO_LARGE = {
    "memory of the sums": (
        "n_fields",
        {"n_fields": 5_000_000, "offsets": ELEVEN},
        "400 grid points and 11 offsets for the worker's memory and time, got 5,000,000.",
        1_000_000,  # their matrices alone have 121 numbers each: 1 GB
    ),
    "time of the noise": (
        "n_fields",
        {"n_fields": 5_000_000, "noise": 0.1},
        "400 grid points and 3 offsets and noise for the worker's memory and time, got 5,000,000.",
        2_500_000,  # 4e9 values, at 400 points for 3 offsets and the derivative
    ),
    "time of many modes": (
        "n_fields",
        {"n_fields": 5_000_000, "max_mode": 501},
        "400 grid points and 3 offsets and 501 modes for the worker's memory and time, "
        "got 5,000,000.",
        2_500_000,
    ),
    "time of the optimum": (
        "max_mode",
        {"max_mode": 1_000, "offsets": ELEVEN, "spacing": 1e-3},
        "4,000 grid points and 11 offsets, got 1,000; enlarge `spacing`.",
        833,  # 4e7 values, at 4,000 points for 11 offsets and the derivative
    ),
}


@pytest.mark.parametrize("case", TOO_LARGE)
def test_what_would_not_fit_is_refused_and_the_most_is_told(case):
    name, settings, end, at_most = TOO_LARGE[case]
    sentence = rf"`{name}` must be at most ([\d,]+) with {re.escape(end)}"
    with pytest.raises(ValueError) as caught:
        StencilSpec(**settings)
    told = re.fullmatch(sentence, str(caught.value))
    assert told, caught.value
    most = int(told[1].replace(",", ""))
    assert at_most / 2 < most <= at_most
    largest = StencilSpec(**settings | {name: most})
    assert largest.memory() < 2**31  # half of a worker's 4 GiB
    with pytest.raises(ValueError, match=f"`{name}` must be at most {told[1]} with"):
        StencilSpec(**settings | {name: most + 1})


def test_a_grid_that_would_not_fit_with_its_noise_is_refused():
    settings = {"offsets": tuple(range(25)), "max_mode": 1, "noise": 1.0}
    sentence = (
        r"`spacing` must leave at most ([\d,]+) grid points with 25 offsets and noise for the "
        r"worker's memory, got 100,000; enlarge it\."
    )
    with pytest.raises(ValueError, match=sentence) as caught:
        StencilSpec(spacing=4e-5, **settings)
    most = int(re.search(sentence, str(caught.value))[1].replace(",", ""))
    smaller = StencilSpec(spacing=4.0 / most * 1.1, n_fields=1_000, **settings)
    assert smaller.memory() < 2**31


def traced_peak(spec):
    """The bytes that NumPy holds at most while the samples of a run are made."""
    tracemalloc.start()
    sums = gram(make_fields(spec), spec.offsets, spec.derivative_order)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    free = sums.rows(slice(spec.n_training_fields)).reduced(
        np.zeros(len(spec.offsets)), np.eye(len(spec.offsets))
    )
    QuadraticSamples(free.matrices, free.vectors, free.squares, free.n_points)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def peak_of_sums(spec):
    tracemalloc.start()
    gram(make_fields(spec), spec.offsets, spec.derivative_order)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("offsets", [(0, 1), (-1, 0, 1), FIVE, ELEVEN])
def test_memory_is_enough_for_more_fields(offsets):
    small, large = (StencilSpec(offsets=offsets, n_fields=n) for n in (5_000, 25_000))
    needed = traced_peak(large) - traced_peak(small)
    estimate = large.memory() - small.memory()
    assert needed <= estimate <= 3 * needed


@pytest.mark.parametrize(
    "settings",
    [
        {"noise": 0.1, "offsets": FIVE},
        {"max_mode": 200},
        {"max_mode": 200, "offsets": ELEVEN},  # too many for a table of all pairs of waves
    ],
    ids=["noise", "table of waves", "all the fields"],
)
def test_memory_is_enough_for_long_fields(settings):
    spec = StencilSpec(spacing=4 / 8_000, n_fields=140, trainer=BATCH_OF_ONE, **settings)
    needed = peak_of_sums(spec)
    assert needed > 30e6  # much more than what the fields themselves take
    assert needed <= spec.memory() <= 2 * needed + 20e6  # 20 MB of other things
