"""Where the pivots of ridges lie, and what the bounds keep."""

import numpy as np
import pytest

from nncore.activations import activation
from nncore.trainers.hidden_units.ridge_bounds import RidgeBounds, bounds_for
from nncore.trainers.hidden_units.unit_bounds import UnitBounds, along

X = np.random.default_rng(0).uniform([-1.0, 10.0], [3.0, 11.0], (500, 2))


@pytest.fixture
def bounds():
    return RidgeBounds(X, activation("logistic"), samples_per_width=2.0)


def test_a_unit_that_crosses_the_box_has_its_pivot_on_its_middle(bounds):
    rng = np.random.default_rng(1)
    weights = rng.standard_normal((50, 2))
    biases = -along(weights, X[:50])
    pivots = bounds.pivots(weights, biases)
    np.testing.assert_allclose(along(weights, pivots) + biases, 0.0, atol=1e-12)
    assert np.all(pivots >= X.min(axis=0) - 1e-12)
    assert np.all(pivots <= X.max(axis=0) + 1e-12)


def test_a_unit_outside_has_its_pivot_in_the_nearest_corner(bounds):
    pivots = bounds.pivots(np.array([[2.0, -1.0]]), np.array([-1e6]))
    np.testing.assert_allclose(pivots, [[X[:, 0].max(), X[:, 1].min()]])


def test_what_is_within_the_bounds_stays(bounds):
    weights, biases = np.array([[1.0, 2.0], [0.0, 3.0], [0.0, 0.0]]), np.array([-20.0, -31.0, 0.5])
    restricted = bounds.restricted(weights, biases)
    np.testing.assert_allclose(restricted[0], weights)
    np.testing.assert_allclose(restricted[1], biases, rtol=1e-14)


def test_too_steep_and_too_far_is_brought_back(bounds):
    weights, biases = bounds.restricted(np.array([[1e9, -1e9]]), np.array([0.0]))
    spacing = np.ptp(X, axis=0) / len(X)
    np.testing.assert_allclose(np.abs(weights[0]) * spacing, 0.5)
    weights, biases = bounds.restricted(np.array([[1.0, 0.0]]), np.array([-1e6]))
    assert np.max(X @ weights[0]) + biases[0] == pytest.approx(-bounds.reach)


def test_the_number_of_inputs_decides():
    assert isinstance(bounds_for(X, activation("tanh"), 2.0), RidgeBounds)
    one = bounds_for(X[::-1, 0], activation("tanh"), 2.0)
    assert not isinstance(one, RidgeBounds)
    sorted_before = UnitBounds(np.sort(X[:, 0]), activation("tanh"), 2.0)
    pivots = np.array([0.0, 1.0])
    np.testing.assert_array_equal(one.steepest(pivots), sorted_before.steepest(pivots))
