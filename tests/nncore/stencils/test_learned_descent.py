"""Where the learning of a stencil is cut, taken up again and ended makes no difference to it."""

import dataclasses
import itertools
import pickle

import numpy as np
import pytest

from nncore.stencils.learned import StencilProblem, StencilStep, learn
from nncore.trainers import SGD, TrainingStatus
from nncore.trainers.first_order import minibatch_descent
from nncore.trainers.first_order.pieces import training_piece
from nncore.trainers.first_order.quadratic_forms import QuadraticForms
from tests.nncore.stencils.stencil_problems import (
    CONFIGURATIONS,
    NOTEBOOK,
    SPACING,
    assert_same_steps,
    constrained_problem,
    make_problem,
    naive_gram,
    steps_of,
    waves,
    windows,
)


@pytest.fixture
def short_pieces(monkeypatch):
    """Steps after every batch, as in an epoch that takes long."""
    monkeypatch.setattr(minibatch_descent, "SECONDS_BETWEEN_STEPS", 0.0)


def test_no_free_weight_has_converged():
    offsets = (0, 1)
    free, arrays = make_problem(offsets)
    w0, basis = np.array([-1.0, 1.0]) / SPACING, np.empty((2, 0))
    problem = StencilProblem(
        free.training.reduced(w0, basis),
        free.validation.reduced(w0, basis),
        start=np.empty(0),
        offset_weights=w0,
        basis=basis,
        unit=SPACING,
    )
    (step,) = steps_of(NOTEBOOK, problem)
    assert (step.iteration, step.status) == (0, TrainingStatus.CONVERGED)
    np.testing.assert_array_equal(step.coefficients, [-1.0, 1.0])
    x, y = windows(arrays.u, arrays.du, offsets)
    assert step.loss == pytest.approx(np.mean((x @ w0 - y) ** 2), rel=1e-10)
    x, y = windows(arrays.u_validation, arrays.du_validation, offsets)
    assert step.validation_loss == pytest.approx(np.mean((x @ w0 - y) ** 2), rel=1e-10)
    assert steps_of(NOTEBOOK, problem, state=step.state) == []


def test_losses_do_not_fall_below_zero():
    """Where a stencil is exact, rounding alone is left."""
    u, _ = waves(40)
    x, _ = windows(u, u, (-1, 0, 1))
    exact = np.array([-30.0, 20.0, 10.0])
    du = np.pad(x @ exact, ((0, 0), (1, 1)))
    sums = naive_gram(u, du, (-1, 0, 1))
    problem = StencilProblem(sums, sums, exact, np.zeros(3), np.eye(3), SPACING)
    trainer = SGD(learning_rate=1e-12, batch_size=4, epochs=20)
    for step in steps_of(trainer, problem):
        assert 0.0 <= step.loss < 1e-10
        assert 0.0 <= step.validation_loss < 1e-10


def test_without_validation_fields():
    problem, _ = make_problem(n_validation=0)
    trainer = dataclasses.replace(NOTEBOOK, batch_size=20, epochs=2)
    assert [s.validation_loss for s in steps_of(trainer, problem)] == [None, None, None]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_state_takes_up_the_run(name):
    trainer = dataclasses.replace(CONFIGURATIONS[name], batch_size=16, epochs=3)
    problem, _ = make_problem()
    steps = steps_of(trainer, problem)
    for i, step in enumerate(steps):
        state = pickle.loads(pickle.dumps(step.state))
        rest = steps_of(trainer, problem, seed=99, state=state)
        assert_same_steps(rest, steps[i + 1 :])
        assert all(s.seconds >= step.seconds for s in rest)


def test_state_takes_up_a_run_inside_an_epoch(short_pieces):
    trainer = dataclasses.replace(CONFIGURATIONS["nadam"], batch_size=16, epochs=2)
    problem, _, _ = constrained_problem()
    steps = steps_of(trainer, problem)
    inside = [step for step in steps if not step.is_whole]
    assert len(inside) == 2 * 3
    for i, step in enumerate(steps):
        state = pickle.loads(pickle.dumps(step.state))
        assert_same_steps(steps_of(trainer, problem, seed=99, state=state), steps[i + 1 :])


@pytest.mark.parametrize("batch_size", [1, 7])
def test_cutting_an_epoch_changes_nothing(batch_size, short_pieces, monkeypatch):
    trainer = dataclasses.replace(NOTEBOOK, batch_size=batch_size, epochs=2)
    problem, _ = make_problem()
    cut = steps_of(trainer, problem)
    monkeypatch.setattr(minibatch_descent, "SECONDS_BETWEEN_STEPS", 1e3)
    whole = steps_of(trainer, problem)
    assert len(cut) > len(whole) == 3
    assert_same_steps([step for step in cut if step.is_whole], whole)


def test_steps_inside_an_epoch(short_pieces):
    problem, _ = make_problem()
    steps = steps_of(dataclasses.replace(NOTEBOOK, batch_size=20, epochs=2), problem)
    assert [step.iteration for step in steps] == [0, 0, 0, 1, 1, 1, 2]
    assert [step.position for step in steps[:4]] == [0, 1 / 3, 2 / 3, 1]
    assert [step.validation_loss is None for step in steps[:4]] == [False, True, True, False]
    assert [step.diagnostics["steps"] for step in steps] == [0, 1, 2, 3, 4, 5, 6]
    assert steps[-1].status is TrainingStatus.FINISHED
    assert all(step.status is TrainingStatus.RUNNING for step in steps[:-1])
    assert all(a.seconds <= b.seconds for a, b in itertools.pairwise(steps))


def test_a_batch_larger_than_the_fields_is_one_batch():
    problem, _ = make_problem(n_training=20)
    large = steps_of(dataclasses.replace(NOTEBOOK, batch_size=500, epochs=3), problem)
    exact = steps_of(dataclasses.replace(NOTEBOOK, batch_size=20, epochs=3), problem)
    assert_same_steps(large, exact)


def test_divergence_is_a_status():
    problem, _ = make_problem()
    steps = steps_of(SGD(learning_rate=1e12, batch_size=10, epochs=50), problem)
    assert steps[-1].status is TrainingStatus.DIVERGED
    assert not np.isfinite(steps[-1].loss)
    assert not any(step.status.is_final for step in steps[:-1])
    assert all(np.all(np.isfinite(step.coefficients)) for step in steps)


def test_a_start_whose_loss_is_not_finite():
    problem, _ = make_problem(start=np.array([np.nan, 0.0, 0.0]))
    assert [s.status for s in steps_of(NOTEBOOK, problem)] == [TrainingStatus.DIVERGED]


def test_only_structure_needs_a_compilation():
    problem, _ = make_problem()

    def piece(**options):
        trainer = dataclasses.replace(NOTEBOOK, epochs=1, **options)
        steps_of(trainer, problem)
        return training_piece(trainer.piece_key(QuadraticForms(3)))

    plain = piece()
    assert piece(learning_rate=0.5, epsilon=1e-3, clipnorm=3.0, batch_size=7) is plain
    assert piece(amsgrad=True) is not plain


def test_interleaved_runs_are_the_runs_alone():
    trainers = [dataclasses.replace(NOTEBOOK, learning_rate=rate, epochs=3) for rate in (0.1, 0.5)]
    problems = [make_problem(start=np.full(3, value))[0] for value in (0.1, -0.3)]
    alone = [steps_of(t, p) for t, p in zip(trainers, problems, strict=True)]
    runs = [learn(t, p, np.random.default_rng(2)) for t, p in zip(trainers, problems, strict=True)]
    together = list(zip(*runs, strict=True))
    for i in range(2):
        assert_same_steps([pair[i] for pair in together], alone[i])


def test_steps_are_records_that_nothing_changes():
    problem, _ = make_problem()
    first, second, *_ = steps_of(NOTEBOOK, problem)
    assert first.record == first
    assert first.record.state is None
    assert first.state is not None
    assert first != second
    assert first != dataclasses.replace(first, coefficients=second.coefficients)
    assert pickle.loads(pickle.dumps(first)) == first
    assert "state" not in repr(first)
    assert isinstance(first, StencilStep)
    with pytest.raises(ValueError, match="read-only"):
        first.coefficients[0] = 0.0
