"""Which ridges are moved, where to, and when not."""

import numpy as np

from nncore.network import OneHiddenNetwork
from nncore.trainers.hidden_units.ridge_relocation import is_structured, relocated_ridges
from nncore.trainers.least_squares.truncated_least_squares import TruncatedSolution
from tests.nncore.trainers.problems import unit_values

X = np.random.default_rng(0).uniform(-1.0, 1.0, (600, 2))


def test_noise_has_no_structure():
    for seed in range(50):
        rng = np.random.default_rng(seed)
        assert not is_structured(X, rng.standard_normal(len(X)))
        noise = 0.1 * rng.standard_normal(len(X))
        assert is_structured(X, np.sin(4.0 * X[:, 0]) + noise)
    assert not is_structured(X[:1], np.ones(1))


def network_and_solution(y):
    weights = np.array([[4.0, 0.0], [0.0, 4.0], [4.0, 0.0], [3.0, -3.0]])
    network = OneHiddenNetwork("tanh", weights, [0.0, 0.0, 1e-9, 0.5], np.zeros(4), 0.0)
    columns = np.column_stack([unit_values(network, X), y])
    triangle = np.linalg.qr(columns, mode="r")
    return network, TruncatedSolution(triangle[:-1, :-1], triangle[:-1, -1], len(X), 1e-12)


def test_one_of_two_equal_ridges_is_put_along_the_residual():
    network, solution = network_and_solution(X[:, 0])
    direction = np.array([0.6, 0.8])
    residual = np.tanh(6.0 * (X @ direction - 0.4)) * np.exp(-10.0 * (X @ direction - 0.4) ** 2)
    moved = relocated_ridges(network, solution, X, residual, np.random.default_rng(0))
    weights, biases = moved
    changed = np.flatnonzero(np.any(weights != network.hidden_weights, axis=1))
    assert changed.tolist() in ([0], [2])
    unit = changed[0]
    # The planes are fitted to neighbours that lie some hundredths apart.
    length = np.linalg.norm(weights[unit])
    assert abs(weights[unit] @ direction) > 0.97 * length
    assert abs(-biases[unit] / length * np.sign(weights[unit] @ direction) - 0.4) < 0.5
    assert 0.4 <= length / 4.0 <= 2.2  # a factor of two either way of the median


def test_noise_moves_nothing():
    network, solution = network_and_solution(X[:, 0])
    noise = np.random.default_rng(1).standard_normal(len(X))
    assert relocated_ridges(network, solution, X, noise, np.random.default_rng(0)) is None


def test_samples_without_weight_draw_nothing():
    network, solution = network_and_solution(X[:, 0])
    residual = np.where(X[:, 0] < 0.0, 1.0, 0.1) * (2.0 + X[:, 1])
    weights = (X[:, 0] > 0.5).astype(float)
    for seed in range(20):
        moved = relocated_ridges(
            network, solution, X, residual, np.random.default_rng(seed), weights
        )
        rows, biases = moved
        unit = np.flatnonzero(np.any(rows != network.hidden_weights, axis=1))[0]
        assert np.min(np.abs(X[X[:, 0] > 0.5] @ rows[unit] + biases[unit])) < 1e-9
