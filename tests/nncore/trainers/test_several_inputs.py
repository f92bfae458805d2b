"""What the trainers do in several inputs, beside what they do in one and what others compute."""

import numpy as np
import pytest

from nncore.activations import ACTIVATIONS
from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.ridges import ridges
from nncore.trainers import LBFGS, Adam, LevenbergMarquardt, OutputLayer, VariableProjection
from nncore.trainers.hidden_units.ridge_bounds import RidgeBounds
from nncore.trainers.least_squares.training_rows import TrainingRows
from nncore.trainers.projected_problem import linearise
from tests.nncore.trainers.problems import EMPTY, result_of, run, unit_values, weighted_system

#: Sums of some hundred numbers of order 1.
ROUNDING = 1e-13


def dataset_of(function, n_samples=300, n_inputs=3, seed=0, weighted=False):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1.0, 1.0, (n_samples, n_inputs))
    weights = rng.uniform(0.5, 1.5, n_samples) if weighted else None
    return Dataset(x, function(x), x[:0], EMPTY, x[:0], EMPTY, weights=weights)


def network_of(n_hidden, n_inputs, activation="logistic", seed=1):
    rng = np.random.default_rng(seed)
    rows, biases = rng.standard_normal((n_hidden, n_inputs)), rng.standard_normal(n_hidden)
    return OneHiddenNetwork(activation, rows, biases, rng.standard_normal(n_hidden), 0.3)


def peak(x):
    return np.exp(-np.sum(np.square(x - 0.2), axis=-1))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("weighted", [False, True])
def test_rows_and_gradient_are_the_networks(activation, weighted):
    dataset = dataset_of(peak, weighted=weighted)
    network = network_of(7, 3, activation)
    jacobian, residual = weighted_system(network, dataset)
    rows = TrainingRows(dataset, 7)
    block = np.empty((300, jacobian.shape[1] + 1), order="F")
    rows.write(network, block, 0, 300)
    np.testing.assert_allclose(block[:, :-1], jacobian, rtol=ROUNDING, atol=1e-300)
    np.testing.assert_allclose(block[:, -1], residual, atol=ROUNDING)
    total, gradient = result_of(rows.gradient(network))
    assert total == pytest.approx(residual @ residual, rel=ROUNDING)
    sizes = np.abs(jacobian).T @ np.abs(residual)
    assert np.all(np.abs(gradient - jacobian.T @ residual) <= ROUNDING * sizes)


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "relu"])
def test_projected_jacobian_is_that_of_the_definition(activation):
    dataset, network = dataset_of(peak, 80, 2), network_of(4, 2, activation)
    x, y = dataset.x_train, dataset.y_train
    bounds = RidgeBounds(x, network.activation, samples_per_width=1e-9)
    problem = result_of(linearise(network, bounds, (x, y), 1e-12, is_simplified=False))

    def projected_residual(step):
        weights, biases = problem.units.moved(step)
        columns = unit_values(OneHiddenNetwork(activation, weights, biases, np.zeros(4), 0.0), x)
        return columns @ np.linalg.lstsq(columns, y, rcond=None)[0] - y

    # Central differences: the error is about h² plus rounding errors over h, 1e-9.
    h = 1e-6
    steps = h * np.eye(len(problem.units.parameters))
    expected = np.array([(projected_residual(s) - projected_residual(-s)) / (2 * h) for s in steps])
    triangle = problem.triangle[:, :-1]
    size = np.linalg.norm(expected) ** 2
    np.testing.assert_allclose(triangle.T @ triangle, expected @ expected.T, atol=1e-7 * size)
    residual = projected_residual(np.zeros(len(steps)))
    np.testing.assert_allclose(problem.gradient, expected @ residual, atol=1e-7 * size)


@pytest.mark.parametrize(
    "trainer",
    [LevenbergMarquardt(max_iterations=5), LBFGS(max_iterations=5), OutputLayer()],
    ids=lambda trainer: trainer.name,
)
def test_one_input_in_rows_is_the_scalar_input(trainer):
    """The bounds of L-BFGS and its scales differ; they do not act here before they are needed."""
    x = np.linspace(-1.0, 1.0, 60)
    y = np.exp(x)
    scalar = Dataset(x, y, EMPTY, EMPTY, EMPTY, EMPTY)
    column = x[:, np.newaxis]
    rows = Dataset(column, y, column[:0], EMPTY, column[:0], EMPTY)
    network = network_of(5, 1)
    flat = OneHiddenNetwork("logistic", network.hidden_weights[:, 0], *_rest(network))
    ours, expected = run(trainer, network, rows)[-1], run(trainer, flat, scalar)[-1]
    assert ours.iteration == expected.iteration
    if not isinstance(trainer, LBFGS):  # whose pivots lie elsewhere
        # Rounding errors of 1e-16 grow by the condition number of the fits, about 1e6.
        np.testing.assert_allclose(ours.network.pack(), expected.network.pack(), rtol=1e-7)
    assert ours.loss < 0.5 * run(trainer, network, rows)[0].loss


def _rest(network):
    return network.hidden_biases, network.output_weights, network.output_bias


@pytest.mark.parametrize(
    ("trainer", "largest"),
    [
        (VariableProjection(max_iterations=30), 1e-7),
        (LevenbergMarquardt(max_iterations=60), 1e-5),
        (LBFGS(max_iterations=300), 1e-4),
        (OutputLayer(), 1e-3),
        (Adam(epochs=50, learning_rate=0.001), 1e-3),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_smooth_function_of_two_inputs_is_learned(trainer, largest):
    """The integral is right as far as the fit is."""
    dataset = dataset_of(peak, 400, 2)
    start = ridges("tanh", 20, dataset, np.random.default_rng(0))
    last = run(trainer, start, dataset)[-1]
    assert last.loss < largest
    from scipy.special import erf

    line = 0.5 * np.sqrt(np.pi) * (erf(0.8) + erf(1.2))
    integral = last.network.integral([-1.0, -1.0], [1.0, 1.0])
    assert abs(integral - line**2) < 4.0 * largest**0.5


def test_variable_projection_restarts_in_several_inputs():
    """Two peaks, and a start that has seen neither: units are moved, and the loss falls."""

    def two_peaks(x):
        return sum(np.exp(-20.0 * np.sum(np.square(x - c), axis=-1)) for c in (-0.5, 0.6))

    dataset = dataset_of(two_peaks, 600, 2)
    start = network_of(16, 2, "tanh")
    steps = run(VariableProjection(max_iterations=80), start, dataset)
    assert steps[-1].diagnostics["restarts"] > 0
    assert steps[-1].loss < 0.1 * steps[5].loss
    losses = [step.loss for step in steps]
    assert losses == sorted(losses, reverse=True)
