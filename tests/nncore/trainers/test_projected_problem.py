"""The Jacobian of the projected residual against difference quotients of the definition."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network import OneHiddenNetwork
from nncore.trainers.hidden_units.unit_bounds import UnitBounds
from nncore.trainers.projected_problem import BoundedUnits, linearise
from tests.nncore.trainers.problems import result_of, unit_values

X = np.linspace(-1.0, 1.0, 60)
Y = np.exp(X) * np.sin(4.0 * X)
CUT = 1e-12


class Unbounded(UnitBounds):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.stride = np.inf

    def steepest(self, pivots):
        return np.full(len(pivots), np.inf)


def network_of(weights, biases, activation="logistic"):
    return OneHiddenNetwork(activation, weights, biases, np.zeros(len(weights)), 0.0)


def start(activation="logistic"):
    return network_of(np.array([3.0, 4.0, -5.0, 3.5]), np.array([2.1, -0.3, 1.1, -3.0]), activation)


def problem_of(network, is_simplified, bounds=None):
    bounds = bounds or Unbounded(X, network.activation, samples_per_width=1.0)
    return result_of(linearise(network, bounds, (X, Y), CUT, is_simplified))


def projected_residual(weights, biases, activation):
    columns = unit_values(network_of(weights, biases, activation), X)
    return columns @ np.linalg.lstsq(columns, Y, rcond=None)[0] - Y


def jacobian_by_differences(problem, activation, h=1e-6):
    """Central differences; their error is about h² plus rounding errors over h: 1e-9."""
    columns = []
    for step in h * np.eye(len(problem.units.parameters)):
        ahead = projected_residual(*problem.units.moved(step), activation)
        behind = projected_residual(*problem.units.moved(-step), activation)
        columns.append((ahead - behind) / (2.0 * h))
    return np.array(columns).T


# A kink of a rectified unit between two samples is no trouble: the residual at them is smooth.
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_exact_jacobian(activation):
    network = start(activation)
    problem = problem_of(network, is_simplified=False)
    expected = jacobian_by_differences(problem, activation)
    residual = projected_residual(network.hidden_weights, network.hidden_biases, activation)
    # The triangle stands for the Jacobian up to a rotation: compare the Gram matrices.
    triangle = problem.triangle
    size = np.linalg.norm(expected) ** 2
    gram = triangle[:, :-1].T @ triangle[:, :-1]
    np.testing.assert_allclose(gram, expected.T @ expected, atol=1e-7 * size)
    np.testing.assert_allclose(problem.gradient, expected.T @ residual, atol=1e-7 * size)
    assert np.linalg.norm(triangle[:, -1]) == pytest.approx(np.linalg.norm(residual))


def test_simplified_jacobian_is_the_projected_part_and_keeps_the_gradient():
    network = start()
    simple, exact = problem_of(network, True), problem_of(network, False)
    np.testing.assert_allclose(simple.gradient, exact.gradient, rtol=1e-9, atol=1e-12)
    columns = unit_values(network, X)
    projector = np.eye(len(X)) - columns @ np.linalg.pinv(columns)
    expected = projector @ jacobian_by_differences(exact, "logistic")
    gram = simple.triangle[:, :-1].T @ simple.triangle[:, :-1]
    size = np.linalg.norm(expected) ** 2
    np.testing.assert_allclose(gram, expected.T @ expected, atol=1e-7 * size)


def test_step_minimises_the_damped_model():
    problem = problem_of(start(), is_simplified=True)
    step, predicted = result_of(problem.step(0.1))
    jacobian, residual = problem.triangle[:, :-1], problem.triangle[:, -1]
    scale = np.linalg.norm(jacobian, axis=0)
    matrix = np.vstack([jacobian, np.sqrt(0.1) * np.diag(scale)])
    right_side = np.concatenate([-residual, np.zeros(len(scale))])
    expected = np.linalg.lstsq(matrix, right_side, rcond=None)[0]
    np.testing.assert_allclose(step, expected, rtol=1e-8)
    decrease = residual @ residual - np.sum((residual + jacobian @ step) ** 2)
    assert predicted == pytest.approx(decrease)


def test_step_stays_within_the_limits_and_makes_the_best_of_it():
    network = start()
    free = problem_of(network, True)
    wide, _ = result_of(free.step(1e-6))
    units = free.units
    reached = np.abs(units.parameters + wide)
    pushed = np.argmax(reached - np.abs(units.parameters))
    limits = np.full(8, np.inf)
    limits[pushed] = 0.5 * (reached[pushed] + np.abs(units.parameters[pushed]))

    class Bounds(UnitBounds):
        def steepest(self, pivots):
            return limits[: len(pivots)]

    bounds = Bounds(X, network.activation, samples_per_width=0.1)
    bounds.stride = np.inf if pushed < 4 else limits[pushed]
    problem = problem_of(network, True, bounds)
    step, predicted = result_of(problem.step(1e-6))
    assert np.all(np.abs(units.parameters + step) <= problem.units.limits * (1 + 1e-12))
    assert abs(units.parameters + step)[pushed] == pytest.approx(limits[pushed])
    clipped = np.clip(units.parameters + wide, -problem.units.limits, problem.units.limits)
    jacobian, residual = problem.triangle[:, :-1], problem.triangle[:, -1]
    by_clipping = np.sum((residual + jacobian @ (clipped - units.parameters)) ** 2)
    assert residual @ residual - predicted < by_clipping


def test_idle_units_do_not_move():
    # Two units that are the same, one that is flat, and the slope of a ReLU: no direction at all.
    network = network_of([3.0, 3.0, 0.0], [1.0, 1.0, 0.5])
    step, _ = result_of(problem_of(network, True).step(1e-9))
    assert np.all(np.isfinite(step))
    hinge = network_of([2.0, 2.0], [0.5, -0.7], "relu")
    problem = problem_of(hinge, True)
    step, _ = result_of(problem.step(1e-9))
    np.testing.assert_array_equal(step[:2], 0.0)
    assert np.all(step[2:] != 0.0)


def test_moved_units_keep_their_pivots():
    network = start()
    bounds = UnitBounds(X, network.activation, samples_per_width=1.0)
    units = BoundedUnits.of(network, bounds)
    weights, biases = units.moved(np.zeros(8))
    np.testing.assert_allclose(weights, network.hidden_weights)
    np.testing.assert_allclose(biases, network.hidden_biases, rtol=1e-14)
    steeper = np.concatenate([units.parameters[:4], np.zeros(4)])
    weights, biases = units.moved(steeper)
    inside = (-1.0 < network.centres) & (network.centres < 1.0)
    np.testing.assert_allclose((-biases / weights)[inside], network.centres[inside])
