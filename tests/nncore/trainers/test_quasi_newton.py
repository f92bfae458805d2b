"""L-BFGS against scipy.optimize.minimize, whose routine it drives by hand."""

import numpy as np
import pytest
from scipy import optimize

from nncore.trainers import quasi_newton
from nncore.trainers.base import mean_squared_error
from nncore.trainers.least_squares import training_rows
from nncore.trainers.quasi_newton import LBFGS
from tests.nncore.trainers import problems
from tests.nncore.trainers.problems import dataset_of, loss_of, weighted_system, whole


def start(dataset, n_hidden, name="nguyen-widrow"):
    return problems.start(dataset, n_hidden, name=name)


def run(network, dataset, state=None, **options):
    return problems.run(LBFGS(**options), network, dataset, state)


class Scaled:
    """The loss and its gradient in the coordinates of the solver, written down once more."""

    def __init__(self, network, dataset):
        self.network, self.dataset = network, dataset
        n, x = network.n_hidden, dataset.x_train
        inside = np.clip(network.centres, np.min(x), np.max(x))
        self.change = np.eye(3 * n + 1)  # from slopes and offsets to slopes and biases
        self.change[n : 2 * n, :n] = -np.diag(inside)
        jacobian, _ = weighted_system(network, dataset)
        scale = np.sqrt(np.mean(np.square(jacobian @ self.change), axis=0))
        self.change = self.change / np.maximum(scale, 1e-3 * np.max(scale))
        self.unit = loss_of(network, dataset)
        self.start = np.linalg.solve(self.change, network.pack())

    def network_at(self, z):
        return self.network.unpack(self.change @ z)

    def __call__(self, z):
        jacobian, residual = weighted_system(self.network_at(z), self.dataset)
        gradient = 2.0 * jacobian.T @ residual / residual.size
        return np.mean(residual**2) / self.unit, self.change.T @ gradient / self.unit


@pytest.mark.parametrize("name", ["exp", "runge", "log"])
def test_makes_the_steps_of_scipy(name):
    dataset = dataset_of(name)
    network = start(dataset, 6)
    problem, positions = Scaled(network, dataset), []
    optimize.minimize(
        problem,
        problem.start,
        jac=True,
        method="L-BFGS-B",
        callback=positions.append,
        options={"maxcor": 20, "maxiter": 15, "ftol": 0.0, "gtol": 0.0},
    )
    steps = run(network, dataset, max_iterations=15, samples_per_width=1e-6)
    assert [s.iteration for s in steps] == list(range(16))
    for step, z in zip(steps[1:], positions, strict=True):
        expected = problem.network_at(z)
        # Rounding errors of 1e-16 grow about tenfold in an iteration.
        np.testing.assert_allclose(step.network.pack(), expected.pack(), rtol=1e-4, atol=1e-4)
        assert step.loss == pytest.approx(problem(z)[0] * problem.unit, rel=1e-3)


def test_gradient_norm_is_that_of_the_loss():
    dataset = dataset_of("runge")
    last = run(start(dataset, 6), dataset, max_iterations=5)[-1]
    jacobian, residual = weighted_system(last.network, dataset)
    gradient = 2.0 / residual.size * jacobian.T @ residual
    assert last.diagnostics["gradient_norm"] == pytest.approx(np.linalg.norm(gradient))


@pytest.mark.parametrize("name", ["cos", "exp", "runge", "sqrt", "log"])
def test_learns_what_a_user_expects(name):
    dataset = dataset_of(name)
    last = run(start(dataset, 20, name="curvature"), dataset, max_iterations=600)[-1]
    # Measured 1.2e-3 on ln x, which is infinite at its end, and 1e-5 at most on the others.
    assert np.sqrt(last.loss) < (5e-3 if name == "log" else 1e-4)


def test_loss_never_rises_and_is_that_of_the_network():
    dataset = dataset_of("abs")
    steps = run(start(dataset, 8), dataset, max_iterations=250)
    assert np.all(np.diff([s.loss for s in steps]) < 0)
    for step in steps[::25]:
        network = step.network
        assert step.loss == pytest.approx(loss_of(network, dataset), rel=1e-9)
        expected = mean_squared_error(network, dataset.x_validation, dataset.y_validation)
        assert step.validation_loss == expected


def test_scaling_anew_pays_from_a_random_start(monkeypatch):
    ratios = []
    for name in ("runge", "sinc", "lorentzian", "log"):
        dataset = dataset_of(name)
        network = start(dataset, 15)
        monkeypatch.setattr(quasi_newton, "REFRESH", 100)
        anew = run(network, dataset, max_iterations=400)[-1].loss
        monkeypatch.setattr(quasi_newton, "REFRESH", 1_000)
        ratios.append(np.log10(anew / run(network, dataset, max_iterations=400)[-1].loss))
    assert np.mean(ratios) < 0.0


def test_slopes_stay_within_what_the_samples_resolve():
    dataset = dataset_of("step", n_samples=101, nodes="grid", breakpoints=())
    network = start(dataset, 5, name="glorot")
    last = run(network, dataset, max_iterations=300)[-1]
    steepest = np.max(np.abs(last.network.hidden_weights))
    # Two samples to a width.
    assert steepest * (2.0 / 101) <= 0.5 * (1 + 1e-9)
    free = run(network, dataset, max_iterations=300, samples_per_width=0.01)[-1]
    assert np.max(np.abs(free.network.hidden_weights)) > 1.5 * steepest


@pytest.mark.parametrize("iteration", [1, 99, 100, 101, 180])
def test_run_taken_up_goes_on_bitwise_across_a_new_scaling(iteration):
    dataset = dataset_of("runge", n_samples=60)
    steps = run(start(dataset, 5), dataset, max_iterations=190)
    step = steps[iteration]
    resumed = run(step.network, dataset, step.state, max_iterations=190)
    assert [s.network for s in resumed] == [s.network for s in steps[iteration + 1 :]]


def test_long_iterations_are_cut(monkeypatch):
    dataset = dataset_of("runge", n_samples=120)
    network = start(dataset, 6)
    uncut = run(network, dataset, max_iterations=4)
    monkeypatch.setattr(training_rows, "MAX_CHUNK", 6 * 10)
    monkeypatch.setattr(training_rows, "LEAST_SAMPLES", 1)
    monkeypatch.setattr("nncore.trainers.resumable_solver.WORK_UNIT", 1.0)
    steps = run(network, dataset, max_iterations=4)
    assert len(steps) - 5 >= 4 * 12
    assert np.all(np.diff([s.record.position for s in steps]) >= 0)
    ends = [s.loss for s in whole(steps)]
    np.testing.assert_allclose(ends, [s.loss for s in uncut], rtol=1e-6)  # sums in other orders
    middle = next(i for i, s in enumerate(steps) if s.record.position > 2.5)
    resumed = run(steps[middle].network, dataset, steps[middle].state, max_iterations=4)
    rest = [s.network for s in whole(steps[middle:])]
    assert [s.network for s in whole(resumed)] == rest


def test_the_first_notebook_is_not_refused():
    trainer = LBFGS()
    trainer.check(10_000, 502_500)
    assert trainer.memory(10_000, 502_500) < 1e9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"history": 0}, "`history` must be at least 1, got 0."),
        ({"max_iterations": 0}, "`max_iterations` must be at least 1, got 0."),
        ({"tolerance": 1.0}, "`tolerance` must be less than 1, got 1.0."),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        LBFGS(**options)
