"""What holds for every start, whatever the samples."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.starts.initializers import INITIALIZERS
from tests.nncore.starts.starting import dataset_of, start, training_set


@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0.5], [2.0]),
        ([0.5, 0.5, 0.5], [1.0, 2.0, 3.0]),
        ([0.0, 1.0], [0.0, 1.0]),
        (np.linspace(0, 1, 50), np.full(50, 3.0)),
        (np.linspace(0, 1, 50), np.linspace(-1e300, 1e300, 50)),
        (np.repeat(np.linspace(0, 1, 10), 5), np.tile(np.arange(5.0), 10)),
        (np.linspace(-1e-9, 1e-9, 20), np.linspace(0, 1, 20) ** 2),
        (np.linspace(1e6, 1e6 + 1, 20), np.linspace(0, 1, 20) ** 2),
    ],
    ids=["one", "same-x", "two", "constant", "huge-y", "repeated-x", "tiny-interval", "far-away"],
)
def test_odd_samples_give_finite_networks(initializer, activation, x, y):
    for n_hidden in (1, 2, 7, 60):
        network = start(initializer, training_set(x, y), activation, n_hidden)
        assert network.n_hidden == n_hidden
        assert np.all(np.isfinite(network.pack()))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_same_seed_same_start(name):
    dataset = dataset_of("cos", n_samples=100)
    first, second = (start(name, dataset).pack() for _ in range(2))
    np.testing.assert_array_equal(first, second)
    if name != "curvature":
        assert not np.array_equal(first, start(name, dataset, seed=1).pack())


def test_unknown_initializer_is_named():
    with pytest.raises(ValueError, match="`initializer` must be one of curvature, .* got 'he'"):
        start("he", dataset_of("cos"))
