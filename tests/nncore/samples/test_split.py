"""How many samples are for what, foretold and as drawn."""

import numpy as np
import pytest

from nncore.integrands import INTEGRANDS
from nncore.samples.dataset import sample
from nncore.samples.nodes import MAX_GAUSS_LEGENDRE_NODES, NODES
from nncore.samples.split import (
    memory_of_samples,
    n_fresh_samples,
    n_test_samples,
    n_training_samples,
)


def log_samples(**options):
    return sample(INTEGRANDS["log"], 0.0, 100.0, rng=np.random.default_rng(0), **options)


def test_split_has_the_sizes_of_the_first_notebook():
    dataset = log_samples(n_samples=1_000_000, test_fraction=0.25, validation_fraction=0.33)
    sizes = dataset.x_train.size, dataset.x_validation.size, dataset.x_test.size
    assert sizes == (502_500, 247_500, 250_000)
    assert dataset.n_samples == n_training_samples("uniform", 1_000_000, 0.25, 0.33) == 502_500


@pytest.mark.parametrize("nodes", NODES)
@pytest.mark.parametrize("n_samples", [2, 7, 100, 5_001])
@pytest.mark.parametrize("fractions", [(0.0, 0.0), (0.0, 0.33), (0.25, 0.33), (0.9, 0.9)])
def test_number_of_training_samples_is_foretold(nodes, n_samples, fractions):
    if nodes == "gauss-legendre" and n_samples > MAX_GAUSS_LEGENDRE_NODES:
        pytest.skip("an eigenvalue problem of this size takes seconds")
    dataset = log_samples(
        nodes=nodes,
        n_samples=n_samples,
        test_fraction=fractions[0],
        validation_fraction=fractions[1],
    )
    assert dataset.n_samples == n_training_samples(nodes, n_samples, *fractions) >= 1


def test_test_samples_are_rounded_up_as_by_scikit_learn():
    assert n_test_samples(1_000_000, 0.25) == 250_000
    assert n_test_samples(10, 0.25) == 3
    assert n_test_samples(10, 0.0) == 0


def test_fresh_samples_are_the_share_of_all_but_not_too_few():
    assert n_fresh_samples(3_000, 0.25) == 1_000
    assert n_fresh_samples(30, 0.25) == 100
    assert n_fresh_samples(30, 0.0) == 0


def test_samples_of_several_inputs_take_more_memory():
    """Three copies of n_inputs + 1 numbers of eight bytes a sample."""
    for nodes in ("uniform", "sobol", "halton"):
        one = memory_of_samples(nodes, 1_000, 0.0, 0.33)
        assert memory_of_samples(nodes, 1_000, 0.0, 0.33, n_inputs=5) == 3 * one
    one, five = (memory_of_samples("gauss-legendre", 1_000, 0.0, 0.33, n) for n in (1, 5))
    assert one < five < 3 * one
