"""The bounds on hidden units: what they allow, and what they change."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS, activation
from nncore.trainers.hidden_units.unit_bounds import UnitBounds

X = np.sort(np.random.default_rng(0).uniform(-1.0, 1.0, 400))


def rise(name, weight):
    """Return the width over which a unit rises from a quarter to three quarters of its height."""
    u = np.linspace(-8.0, 8.0, 100_001)
    values = activation(name)(u)
    rising = u[: np.argmax(values) + 1]
    values = values[: len(rising)]
    low, high = np.min(values), np.max(values)
    quarter = np.interp([0.25, 0.75], (values - low) / (high - low), rising)
    return np.ptp(quarter) / weight


@pytest.mark.parametrize("name", ["logistic", "tanh", "gaussian"])
def test_steepest_unit_rises_over_the_samples_asked_for(name):
    x = np.linspace(-1.0, 1.0, 1_001)
    steepest = UnitBounds(x, activation(name), 2.0).steepest(np.array([0.1]))[0]
    # The logistic function needs ln 9 widths from one quarter to the other, the others less.
    assert 2.0 * 0.002 <= rise(name, steepest) <= 2.3 * 2.0 * 0.002


def test_dense_samples_allow_steep_units():
    x = np.sort(np.concatenate([np.linspace(-1.0, 0.0, 11), np.linspace(0.001, 1.0, 1_000)]))
    left, right = UnitBounds(x, activation("logistic"), 1.0).steepest(np.array([-0.5, 0.5]))
    assert left == pytest.approx(10.0)
    assert right == pytest.approx(1_000.0)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_restricted_units_are_within_and_stay(name):
    rng = np.random.default_rng(1)
    weights = rng.choice([-1.0, 1.0], 200) * np.exp(rng.uniform(-8.0, 12.0, 200))
    biases = -weights * rng.uniform(-5.0, 5.0, 200)
    bounds = UnitBounds(X, activation(name), 2.0)
    inside = bounds.restricted(weights, biases)
    pivots = bounds.pivots(*inside)
    steepest = bounds.steepest(pivots)
    assert np.all(np.abs(inside[0]) <= steepest * (1 + 1e-9))
    offsets = inside[1] + inside[0] * pivots
    # An offset is a difference of numbers as large as the weights.
    assert np.all(np.abs(offsets) <= bounds.reach + 1e-13 * np.abs(inside[0]))
    again = bounds.restricted(*inside)
    np.testing.assert_allclose(again[0], inside[0], rtol=1e-9)
    np.testing.assert_allclose(again[1], inside[1], rtol=1e-9, atol=1e-9)


def test_harmless_units_are_left_alone():
    weights, biases = np.array([2.0, -3.0, 0.5]), np.array([0.3, 1.0, 2.0])
    bounds = UnitBounds(X, activation("logistic"), 2.0)
    restricted = bounds.restricted(weights, biases)
    np.testing.assert_allclose(restricted, (weights, biases), rtol=1e-14)


def test_a_steep_unit_keeps_its_centre():
    bounds = UnitBounds(X, activation("tanh"), 2.0)
    weights, biases = bounds.restricted(np.array([1e9]), np.array([-0.25e9]))
    assert weights[0] < 1e4
    assert -biases[0] / weights[0] == pytest.approx(0.25)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("x", [[0.3], [0.3, 0.3, 0.3], [-1.0, 1.0]])
def test_few_samples_and_flat_units(name, x):
    bounds = UnitBounds(np.array(x), activation(name), 2.0)
    restricted = bounds.restricted(np.array([0.0, 5.0]), np.array([7.0, 0.0]))
    assert np.all(np.isfinite(restricted))
