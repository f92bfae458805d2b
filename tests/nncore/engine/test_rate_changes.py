"""Runs on workers that go on with another learning rate, and are those of its schedule."""

import dataclasses
from itertools import islice

import numpy as np
import pytest

from nncore.engine.worker import RunActor
from nncore.experiments import train
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.trainers import Adam, TrainingStatus
from tests.nncore.engine.waiting import advance_until_steps, kill_worker_of, until

SPEC = IntegrationSpec(
    integrand="runge",
    n_hidden=8,
    n_samples=400,
    initializer="glorot",
    trainer=Adam(learning_rate=0.01, batch_size=32, epochs=30),
)
STENCIL = StencilSpec(n_fields=300, trainer=Adam(learning_rate=0.1, batch_size=32, epochs=30))


def changed_at(spec, iteration, rate):
    rates = spec.trainer.learning_rates.changed(iteration, rate)
    return dataclasses.replace(spec, trainer=spec.trainer.with_learning_rates(rates))


def advance_to(run, iteration):
    """Advance until an iteration is made, over whatever comes between."""
    found = []

    def has_come():
        found.extend(run.advance(steps=1).steps)
        return found and found[-1].iteration >= iteration

    until(has_come, "an iteration")
    return found


@pytest.mark.parametrize("spec", [SPEC, STENCIL], ids=lambda spec: spec.kind)
def test_what_is_on_its_way_is_left_and_the_run_goes_on_where_it_was(engine, spec):
    run = engine.start(spec)
    made = [*advance_until_steps(run, steps=6).steps]
    run.request(steps=3, patience=20.0)  # the worker goes on with the rate of before
    run.wait(20.0)
    changed = changed_at(spec, made[-1].iteration + 1, 0.002)
    run.go_on_with(changed)
    assert (run.is_asked, run.collect().status) == (False, TrainingStatus.RUNNING)
    made += advance_to(run, made[-1].iteration + 5)
    expected = {step.iteration: step for step in islice(train(changed), len(made))}
    assert [step.iteration for step in made] == list(expected)
    assert [step.loss for step in made] == [step.loss for step in expected.values()]
    run.stop()


def test_on_a_worker_that_is_replaced_a_run_keeps_its_schedule(engine):
    run = engine.start(SPEC)
    first = advance_until_steps(run, steps=6).steps[-1].iteration
    changed = changed_at(SPEC, first + 1, 0.002)
    run.go_on_with(changed)
    advance_to(run, first + 2)
    kill_worker_of(run)
    advance_to(run, 30)
    assert run.status is TrainingStatus.FINISHED
    *_, last = train(changed)
    np.testing.assert_array_equal(run.network.pack(), last.network.pack())


def test_a_worker_that_has_not_begun_begins_with_the_change():
    actor, changed = RunActor(SPEC), changed_at(SPEC, 1, 0.5)
    found = []

    def has_come():
        progress = actor.advance(steps=3, change=None if found else (changed, None))
        found.append(progress)
        return progress.records

    until(has_come, "the first steps")
    actor.close()  # or it would share the time of this process with the next one
    expected = list(islice(train(changed), 3))
    assert [record.loss for record in found[-1].records] == [step.loss for step in expected]
