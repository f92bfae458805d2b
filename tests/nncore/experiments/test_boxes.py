"""Experiments in several inputs: their samples, starts and trainings."""

import numpy as np
import pytest

import nncore
from nncore.trainers import LBFGS, Adam, LevenbergMarquardt, OutputLayer, VariableProjection

QUICK = {"n_samples": 400, "n_hidden": 12}


@pytest.mark.parametrize(
    "trainer",
    [
        LevenbergMarquardt(max_iterations=20),
        VariableProjection(max_iterations=10),
        LBFGS(max_iterations=100),
        OutputLayer(),
        Adam(epochs=60, learning_rate=0.01),
    ],
    ids=lambda trainer: trainer.name,
)
def test_the_integral_is_learned(trainer):
    # From a start that is as good as the output layer can be, Adam's first steps lead away.
    initializer = "glorot" if isinstance(trainer, Adam) else "ridges"
    spec = nncore.BoxSpec(trainer=trainer, initializer=initializer, **QUICK)
    first, *_, last = nncore.train(spec)
    exact = spec.integrand_in_x.integral([0, 0], [1, 1])
    assert first.iteration == 0
    assert first.network == nncore.start_network(spec)
    # The integral is a mean of values that are off by the root of the loss.
    assert abs(last.network.integral([0, 0], [1, 1]) - exact) <= last.validation_loss**0.5
    assert last.loss <= first.loss


@pytest.mark.parametrize("standardize", [True, False])
def test_networks_and_losses_are_in_physical_units(standardize):
    choices = {"upper": (1.0, 200.0), "standardize": standardize, "nodes": "sobol", **QUICK}
    spec = nncore.BoxSpec("1e3*exp(x1)*x2", **choices)
    *_, last = nncore.train(spec)
    dataset = nncore.make_dataset(spec)
    x, y = dataset.scaling.physical(dataset.x_train, dataset.y_train)
    np.testing.assert_allclose(y, spec.integrand_in_x(x), rtol=1e-9)
    mean_square = np.mean(np.square(last.network(x) - y))
    assert last.loss == pytest.approx(mean_square, rel=1e-6)
    assert np.all((x > 0.0) & (x < [1.0, 200.0]))


def test_a_run_is_taken_up_from_its_state():
    spec = nncore.BoxSpec(trainer=LevenbergMarquardt(max_iterations=6), **QUICK)
    steps = list(nncore.train(spec))
    resumed = list(nncore.train(spec, state=steps[3].state))
    assert [step.network for step in resumed] == [step.network for step in steps[4:]]


def test_a_start_of_ones_own():
    spec = nncore.BoxSpec(trainer=LevenbergMarquardt(max_iterations=1), **QUICK)
    own = nncore.start_network(nncore.BoxSpec(seed=9, **QUICK))
    np.testing.assert_allclose(next(nncore.train(spec, own)).network.pack(), own.pack())
    flat = nncore.OneHiddenNetwork("logistic", np.ones(12), np.ones(12), np.ones(12), 0.0)
    with pytest.raises(ValueError, match="`network` must have 2 inputs as the spec says, got 1"):
        next(nncore.train(spec, flat))


def test_the_integrands_seed_is_not_that_of_the_samples():
    first, other = nncore.BoxSpec(seed=1), nncore.BoxSpec(seed=2)
    x = np.random.default_rng(0).random((5, 2))
    np.testing.assert_array_equal(first.integrand_in_x(x), other.integrand_in_x(x))
    drawn = nncore.BoxSpec(integrand_seed=1).integrand_in_x(x)
    assert not np.array_equal(first.integrand_in_x(x), drawn)


def test_a_parameter_is_an_input_of_the_network():
    spec = nncore.BoxSpec(
        "exp(-x1*x2)", parameters=(1,), upper=(1.0, 2.0), n_samples=800, n_hidden=20
    )
    *_, last = nncore.train(spec)
    marginal = last.network.marginal(spec.over, [0.0], [1.0])
    theta = np.linspace(0.1, 2.0, 7)[:, np.newaxis]
    exact = (1.0 - np.exp(-theta[:, 0])) / theta[:, 0]
    np.testing.assert_allclose(marginal(theta), exact, atol=1e-4)


def test_a_pole_is_named():
    spec = nncore.BoxSpec("sqrt(x1 - 0.5) + x2", **QUICK)
    with pytest.raises(ValueError, match="is not a finite number at x1 = "):
        next(nncore.train(spec))
