"""The solve for the output layer against NumPy's least squares."""

import numpy as np
import pytest

from nncore.activations import activation
from nncore.starts.output_layer import MAX_COLUMNS, solve_output_layer

X = np.linspace(-1.0, 1.0, 200)
HIDDEN = np.array([3.0, -2.0, 5.0]), np.array([0.5, 0.1, -2.0])
# The condition number of the columns is below 100.
SOLVED = 1e-12


@pytest.mark.parametrize("sample_weights", [None, 1.5 - X**2], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", ["logistic", "tanh", "gaussian", "sine", "relu"])
def test_the_output_layer_is_that_of_lstsq(name, sample_weights):
    weights, biases = HIDDEN
    y = np.exp(X) + np.sin(9.0 * X)
    network, loss = solve_output_layer(name, weights, biases, X, y, sample_weights)
    columns = activation(name)(np.multiply.outer(X, weights) + biases)
    matrix = np.column_stack([columns, np.ones_like(X)])
    roots = np.ones_like(X) if sample_weights is None else np.sqrt(sample_weights)
    expected, residual, *_ = np.linalg.lstsq(matrix * roots[:, np.newaxis], y * roots)
    found = np.append(network.output_weights, network.output_bias)
    np.testing.assert_allclose(found, expected, rtol=1e3 * SOLVED)
    assert loss == pytest.approx(residual.item() / len(X), rel=SOLVED)
    np.testing.assert_array_equal(network.hidden_weights, weights)
    np.testing.assert_array_equal(network.hidden_biases, biases)


def test_a_direction_below_the_cut_does_not_blow_up():
    weights, biases = np.array([1.0, 1.0 + 1e-12]), np.array([0.0, 0.0])
    network, _ = solve_output_layer("tanh", weights, biases, X, np.sin(20.0 * X))
    assert np.max(np.abs(network.output_weights)) < 10.0


def test_units_beyond_the_columns_share_their_weight():
    n_hidden = 2 * MAX_COLUMNS
    weights, biases = np.full(n_hidden, 30.0), np.linspace(-30.0, 30.0, n_hidden)
    network, _ = solve_output_layer("logistic", weights, biases, X, np.exp(X))
    np.testing.assert_array_equal(network.output_weights[::2], network.output_weights[1::2])


def test_samples_that_are_not_finite_leave_the_output_layer_zero():
    network, loss = solve_output_layer("logistic", *HIDDEN, X, np.full_like(X, np.inf))
    assert not network.output_weights.any()
    assert network.output_bias == 0.0
    assert np.isinf(loss)
