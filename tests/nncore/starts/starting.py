"""Samples to start networks from, and what is asked of the networks."""

import numpy as np

from nncore.integrands import INTEGRANDS
from nncore.samples.dataset import Dataset, sample
from nncore.starts.initializers import initialize
from nncore.trainers.base import mean_squared_error

EMPTY = np.empty(0)


def dataset_of(name, n_samples=1_000, standardize=True, seed=0, **options):
    integrand = INTEGRANDS[name]
    rng = np.random.default_rng(seed)
    dataset = sample(
        integrand, integrand.lower, integrand.upper, n_samples=n_samples, rng=rng, **options
    )
    return dataset.standardized(integrand.lower, integrand.upper) if standardize else dataset


def training_set(x, y):
    return Dataset(np.asarray(x, float), np.asarray(y, float), EMPTY, EMPTY, EMPTY, EMPTY)


def start(name, dataset, activation="logistic", n_hidden=30, seed=0):
    return initialize(name, activation, n_hidden, dataset, np.random.default_rng(seed))


def centers(network):
    return -network.hidden_biases / network.hidden_weights


def validation_loss(network, dataset):
    """Mean squared error in physical units."""
    loss = mean_squared_error(network, dataset.x_validation, dataset.y_validation)
    return loss * dataset.scaling.y_scale**2
