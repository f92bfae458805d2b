"""Samples, starts and small tools that the tests of several trainers share."""

import numpy as np

from nncore.integrands import INTEGRANDS
from nncore.samples.dataset import Dataset, sample
from nncore.starts.initializers import initialize
from nncore.trainers.least_squares import qr_in_batches

EMPTY = np.empty(0)


def dataset_of(name, n_samples=200, nodes="chebyshev", seed=0, **options):
    """Return scaled samples of an integrand of the catalogue."""
    integrand = INTEGRANDS[name]
    interval = integrand.lower, integrand.upper
    rng = np.random.default_rng(seed)
    samples = sample(integrand, *interval, nodes=nodes, n_samples=n_samples, rng=rng, **options)
    return samples.standardized(*interval)


def samples_of(network, x):
    """Return samples that `network` fits exactly."""
    return Dataset(x, network(x), EMPTY, EMPTY, EMPTY, EMPTY)


def start(dataset, n_hidden, activation="logistic", name="curvature", seed=0):
    """Return the start of an initializer."""
    return initialize(name, activation, n_hidden, dataset, np.random.default_rng(seed))


def run(trainer, network, dataset, state=None):
    """Return all the steps of a trainer."""
    return list(trainer.iterations(network, dataset, np.random.default_rng(0), state))


def physical(step, dataset):
    """Return the network of a step in x, not scaled."""
    s = dataset.scaling
    return step.network.rescaled(s.x_center, s.x_scale, s.y_center, s.y_scale)


def weights_of(dataset):
    """Return the weights in the loss, as ones where the dataset has none."""
    return np.ones(dataset.n_samples) if dataset.weights is None else dataset.weights


def loss_of(network, dataset):
    """Return the mean of the weighted squares, written down once more."""
    residual = network(dataset.x_train) - dataset.y_train
    return np.average(residual**2, weights=weights_of(dataset))


def weighted_system(network, dataset):
    """Return Jacobian and residual, times the roots of the weights."""
    roots = np.sqrt(weights_of(dataset))
    residual = network(dataset.x_train) - dataset.y_train
    return network.jacobian(dataset.x_train) * roots[:, np.newaxis], residual * roots


def unit_values(network, x):
    """Return the value of each hidden unit, and 1 for the output bias."""
    rows = network.hidden_weights.reshape(network.n_hidden, -1)
    values = network.activation(x.reshape(len(x), -1) @ rows.T + network.hidden_biases)
    return np.column_stack([values, np.ones(len(x))])


def result_of(work):
    """Return what a generator of work returns at its end."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def whole(steps):
    """Leave out the steps inside an iteration: how many there are depends on the machine."""
    return [s for s in steps if s.record.is_whole]


def cut(monkeypatch, rows):
    """Make every batch of rows a unit of work."""
    monkeypatch.setattr(qr_in_batches, "batch_size", lambda n_columns: rows)
    monkeypatch.setattr("nncore.trainers.resumable_solver.WORK_UNIT", 1.0)


def assert_inner_steps_change_nothing(steps):
    """Check that the steps inside an iteration hold what the one before them ended with."""
    assert np.all(np.diff([s.record.position for s in steps]) >= 0)
    before = steps[0]
    for step in steps:
        if step.record.is_whole:
            before = step
            continue
        assert step.network is before.network
        assert step.loss == before.loss
        assert step.validation_loss is None
        assert before.iteration < step.record.position < before.iteration + 1
