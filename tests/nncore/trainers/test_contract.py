"""What every trainer promises, whatever its method; one suite for all of them."""

import dataclasses
import itertools
import pickle

import numpy as np
import pytest

from nncore.network import OneHiddenNetwork
from nncore.samples.dataset import Dataset
from nncore.starts.initializers import initialize
from nncore.trainers import (
    LBFGS,
    SGD,
    Adam,
    LevenbergMarquardt,
    OutputLayer,
    VariableProjection,
)
from nncore.trainers.base import TrainingStatus, TrainingStep
from tests.nncore.trainers.problems import EMPTY, loss_of, samples_of, whole

N_HIDDEN = 4

TRAINERS = [
    pytest.param(LevenbergMarquardt(max_iterations=4), id="levenberg-marquardt"),
    pytest.param(VariableProjection(max_iterations=4), id="variable-projection"),
    pytest.param(
        VariableProjection(max_iterations=4, jacobian="golub-pereyra"), id="golub-pereyra"
    ),
    pytest.param(LBFGS(max_iterations=4), id="lbfgs"),
    pytest.param(OutputLayer(), id="output-layer"),
    pytest.param(Adam(learning_rate=0.01, epochs=4, batch_size=8), id="adam"),
    pytest.param(SGD(learning_rate=0.01, epochs=4, batch_size=8), id="sgd"),
]
every_trainer = pytest.mark.parametrize("trainer", TRAINERS)
with_and_without_weights = pytest.mark.parametrize("weighted", [False, True])
of_one_and_two_inputs = pytest.mark.parametrize("n_inputs", [1, 2])


def make_dataset(n_samples=24, function=np.exp, weighted=False, n_inputs=1):
    x, x_validation = points(n_samples, 1.0, n_inputs), points(11, 0.9, n_inputs)
    weights = 1.0 + 0.8 * np.sin(40.0 * np.arange(n_samples)) if weighted else None
    parts = x, values(function, x), x_validation, values(function, x_validation)
    no_test = EMPTY if n_inputs == 1 else np.empty((0, n_inputs)), EMPTY
    mean_one = None if weights is None else weights / np.mean(weights)
    return Dataset(*parts, *no_test, weights=mean_one)


def points(n_points, largest, n_inputs):
    """Evenly spaced ones; what is added for each further input is spread by the golden ratio."""
    columns = [np.linspace(-largest, largest, n_points)]
    for i in range(1, n_inputs):
        columns.append(largest * (2.0 * (0.618034 * i * np.arange(1, n_points + 1) % 1.0) - 1.0))
    return columns[0] if n_inputs == 1 else np.column_stack(columns)


def values(function, x):
    return function(x if x.ndim == 1 else x @ np.linspace(1.0, 0.5, x.shape[1]))


def start(dataset, seed=0):
    rng = np.random.default_rng(seed)
    return initialize("nguyen-widrow", "tanh", N_HIDDEN, dataset, rng)


def run(trainer, dataset=None, network=None, state=None, seed=0):
    dataset = make_dataset() if dataset is None else dataset
    network = start(dataset) if network is None else network
    steps = trainer.iterations(network, dataset, np.random.default_rng(seed), state=state)
    # A trainer without an end must fail here, not hang.
    return list(itertools.islice(steps, 1_000))


def assert_same(first: TrainingStep, second: TrainingStep) -> None:
    assert (first.iteration, first.status) == (second.iteration, second.status)
    # Bitwise, and nan equals nan.
    np.testing.assert_array_equal(
        [first.loss, first.validation_loss], [second.loss, second.validation_loss]
    )
    np.testing.assert_array_equal(first.network.pack(), second.network.pack())


@every_trainer
@with_and_without_weights
@of_one_and_two_inputs
def test_iteration_0_is_the_start(trainer, weighted, n_inputs):
    dataset = make_dataset(weighted=weighted, n_inputs=n_inputs)
    network = start(dataset)
    first = run(trainer, dataset, network)[0]
    assert first.iteration == 0
    assert first.network == network
    assert first.loss == pytest.approx(loss_of(network, dataset), rel=1e-5)  # float32 will do
    residual = network(dataset.x_validation) - dataset.y_validation
    assert first.validation_loss == pytest.approx(np.mean(residual**2), rel=1e-5)


@every_trainer
def test_iterations_and_seconds_never_go_back(trainer):
    steps = run(trainer)
    assert whole(steps)[-1].iteration == trainer.n_iterations
    assert trainer.n_iterations == (1 if isinstance(trainer, OutputLayer) else 4)
    for before, after in itertools.pairwise(steps):
        assert before.iteration <= after.iteration <= before.iteration + 1
        assert before.record.position <= after.record.position
        assert 0 <= before.seconds <= after.seconds


@every_trainer
@of_one_and_two_inputs
def test_it_learns(trainer, n_inputs):
    steps = run(trainer, make_dataset(n_inputs=n_inputs))
    assert steps[-1].loss < steps[0].loss
    assert steps[-1].validation_loss < steps[0].validation_loss


@every_trainer
def test_only_the_last_status_is_final(trainer):
    steps = run(trainer)
    solved = isinstance(trainer, OutputLayer)
    assert steps[-1].status is (TrainingStatus.CONVERGED if solved else TrainingStatus.FINISHED)
    assert not any(s.status.is_final for s in steps[:-1])


@every_trainer
@of_one_and_two_inputs
def test_steps_are_checkpoints_that_nothing_changes(trainer, n_inputs):
    dataset = make_dataset(n_inputs=n_inputs)
    kept, copies = [], []
    for step in trainer.iterations(start(dataset), dataset, np.random.default_rng(0)):
        kept.append(step)
        copies.append(pickle.loads(pickle.dumps(step)))
        for name in ("hidden_weights", "hidden_biases", "output_weights"):
            assert not getattr(step.network, name).flags.writeable
    for step, copy in zip(kept, copies, strict=True):
        assert_same(step, copy)
        np.testing.assert_equal(step.state, copy.state)
        assert dict(step.diagnostics) == dict(copy.diagnostics)


@every_trainer
@with_and_without_weights
def test_dataset_and_start_are_left_alone(trainer, weighted):
    dataset = make_dataset(weighted=weighted)
    before = pickle.dumps(dataset)
    run(trainer, dataset)
    assert pickle.dumps(dataset) == before


@every_trainer
def test_same_seed_same_run(trainer):
    first, second = whole(run(trainer, seed=3)), whole(run(trainer, seed=3))
    assert len(first) == len(second)
    for a, b in zip(first, second, strict=True):
        assert_same(a, b)


@every_trainer
@with_and_without_weights
@of_one_and_two_inputs
@pytest.mark.parametrize("iteration", [0, 2])
def test_run_taken_up_from_a_step_goes_on_bitwise(trainer, weighted, n_inputs, iteration):
    dataset = make_dataset(weighted=weighted, n_inputs=n_inputs)
    steps = whole(run(trainer, dataset))
    iteration = min(iteration, trainer.n_iterations)
    step = next(s for s in steps if s.iteration == iteration)
    step = pickle.loads(pickle.dumps(step))  # the successor is another process
    # Another generator: what matters of the old one is in the state.
    resumed = whole(run(trainer, dataset, step.network, state=step.state, seed=99))
    assert [s.iteration for s in resumed] == list(range(iteration + 1, trainer.n_iterations + 1))
    for a, b in zip(steps[iteration + 1 :], resumed, strict=True):
        assert_same(a, b)
    assert all(s.seconds >= step.seconds for s in resumed)


@every_trainer
def test_nothing_follows_a_final_step(trainer):
    last = run(trainer)[-1]
    assert run(trainer, network=last.network, state=last.state) == []


@every_trainer
def test_no_validation_samples_no_validation_loss(trainer):
    dataset = dataclasses.replace(make_dataset(), x_validation=EMPTY, y_validation=EMPTY)
    assert all(s.validation_loss is None for s in run(trainer, dataset))


# The widths of units are bounded by the spacing of the samples, and repeated ones have none.
@pytest.mark.parametrize(
    "trainer",
    [
        LevenbergMarquardt(max_iterations=3),
        VariableProjection(max_iterations=3, samples_per_width=1e-6),
        VariableProjection(max_iterations=3, samples_per_width=1e-6, jacobian="golub-pereyra"),
        LBFGS(max_iterations=3, samples_per_width=1e-6),
        OutputLayer(),
    ],
    ids=str,
)
def test_a_weight_of_k_is_k_samples(trainer):
    plain = make_dataset()
    counts = np.arange(plain.n_samples) % 3 + 1
    repeated = dataclasses.replace(
        plain,
        x_train=np.repeat(plain.x_train, counts),
        y_train=np.repeat(plain.y_train, counts),
    )
    weighted = dataclasses.replace(plain, weights=counts / np.mean(counts))
    network = start(plain)
    ours, expected = (run(trainer, dataset, network) for dataset in (weighted, repeated))
    assert [s.iteration for s in ours] == [s.iteration for s in expected]
    # Rounding errors of 1e-16 grow by the condition number of the fits, about 1e5.
    for a, b in zip(ours, expected, strict=True):
        assert a.loss == pytest.approx(b.loss, rel=1e-8)
        np.testing.assert_allclose(a.network.pack(), b.network.pack(), rtol=1e-6, atol=1e-6)
    unweighted = run(trainer, plain, network)
    assert not np.allclose(unweighted[-1].network.pack(), ours[-1].network.pack(), rtol=1e-4)


@pytest.mark.parametrize(
    ("trainer", "least"),
    [(LevenbergMarquardt(), 1e-25), (VariableProjection(), 1e-25), (LBFGS(), 1e-15)],
    ids=["levenberg-marquardt", "variable-projection", "lbfgs"],
)
def test_exact_fit_converges(trainer, least):
    network = OneHiddenNetwork("tanh", [2.0, -3.0], [0.5, 1.0], [1.0, 0.7], -0.2)
    dataset = samples_of(network, np.linspace(-1.0, 1.0, 40))
    steps = trainer.iterations(network, dataset, np.random.default_rng(0))
    assert list(steps)[-1].status is TrainingStatus.CONVERGED
    nearby = network.unpack(network.pack() * 1.05)
    *_, last = trainer.iterations(nearby, dataset, np.random.default_rng(0))
    assert last.status is TrainingStatus.CONVERGED
    assert last.loss < least
    # The slope of a fit is about 1: the values are off by no more than the residuals.
    np.testing.assert_allclose(last.network(dataset.x_train), dataset.y_train, atol=10 * least**0.5)


@every_trainer
def test_settings_of_the_caller_are_left_alone(trainer):
    dataset = make_dataset()
    before = np.geterr()
    for _ in trainer.iterations(start(dataset), dataset, np.random.default_rng(0)):
        assert np.geterr() == before


ODD_SAMPLES = {
    "huge": make_dataset(function=lambda x: 1e30 * x),
    "larger-than-its-square": make_dataset(function=lambda x: 1e200 * x),
    "constant": make_dataset(function=np.ones_like),
    "tiny": make_dataset(function=lambda x: 1e-200 * x),
    "one": make_dataset(1),
    "fewer-than-units": make_dataset(3),
    "one-place": dataclasses.replace(make_dataset(), x_train=np.full(24, 0.5)),
    "two-inputs-constant": make_dataset(function=np.ones_like, n_inputs=2),
    "two-inputs-one": make_dataset(1, n_inputs=2),
    "two-inputs-fewer-than-units": make_dataset(3, n_inputs=2),
    "two-inputs-one-place": dataclasses.replace(
        make_dataset(n_inputs=2), x_train=np.full((24, 2), 0.5)
    ),
}


@every_trainer
@pytest.mark.parametrize("name", ODD_SAMPLES)
def test_odd_samples_end_in_a_status(trainer, name):
    steps = run(trainer, ODD_SAMPLES[name])
    assert steps[0].iteration == 0
    assert steps[-1].status.is_final
    for step in steps:
        assert step.network.is_finite


def test_too_high_a_learning_rate_diverges_with_a_finite_network():
    trainer = SGD(learning_rate=1e4, epochs=40, batch_size=8)
    steps = run(trainer)
    assert steps[-1].status is TrainingStatus.DIVERGED
    assert all(s.network.is_finite for s in steps)
    assert not any(s.status.is_final for s in steps[:-1])


@pytest.mark.parametrize(
    "trainer", [LevenbergMarquardt(), VariableProjection(), LBFGS(), OutputLayer()]
)
def test_start_without_a_finite_loss_has_diverged(trainer):
    (step,) = run(trainer, make_dataset(function=lambda x: 1e200 * x))
    assert step.status is TrainingStatus.DIVERGED
    assert step.iteration == 0
