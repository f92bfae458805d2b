"""Which units are moved, where to, and when not."""

import numpy as np
import pytest

from nncore.network import OneHiddenNetwork
from nncore.trainers.hidden_units.relocation import is_structured, relocated
from nncore.trainers.least_squares.truncated_least_squares import TruncatedSolution
from tests.nncore.trainers.problems import unit_values

X = np.linspace(-1.0, 1.0, 400)


def solve(network, y):
    triangle = np.linalg.qr(np.column_stack([unit_values(network, X), y]), mode="r")
    return TruncatedSolution(triangle[:-1, :-1], triangle[:-1, -1], len(X), 1e-12)


def network_of(centres, weight=8.0):
    weights = np.full(len(centres), weight)
    return OneHiddenNetwork(
        "logistic", weights, -weights * np.asarray(centres), np.zeros(len(centres)), 0.0
    )


def test_noise_has_no_structure():
    for seed in range(50):
        residual = np.random.default_rng(seed).standard_normal(500)
        assert not is_structured(residual)
        assert is_structured(np.cumsum(residual))
    assert is_structured(np.sin(50.0 * X))


def test_few_samples_have_no_structure():
    assert not is_structured(np.array([1.0]))
    assert not is_structured(np.array([1.0, -1.0, 1.0]))


def loss_without(network, unit, y):
    columns = np.delete(unit_values(network, X), unit, axis=1)
    residual = columns @ np.linalg.lstsq(columns, y, rcond=None)[0] - y
    return residual @ residual


def test_moves_the_unit_whose_loss_costs_least():
    network = network_of([-0.8, -0.35, 0.1, 0.5, 0.9])
    y = np.exp(X)
    solution = solve(network, y)
    residual = unit_values(network, X) @ solution.coefficients - y
    weights, _ = relocated(network, solution, X, residual, np.random.default_rng(0))
    (moved,) = np.flatnonzero(weights != network.hidden_weights)
    losses = [loss_without(network, unit, y) for unit in range(5)]
    assert moved == np.argmin(losses)


@pytest.mark.parametrize("centres", [[-0.5, 0.0, 0.0, 0.5], [-0.5, 0.0, 0.5, 40.0]])
def test_moves_an_idle_unit_to_the_peak(centres):
    network = network_of(centres)
    peak = np.exp(-(((X - 0.7) / 0.05) ** 2))
    y = peak + network.activation(8.0 * X)
    solution = solve(network, y)
    residual = -peak
    weights, biases = relocated(network, solution, X, residual, np.random.default_rng(0))
    (moved,) = np.flatnonzero(weights != network.hidden_weights)
    assert moved in ((1, 2) if centres[1] == centres[2] else (3,))
    # On the sample next to the peak.
    assert -biases[moved] / weights[moved] == pytest.approx(0.7, abs=0.005)
