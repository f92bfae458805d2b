"""Learning rates that change: against Keras's own callback, and a run taken up with others."""

import dataclasses
import re

import numpy as np
import pytest

from nncore.trainers.base import TrainingStatus
from nncore.trainers.first_order import SGD, Adam, minibatch_descent
from nncore.trainers.first_order.learning_rates import MAX_CHANGES, LearningRates
from tests.nncore.trainers.first_order.runs import (
    CONFIGURATIONS,
    FIT_TOLERANCE,
    assert_same_steps,
    assert_same_weights,
    fit,
    glorot,
    log_samples,
    steps_of,
)

RATES = LearningRates(0.01, ((4, 0.002), (6, 0.0005)))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_weights_are_those_of_fit_with_keras_scheduler(name):
    # Larger rates of a centred RMSprop make rounding errors grow from step to step.
    rate = CONFIGURATIONS[name].learning_rate
    schedule = ((2, 2.0 * rate), (4, 0.1 * rate))
    trainer = dataclasses.replace(
        CONFIGURATIONS[name], batch_size=20, epochs=4, learning_rate_schedule=schedule
    )
    dataset, network = log_samples(320), glorot(30)  # whole batches, which Keras compiles once
    expected, losses = fit(trainer, network, dataset)
    steps = steps_of(trainer, network, dataset)
    assert_same_weights(steps[-1].network, expected)
    np.testing.assert_allclose([step.loss for step in steps[1:]], losses, rtol=FIT_TOLERANCE)
    constant = dataclasses.replace(trainer, learning_rate_schedule=())
    with pytest.raises(AssertionError):
        assert_same_weights(steps_of(constant, network, dataset)[-1].network, expected)


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("seconds_ahead", [0.0, 1e3], ids=["one by one", "many in a call"])
def test_a_rate_that_changes_later_repeats_a_run_to_the_last_bit(name, seconds_ahead, monkeypatch):
    monkeypatch.setattr(minibatch_descent, "SECONDS_AHEAD", seconds_ahead)
    constant = dataclasses.replace(CONFIGURATIONS[name], batch_size=20, epochs=9)
    dataset = log_samples(90, 30)
    changed = constant.with_learning_rates(constant.learning_rates.changed(4, 0.003))
    from_the_start = steps_of(changed, glorot(30), dataset)
    before = steps_of(constant, glorot(30), dataset)[:4]
    after = steps_of(changed, before[-1].network, dataset, seed=99, state=before[-1].state)
    assert_same_steps([*before, *after], from_the_start)


def test_a_rate_that_changes_inside_an_epoch_holds_from_the_next(monkeypatch):
    monkeypatch.setattr(minibatch_descent, "SECONDS_BETWEEN_STEPS", 0.0)  # a step a batch
    constant, dataset = Adam(learning_rate=0.01, batch_size=20, epochs=3), log_samples(60)
    steps = steps_of(constant, glorot(30), dataset)
    inside = next(j for j, step in enumerate(steps) if step.record.position == 1 + 1 / 3)
    changed = dataclasses.replace(constant, learning_rate_schedule=((3, 1e-4),))
    rest = steps_of(changed, steps[inside].network, dataset, state=steps[inside].state)
    assert_same_steps([*steps[: inside + 1], *rest], steps_of(changed, glorot(30), dataset))


def test_a_run_that_a_rate_makes_diverge_keeps_what_was_before():
    trainer = SGD(batch_size=20, epochs=9, learning_rate_schedule=((5, 1e12),))
    steps = steps_of(trainer, glorot(30), log_samples(200))
    assert steps[-1].status is TrainingStatus.DIVERGED and steps[-1].iteration == 4
    constant = dataclasses.replace(trainer, learning_rate_schedule=())
    assert_same_steps(steps[:5], steps_of(constant, glorot(30), log_samples(200))[:5])


def test_the_rate_of_each_iteration():
    assert [RATES.at(n) for n in range(8)] == [*[0.01] * 4, 0.002, 0.002, 0.0005, 0.0005]
    assert [RATES.until(n, 9) for n in (1, 3, 4, 6, 9)] == [3, 3, 5, 9, 9]
    assert RATES.until(1, 2) == 2
    assert (RATES.last, LearningRates(0.01).last) == (0.0005, 0.01)


def test_stretches_are_all_the_iterations():
    assert RATES.stretches(10) == [(0.01, 0, 3), (0.002, 3, 5), (0.0005, 5, 10)]
    assert RATES.stretches(4) == [(0.01, 0, 3), (0.002, 3, 4)]
    assert RATES.stretches(2) == [(0.01, 0, 2)]
    assert LearningRates(0.01, ((1, 0.5),)).stretches(2) == [(0.5, 0, 2)]


def test_a_change_replaces_what_was_to_come():
    assert RATES.changed(8, 0.1).changes == (*RATES.changes, (8, 0.1))
    assert RATES.changed(5, 0.1).changes == ((4, 0.002), (5, 0.1))
    assert RATES.changed(4, 0.1).changes == ((4, 0.1),)
    assert RATES.changed(6, 0.002).changes == ((4, 0.002),)  # it stays what it was
    assert RATES.changed(4, 0.01).changes == ()


def test_scaled_changes_come_after_the_same_share():
    assert RATES.scaled(100, 10).changes == ((31, 0.002), (51, 0.0005))
    assert RATES.scaled(10, 10) == RATES
    assert RATES.scaled(2, 10).changes == ((1, 0.002), (2, 0.0005))
    assert RATES.scaled(1, 10).changes == ((1, 0.0005),)


MANY = tuple((j, 0.1) for j in range(1, MAX_CHANGES + 2))


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [
        (((3, 0.1), (3, 0.2)), "must have increasing iterations from 1 on, got 3 after 3."),
        (((0, 0.1),), "must have increasing iterations from 1 on, got 0 after 0."),
        (((-3, 0.1),), "must have increasing iterations from 1 on, got -3 after 0."),
        (MANY, "must have at most 20 changes of the rate, got 21; begin another run"),
        (0.1, "must be pairs of a whole number and a number such as 300:0.001"),
        (((2, 0.0),), "from epoch 2 on. `learning_rate` must be greater than 0, got 0.0."),
        (((2, np.inf),), "from epoch 2 on. `learning_rate` must be finite, got inf."),
        (((2, np.nan),), "from epoch 2 on. `learning_rate` must be finite, got nan."),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(schedule, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as problem:
        Adam(learning_rate_schedule=schedule)
    assert "`learning_rate_schedule`" in str(problem.value)


def test_as_many_changes_as_are_allowed():
    assert len(Adam(learning_rate_schedule=MANY[:-1]).learning_rate_schedule) == MAX_CHANGES
