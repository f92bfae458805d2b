"""Levenberg-Marquardt against scipy's, on problems of every shape."""

import numpy as np
import pytest
from scipy import optimize

from nncore.integrands import INTEGRANDS
from nncore.starts.initializers import INITIALIZERS
from nncore.trainers.base import TrainingStatus, mean_squared_error
from nncore.trainers.levenberg_marquardt import LevenbergMarquardt
from tests.nncore.trainers import problems
from tests.nncore.trainers.problems import (
    assert_inner_steps_change_nothing,
    cut,
    loss_of,
    physical,
    start,
    weighted_system,
    whole,
)


def dataset_of(name, n_samples=100, **options):
    return problems.dataset_of(name, n_samples, **options)


def run(network, dataset, state=None, **options):
    return problems.run(LevenbergMarquardt(**options), network, dataset, state)


def minpack_loss(network, dataset):
    """Return the loss that MINPACK reaches in 200 evaluations from the same start."""
    result = optimize.least_squares(
        lambda p: weighted_system(network.unpack(p), dataset)[1],
        network.pack(),
        jac=lambda p: weighted_system(network.unpack(p), dataset)[0],
        method="lm",
        xtol=1e-10,
        ftol=1e-10,
        gtol=1e-10,
        max_nfev=200,
    )
    return 2.0 * result.cost / dataset.n_samples


@pytest.mark.parametrize("name", ["exp", "runge", "log", "cos"])
@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_reaches_what_minpack_reaches(name, initializer):
    dataset = dataset_of(name)
    # The problem has many local minima, so that the best of some random starts is compared.
    starts = [start(dataset, 4, name=initializer, seed=seed) for seed in range(6)]
    starts = starts[:1] if initializer == "curvature" else starts
    ours = min(run(s, dataset, max_iterations=200, tolerance=1e-10)[-1].loss for s in starts)
    # Both still creep down a valley after 200 steps: a power of ten is little of the way.
    assert ours <= 10.0 * min(minpack_loss(s, dataset) for s in starts)


@pytest.mark.parametrize("n_samples", [60, 12])
def test_first_step_solves_the_augmented_system(n_samples):
    dataset = dataset_of("runge", n_samples=n_samples)
    network = start(dataset, 6, name="nguyen-widrow")
    steps = run(network, dataset, damping=1e3, max_iterations=1)
    jacobian, residual = weighted_system(network, dataset)
    scale = np.linalg.norm(jacobian, axis=0)
    matrix = np.vstack([jacobian, np.sqrt(1e3) * np.diag(scale)])
    right_side = np.concatenate([-residual, np.zeros(len(scale))])
    expected = np.linalg.lstsq(matrix, right_side, rcond=None)[0]
    step = steps[1].network.pack() - network.pack()
    # The step is a difference of parameters of size 10.
    np.testing.assert_allclose(step, expected, rtol=1e-8, atol=1e-14)
    gradient = 2.0 / n_samples * jacobian.T @ residual
    assert steps[1].diagnostics["gradient_norm"] == pytest.approx(np.linalg.norm(gradient))


def test_gain_ratio_of_a_tiny_step_is_one():
    dataset = dataset_of("exp")
    steps = run(start(dataset, 3, name="glorot"), dataset, damping=1e6, max_iterations=1)
    assert steps[1].diagnostics["gain_ratio"] == pytest.approx(1.0, abs=1e-3)


def test_loss_never_rises():
    dataset = dataset_of("three-peaks", n_samples=80)
    losses = [s.loss for s in run(start(dataset, 8), dataset, max_iterations=100)]
    assert np.all(np.diff(losses) < 0)


@pytest.mark.parametrize("nodes", ["uniform", "gauss-legendre"])
def test_losses_are_those_of_the_network(nodes):
    dataset = dataset_of("log", n_samples=300, nodes=nodes)
    for step in run(start(dataset, 5), dataset, max_iterations=5):
        network = step.network
        assert step.loss == pytest.approx(loss_of(network, dataset), rel=1e-12)
        assert step.validation_loss == mean_squared_error(
            network, dataset.x_validation, dataset.y_validation
        )


@pytest.mark.parametrize("name", ["exp", "cos", "runge"])
def test_closed_form_integral_has_six_digits(name):
    integrand = INTEGRANDS[name]
    dataset = dataset_of(name, n_samples=201)
    last = run(start(dataset, 25), dataset, max_iterations=100)[-1]
    network = physical(last, dataset)
    rng = np.random.default_rng(0)
    limits = rng.uniform(integrand.lower, integrand.upper, (50, 2))
    limits[0] = integrand.lower, integrand.upper
    size = integrand.integral(integrand.lower, integrand.upper)  # all three are positive
    for a, b in limits:
        error = abs(network.integral(a, b) - integrand.integral(a, b))
        assert error <= 1e-6 * size


def test_noise_converges_to_its_variance():
    dataset = dataset_of("runge", n_samples=2_000, nodes="uniform", noise=0.1)
    last = run(start(dataset, 5), dataset, tolerance=1e-4)[-1]
    assert last.status is TrainingStatus.CONVERGED
    variance = (0.1 / dataset.scaling.y_scale) ** 2
    # 16 parameters and the sampling error of a variance, six standard errors.
    assert last.loss == pytest.approx(variance, rel=16 / 1340 + 6 * np.sqrt(2 / 1340))


def test_run_without_a_step_that_helps_is_stalled(monkeypatch):
    monkeypatch.setattr("nncore.trainers.levenberg_marquardt.SMALLEST_GAIN", 2.0)
    dataset = dataset_of("runge")
    network = start(dataset, 3, name="glorot")
    first, last = run(network, dataset)
    assert (first.status, last.status) == (TrainingStatus.RUNNING, TrainingStatus.STALLED)
    assert last.iteration == 0
    assert last.network == network


@pytest.mark.parametrize("n_hidden", [5, 60])
def test_long_iterations_are_cut(monkeypatch, n_hidden):
    dataset = dataset_of("log", n_samples=120)
    network = start(dataset, n_hidden)
    cut(monkeypatch, rows=10)
    steps = run(network, dataset, max_iterations=3)
    assert [s.iteration for s in whole(steps)] == [0, 1, 2, 3]
    assert len(steps) - 4 > 3 * 12
    assert len({round(s.record.position, 6) for s in steps}) > 30
    assert_inner_steps_change_nothing(steps)


def test_run_taken_up_inside_an_iteration_goes_on_bitwise(monkeypatch):
    dataset = dataset_of("runge", n_samples=120)
    network = start(dataset, 6, name="nguyen-widrow")
    cut(monkeypatch, rows=10)
    steps = run(network, dataset, max_iterations=6)
    middle = next(i for i, s in enumerate(steps) if s.record.position > 3.8)
    resumed = run(steps[middle].network, dataset, steps[middle].state, max_iterations=6)
    expected = [s.network for s in whole(steps[middle:])]
    assert [s.network for s in whole(resumed)] == expected


def test_first_notebook_is_refused_with_the_reason():
    message = (
        r"^`n_hidden` = 10,000 needs 21\.6 GB for the Jacobian of Levenberg-Marquardt, more than "
        r"its limit of 2\.0 GB; use at most 3,\d\d\d hidden units here, or Adam, SGD or another "
        r"first-order trainer, which need no Jacobian\.$"
    )
    with pytest.raises(ValueError, match=message):
        LevenbergMarquardt().check(10_000, 502_500)


@pytest.mark.parametrize("n_samples", [201, 3_350, 502_500])
def test_advice_is_the_largest_that_fits(n_samples):
    trainer = LevenbergMarquardt()
    try:
        trainer.check(100_000, n_samples)
    except ValueError as refusal:
        largest = int(str(refusal).split("at most ")[1].split(" ")[0].replace(",", ""))
        trainer.check(largest, n_samples)
        with pytest.raises(ValueError):
            trainer.check(largest + 1, n_samples)
    else:
        assert n_samples == 201


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"damping": 0.0}, "`damping` must be greater than 0, got 0.0."),
        ({"damping_increase": 1.0}, "`damping_increase` must be greater than 1, got 1.0."),
        ({"max_iterations": 0}, "`max_iterations` must be at least 1, got 0."),
        ({"tolerance": 1.0}, "`tolerance` must be less than 1, got 1.0."),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        LevenbergMarquardt(**options)
