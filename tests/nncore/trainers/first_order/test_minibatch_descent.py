"""Where a run is cut, taken up again and ended makes no difference to it."""

import dataclasses
import pickle

import numpy as np
import pytest

from nncore.network import OneHiddenNetwork
from nncore.trainers.base import TrainingStatus
from nncore.trainers.first_order import SGD, Adam, Nadam, minibatch_descent
from tests.nncore.trainers.first_order.runs import (
    CONFIGURATIONS,
    assert_same_steps,
    glorot,
    log_samples,
    steps_of,
    weights,
)


@pytest.fixture
def short_pieces(monkeypatch):
    """Steps after every batch, as in an epoch that takes long."""
    monkeypatch.setattr(minibatch_descent, "SECONDS_BETWEEN_STEPS", 0.0)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_state_takes_up_the_run(name):
    trainer = dataclasses.replace(CONFIGURATIONS[name], batch_size=20, epochs=3)
    dataset = log_samples(50, 30)
    steps = steps_of(trainer, glorot(30), dataset)
    for i, step in enumerate(steps[:-1]):
        state = pickle.loads(pickle.dumps(step.state))
        rest = steps_of(trainer, step.network, dataset, seed=99, state=state)
        assert_same_steps(rest, steps[i + 1 :])
        assert rest[0].seconds >= step.seconds


def test_state_takes_up_a_run_inside_an_epoch(short_pieces, monkeypatch):
    monkeypatch.setattr("nncore.trainers.first_order.residuals.MAX_BLOCKS", 1)
    trainer, dataset = Nadam(batch_size=50, epochs=2), log_samples(120, 3000)
    steps = steps_of(trainer, glorot(7), dataset)
    inside = [step for step in steps if step.record.position != step.iteration]
    assert len(inside) == 2 * (2 + 2)  # two before the last batch, two before the last samples
    for i, step in enumerate(steps[:-1]):
        rest = steps_of(trainer, step.network, dataset, seed=99, state=step.state)
        assert_same_steps(rest, steps[i + 1 :])


def test_cutting_an_epoch_changes_nothing(short_pieces, monkeypatch):
    trainer, dataset = Adam(batch_size=20, epochs=2), log_samples(210, 30)
    cut = steps_of(trainer, glorot(6), dataset)
    monkeypatch.undo()
    whole = steps_of(trainer, glorot(6), dataset)
    assert len(cut) > len(whole) == 3
    assert_same_steps([step for step in cut if step.record.position == step.iteration], whole)


@pytest.mark.parametrize("seconds", [0.0, 1e3])
def test_epochs_in_one_call_are_those_of_one_call_each(seconds, monkeypatch):
    trainer, dataset = Nadam(batch_size=20, epochs=20), log_samples(210, 30)
    expected = steps_of(trainer, glorot(6), dataset)
    monkeypatch.setattr(minibatch_descent, "SECONDS_AHEAD", seconds)
    steps = steps_of(trainer, glorot(6), dataset)
    assert_same_steps(steps, expected)
    times = [step.seconds for step in steps]
    assert times == sorted(times)


def test_divergence_inside_a_call_keeps_what_was_before(monkeypatch):
    trainer, dataset = SGD(learning_rate=30.0, batch_size=20, epochs=50), log_samples(200, 30)
    monkeypatch.setattr(minibatch_descent, "SECONDS_AHEAD", 0.0)
    expected = steps_of(trainer, glorot(10, "relu"), dataset)
    assert 2 < len(expected) < 16  # so that the epochs fit into one call
    monkeypatch.setattr(minibatch_descent, "SECONDS_AHEAD", 1e3)
    steps = steps_of(trainer, glorot(10, "relu"), dataset)
    assert steps[-1].status is TrainingStatus.DIVERGED
    np.testing.assert_equal(steps[-1].loss, expected[-1].loss)  # nan or infinite
    assert_same_steps(steps[:-1], expected[:-1])
    assert steps[-1].network == expected[-1].network


def test_steps_inside_an_epoch(short_pieces):
    steps = steps_of(Adam(batch_size=20, epochs=2), glorot(6), log_samples(50, 30))
    assert [step.iteration for step in steps] == [0, 0, 0, 1, 1, 1, 2]
    assert [step.diagnostics.get("epoch") for step in steps[:4]] == [None, 1 / 3, 2 / 3, None]
    assert [step.validation_loss is None for step in steps[:4]] == [False, True, True, False]
    assert [step.diagnostics["steps"] for step in steps] == [0, 1, 2, 3, 4, 5, 6]
    assert steps[-1].status is TrainingStatus.FINISHED
    assert all(step.status is TrainingStatus.RUNNING for step in steps[:-1])


def test_divergence_is_a_status():
    steps = steps_of(SGD(learning_rate=1e12, epochs=50), glorot(10), log_samples(320))
    assert steps[-1].status is TrainingStatus.DIVERGED
    assert not np.isfinite(steps[-1].loss)
    assert all(np.all(np.isfinite(group)) for group in weights(steps[-1].network))


def test_a_start_that_float32_cannot_hold():
    huge = OneHiddenNetwork("logistic", [1.0], [0.0], [1e300], 0.0)
    steps = steps_of(Adam(), huge, log_samples(64))
    assert [step.status for step in steps] == [TrainingStatus.DIVERGED]
