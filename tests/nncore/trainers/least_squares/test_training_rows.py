"""Sums, gradients and rows of [J, r] against the network's own Jacobian and values."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.trainers.least_squares import training_rows
from nncore.trainers.least_squares.training_rows import TrainingRows
from tests.nncore.trainers.problems import dataset_of, result_of, start, weighted_system

# Sums of 90 to 200 numbers of order 1.
ROUNDING = 1e-13


@pytest.fixture(params=["kept", "kept, in chunks", "not kept"])
def sizes(request, monkeypatch):
    if request.param != "kept":
        monkeypatch.setattr(training_rows, "MAX_CHUNK", 100)
        monkeypatch.setattr(training_rows, "LEAST_SAMPLES", 1)
    if request.param == "not kept":
        monkeypatch.setattr(training_rows, "MAX_KEPT", 0)


def rows_of(rows, network, n_samples):
    blocks = []
    for first in range(0, n_samples, 37):
        block = np.empty((min(37, n_samples - first), 3 * network.n_hidden + 2), order="F")
        rows.write(network, block, first, first + len(block))
        blocks.append(block)
    return np.concatenate(blocks)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("nodes", ["uniform", "chebyshev"])  # without and with weights
def test_rows_are_the_networks(activation, nodes, sizes):
    dataset = dataset_of("runge", nodes=nodes)
    network = start(dataset, 7, activation, "nguyen-widrow")
    jacobian, residual = weighted_system(network, dataset)
    rows = TrainingRows(dataset, network.n_hidden)
    for _ in range(2):  # before and after the sum, whose values are kept
        written = rows_of(rows, network, dataset.n_samples)
        np.testing.assert_allclose(written[:, :-1], jacobian, rtol=ROUNDING, atol=1e-300)
        np.testing.assert_allclose(written[:, -1], residual, atol=ROUNDING)
        total = result_of(rows.sum_of_squares(network))
        assert total == pytest.approx(residual @ residual, rel=ROUNDING)


@pytest.mark.parametrize("nodes", ["uniform", "chebyshev"])
def test_gradient_is_that_of_the_jacobian(nodes, sizes):
    dataset = dataset_of("runge", nodes=nodes)
    network = start(dataset, 7, name="nguyen-widrow")
    jacobian, residual = weighted_system(network, dataset)
    total, gradient = result_of(TrainingRows(dataset, 7).gradient(network))
    assert total == pytest.approx(residual @ residual, rel=ROUNDING)
    sizes_of_terms = np.abs(jacobian).T @ np.abs(residual)
    assert np.all(np.abs(gradient - jacobian.T @ residual) <= ROUNDING * sizes_of_terms)


def test_values_of_another_network_are_not_taken_for_its_own(sizes):
    dataset = dataset_of("runge")
    one, other = (start(dataset, 7, name="glorot", seed=seed) for seed in range(2))
    rows = TrainingRows(dataset, 7)
    result_of(rows.sum_of_squares(one))
    result_of(rows.sum_of_squares(other, most=0.0))
    written = rows_of(rows, one, dataset.n_samples)
    np.testing.assert_allclose(written[:, :-1], weighted_system(one, dataset)[0], rtol=ROUNDING)


def test_a_sum_ends_where_it_is_large_enough(monkeypatch):
    monkeypatch.setattr(training_rows, "MAX_CHUNK", 70)
    monkeypatch.setattr(training_rows, "LEAST_SAMPLES", 1)
    dataset = dataset_of("runge")
    network = start(dataset, 7, name="glorot")
    rows = TrainingRows(dataset, 7)
    total = result_of(rows.sum_of_squares(network))
    assert result_of(rows.sum_of_squares(network, total)) == total
    assert result_of(rows.sum_of_squares(network, np.nextafter(total, 0.0))) == np.inf
    assert len(list(rows.sum_of_squares(network, 0.0))) == 1
    assert len(list(rows.sum_of_squares(network))) == 20


def test_parameters_that_are_not_finite_have_no_finite_sum():
    dataset = dataset_of("runge")
    network = start(dataset, 7)
    parameters = network.pack()
    parameters[-3] = np.inf
    with np.errstate(all="ignore"):
        total = result_of(TrainingRows(dataset, 7).sum_of_squares(network.unpack(parameters), 1.0))
    assert not np.isfinite(total)
