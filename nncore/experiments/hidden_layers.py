"""The hidden layers that a fit to measurements is averaged over."""

import numpy as np

from nncore.arrays import FloatArray
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.specs.data import DataSpec
from nncore.starts.initializers import initialize
from nncore.trainers import OutputLayer


def hidden_layers(
    spec: DataSpec, x: FloatArray, y: FloatArray, weights: FloatArray
) -> list[OneHiddenNetwork]:
    r"""Return hidden layers whose output weights are their standard deviations in the prior.

    These are 1 but for waves, where they are :math:`1/w`: a sum of waves of equal heights would
    be noise.

    Parameters
    ----------
    spec : DataSpec
        Which start, of which sizes, and what trains them.
    x, y, weights : ndarray, shape (n,)
        Measurements, scaled to [-1, 1], and the weights of their squares.

    Raises
    ------
    SettingError
        If that would take too long; see `DataSpec.check_work`.
    """
    spec.check_work(x.size)
    none = np.empty(0)
    dataset = Dataset(x, y, none, none, none, none, weights=weights / np.mean(weights))
    sizes = [size for size in spec.sizes(x.size) for _ in range(spec.n_starts)]
    seeds = np.random.SeedSequence(spec.seed).spawn(len(sizes))
    layers = []
    for size, seed in zip(sizes, seeds, strict=True):
        rng = np.random.default_rng(seed)
        network = initialize(spec.initializer, spec.activation, size, dataset, rng)
        layers.append(_with_prior(_trained(spec, network, dataset, rng)))
    return layers


def _trained(
    spec: DataSpec, network: OneHiddenNetwork, dataset: Dataset, rng: np.random.Generator
) -> OneHiddenNetwork:
    if isinstance(spec.trainer, OutputLayer):  # which is what the posterior is of
        return network
    spec.trainer.check(network.n_hidden, dataset.n_samples)
    for step in spec.trainer.iterations(network, dataset, rng):
        network = step.network if step.network.is_finite else network
    return network


def _with_prior(network: OneHiddenNetwork) -> OneHiddenNetwork:
    deviations = np.ones(network.n_hidden)
    if network.activation.name == "sine":
        sizes = np.abs(network.hidden_weights)
        deviations = np.min(sizes) / sizes
    return OneHiddenNetwork(
        network.activation, network.hidden_weights, network.hidden_biases, deviations, 0.0
    )
