"""Stencils on workers: live, recovered and in sweeps."""

import dataclasses

import numpy as np
import pytest

from nncore.experiments import start_network, train
from nncore.experiments.stencil import TEST_LOSS
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import SGD, Adam, LevenbergMarquardt, TrainingStatus
from tests.nncore.engine.waiting import advance_until_steps, kill_worker_of, until

pytestmark = pytest.mark.usefixtures("all_places")
SPEC = StencilSpec(
    n_fields=2_000, trainer=Adam(learning_rate=0.1, clipnorm=1.0, batch_size=64, epochs=40)
)
CONSISTENT = dataclasses.replace(SPEC, offsets=(-2, -1, 0, 1, 2), constraint=2, noise=0.1)


def whole(steps):
    return [step for step in steps if step.is_whole]


def assert_same_steps(found, expected):
    """The same to the last bit, but for the clock and for what only the worker needs."""
    assert len(found) == len(expected)
    for step, other in zip(found, expected, strict=True):
        assert dataclasses.replace(step, seconds=other.seconds, state=None) == other.record


@pytest.mark.parametrize("spec", [SPEC, CONSISTENT], ids=["free", "consistent"])
def test_a_live_run_gives_the_stencils_of_its_training(engine, spec):
    run = engine.start(spec)
    assert run.network is None
    advance = advance_until_steps(run, steps=6)
    assert all(isinstance(step, StencilStep) for step in advance.steps)
    assert advance.network is None and run.network is None
    assert advance.status is TrainingStatus.RUNNING
    expected = [step for step, _ in zip(train(spec), range(6), strict=False)]
    assert_same_steps(whole(advance.steps), expected)
    assert advance.steps[-1].coefficients.shape == (len(spec.offsets),)
    assert TEST_LOSS in advance.steps[-1].diagnostics


def test_states_stay_with_the_owner_and_not_with_every_step(engine):
    advance = advance_until_steps(engine.start(SPEC), steps=3)
    assert [step.state for step in advance.steps] == [None, None, None]


def test_a_run_ends_with_its_last_epoch(engine):
    run = engine.start(SPEC)
    steps = list(advance_until_steps(run, seconds=0.1).steps)
    until(lambda: steps.extend(run.advance(seconds=0.1).steps) or run.status.is_final, "the end")
    assert run.status is TrainingStatus.FINISHED
    assert_same_steps(whole(steps), whole(train(SPEC)))
    assert len(run.advance(seconds=0.1)) == 0


def test_a_run_with_nothing_to_learn_ends_at_once(engine):
    run = engine.start(StencilSpec(offsets=(0, 1), constraint=1))
    advance = advance_until_steps(run, seconds=0.1)
    assert run.status is advance.status is TrainingStatus.CONVERGED
    (step,) = advance.steps
    np.testing.assert_array_equal(step.coefficients, [-1.0, 1.0])


@pytest.mark.parametrize("spec", [SPEC, CONSISTENT], ids=["free", "consistent"])
def test_a_killed_worker_leaves_the_same_stencil(engine, spec):
    undisturbed = whole(train(spec))
    run = engine.start(spec)
    steps, statuses = list(advance_until_steps(run, steps=8).steps), set()
    steps.extend(kill_worker_of(run).steps)

    def is_over():
        advance = run.advance(seconds=0.1)
        statuses.add(advance.status)
        steps.extend(advance.steps)
        return advance.status.is_final

    until(is_over, "the run to end after its worker was killed")
    assert TrainingStatus.RECOVERED in statuses
    assert_same_steps(whole(steps), undisturbed)


def test_a_sweep_trains_stencils(engine):
    specs = [
        SPEC,
        dataclasses.replace(SPEC, offsets=(0, 1)),
        dataclasses.replace(SPEC, trainer=SGD(learning_rate=1e3)),
        StencilSpec(offsets=(-1, 0), constraint=1),
        IntegrationSpec(n_hidden=3, n_samples=200, trainer=LevenbergMarquardt(max_iterations=2)),
    ]
    results = {result.spec: result for result in engine.sweep(specs)}
    assert set(results) == set(specs)
    for spec in specs[:4]:
        *_, expected = train(spec)
        result = results[spec]
        assert result.status is result.final_step.status is expected.status
        np.testing.assert_array_equal(result.final_step.coefficients, expected.coefficients)
        assert result.reason == ""
    assert results[specs[2]].status is TrainingStatus.DIVERGED
    assert results[specs[4]].final_step.network is not None  # the other lab, in the same sweep


def test_a_network_is_no_start_of_a_stencil(engine):
    run = engine.start(SPEC, start_network(IntegrationSpec(n_samples=100)))
    with pytest.raises(ValueError, match="`network` must be none for a stencil"):
        advance_until_steps(run, steps=1)
