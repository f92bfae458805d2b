"""Learned stencils: their weights against `model.fit` of the convolution, state and end."""

import dataclasses
import itertools
import pickle
from typing import NamedTuple

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from nncore.stencils.fields import grid, random_fields
from nncore.stencils.gram import Gram, gram
from nncore.stencils.learned import (
    StencilProblem,
    StencilStep,
    glorot_start,
    keras_model,
    learn,
)
from nncore.trainers import SGD, Adagrad, Adam, AdamW, Nadam, RMSprop, TrainingStatus
from nncore.trainers.first_order import minibatch_descent
from nncore.trainers.first_order.backend import load_tensorflow
from nncore.trainers.first_order.pieces import training_piece
from nncore.trainers.first_order.quadratic_forms import QuadraticForms

NOTEBOOK = Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=30)
CONFIGURATIONS = {
    "notebook": NOTEBOOK,
    "sgd": SGD(learning_rate=1e-3),
    "sgd-everything": SGD(
        learning_rate=1e-2, momentum=0.9, nesterov=True, weight_decay=0.01, clipnorm=0.5
    ),
    "rmsprop": RMSprop(learning_rate=0.1),
    "rmsprop-everything": RMSprop(
        learning_rate=0.1,
        rho=0.8,
        momentum=0.5,
        centered=True,
        epsilon=1e-5,
        weight_decay=0.01,
        clipnorm=0.5,
    ),
    "adagrad": Adagrad(
        learning_rate=0.1, initial_accumulator_value=0.3, epsilon=1e-5, clipnorm=0.5
    ),
    "adam-everything": Adam(
        learning_rate=0.1,
        beta_1=0.8,
        beta_2=0.99,
        epsilon=1e-5,
        amsgrad=True,
        weight_decay=0.01,
    ),
    "adamw": AdamW(learning_rate=0.1, weight_decay=0.1),
    "nadam": Nadam(learning_rate=0.1, beta_1=0.8, beta_2=0.99, epsilon=1e-5, clipnorm=0.5),
}
# Keras saves its variables in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)

SPACING = 0.01
# Relative: sums of some 1,000 terms in another order, whose rounding errors of 1e-16 are of either
# sign, in 12 steps; measured below 1e-15.
FIT_TOLERANCE = 1e-13
# Of losses, which Keras averages over the batches in float32.
LOSS_TOLERANCE = 1e-6


def waves(n_fields, n_points=60, seed=0):
    """Fields of two sine waves and their first derivatives, as the notebook makes them."""
    rng = np.random.default_rng(seed)
    x = -0.3 + SPACING * np.arange(n_points)
    k = np.pi * rng.integers(0, 20, (2, n_fields, 1))
    a, b = rng.random((n_fields, 1)), 2.0 * rng.random((n_fields, 1))
    u = b * (a * np.sin(k[0] * x) + (1 - a) * np.sin(k[1] * x))
    du = b * (a * k[0] * np.cos(k[0] * x) + (1 - a) * k[1] * np.cos(k[1] * x))
    return u, du


def windows(u, du, offsets):
    """The shifted fields, shape (n_fields, n_valid, k), and the derivative at the same points."""
    left, right = max(0, -min(offsets)), max(0, max(offsets))
    views = sliding_window_view(u, left + right + 1, axis=1)
    return views[:, :, [left + s for s in offsets]], du[:, left : u.shape[1] - right]


class Arrays(NamedTuple):
    """Training and validation fields with their derivatives."""

    u: np.ndarray
    du: np.ndarray
    u_validation: np.ndarray
    du_validation: np.ndarray


def naive_gram(u, du, offsets):
    """The sums of each field by the shortest way there is."""
    x, y = windows(u, du, offsets)
    return Gram(
        np.einsum("ijp,ijq->ipq", x, x), np.einsum("ijp,ij->ip", x, y), (y**2).sum(1), y.shape[1]
    )


def make_problem(offsets=(-1, 0, 1), n_training=50, n_validation=20, start=None):
    """A problem without a constraint, and the arrays that it comes from."""
    u, du = waves(n_training + n_validation)
    sums, k = naive_gram(u, du, offsets), len(offsets)
    if start is None:
        start = glorot_start(k, np.random.default_rng(1))
    problem = StencilProblem(
        training=sums.rows(slice(n_training)),
        validation=sums.rows(slice(n_training, None)),
        start=start,
        offset_weights=np.zeros(k),
        basis=np.eye(k),
        unit=SPACING,
    )
    return problem, Arrays(u[:n_training], du[:n_training], u[n_training:], du[n_training:])


def steps_of(trainer, problem, seed=2, state=None):
    """All the steps of a run."""
    return list(learn(trainer, problem, np.random.default_rng(seed), state=state))


def fit(trainer, model, x, y, seed=2):
    """Losses of `model.fit` on the same batches in the same order, all in float64."""
    tf, keras = load_tensorflow()
    optimizer = getattr(keras.optimizers, type(trainer).__name__)(**trainer.keras_options)
    model.compile(optimizer=optimizer, loss=keras.losses.MeanSquaredError(dtype="float64"))
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(trainer.epochs):
        order = rng.permutation(len(x))
        # Keras would round arrays, but not the tensors of a dataset, to float32.
        data = tf.data.Dataset.from_tensor_slices((x[order], y[order])).batch(trainer.batch_size)
        losses.append(model.fit(data, shuffle=False, verbose=0).history["loss"][0])
    return losses


def convolution(problem, offsets, n_points):
    """The Conv1D model at the start of a problem."""
    return keras_model(offsets, problem.start * problem.unit, SPACING, 1, n_points)


def assert_same_steps(actual, expected):
    """The same run to the last bit, but for its clock."""
    assert len(actual) == len(expected)
    for a, b in zip(actual, expected, strict=True):
        assert dataclasses.replace(a, seconds=b.seconds) == b


@pytest.fixture
def short_pieces(monkeypatch):
    """Steps after every batch, as in an epoch that takes long."""
    monkeypatch.setattr(minibatch_descent, "SECONDS_BETWEEN_STEPS", 0.0)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_weights_are_those_of_fit(name):
    trainer = dataclasses.replace(CONFIGURATIONS[name], batch_size=16, epochs=3)
    offsets = (-1, 0, 1)
    problem, arrays = make_problem(offsets)  # 3 batches of 16 and one of 2
    model = convolution(problem, offsets, arrays.u.shape[1])
    losses = fit(trainer, model, arrays.u, windows(arrays.u, arrays.du, offsets)[1])
    expected = np.ravel(model.get_weights()[0]) * SPACING
    assert np.max(np.abs(expected / SPACING - problem.start)) > 1e-3
    steps = steps_of(trainer, problem)
    np.testing.assert_allclose(steps[-1].coefficients, expected, rtol=FIT_TOLERANCE)
    np.testing.assert_allclose([s.loss for s in steps[1:]], losses, rtol=LOSS_TOLERANCE)


@pytest.mark.parametrize("offsets", [(0, 1), (-1, 0), (-2, -1, 0, 1, 2)])
def test_weights_are_those_of_fit_for_other_offsets(offsets):
    trainer = dataclasses.replace(NOTEBOOK, batch_size=20, epochs=4)
    problem, arrays = make_problem(offsets)
    model = convolution(problem, offsets, arrays.u.shape[1])
    fit(trainer, model, arrays.u, windows(arrays.u, arrays.du, offsets)[1])
    expected = np.ravel(model.get_weights()[0]) * SPACING
    last = steps_of(trainer, problem)[-1]
    np.testing.assert_allclose(last.coefficients, expected, rtol=FIT_TOLERANCE)


def constrained_problem():
    """Five points and zero sum: two steps to the side and the slope of a parabola, say."""
    offsets = (-2, -1, 0, 1, 2)
    free, arrays = make_problem(offsets)
    w0 = np.array([0.0, 0.0, -1.0, 1.0, 0.0]) / SPACING
    basis, _ = np.linalg.qr(np.array([[1.0, 0, 0, 0, -1], [0, 1, 0, -1, 0], [1, 1, -4, 1, 1]]).T)
    problem = StencilProblem(
        free.training.reduced(w0, basis),
        free.validation.reduced(w0, basis),
        start=np.array([0.4, -0.3, 0.2]),
        offset_weights=w0,
        basis=basis,
        unit=SPACING,
    )
    return problem, arrays, offsets


def test_constrained_weights_are_those_of_fit():
    """A Dense layer on the combinations of shifted fields that the constraint leaves."""
    trainer = dataclasses.replace(NOTEBOOK, batch_size=20, epochs=4)
    problem, arrays, offsets = constrained_problem()
    x, y = windows(arrays.u, arrays.du, offsets)
    _, keras = load_tensorflow()
    dense = keras.layers.Dense(1, use_bias=False, dtype="float64")
    model = keras.Sequential(
        [
            keras.Input((y.shape[1], 3), dtype="float64"),
            dense,
            keras.layers.Flatten(dtype="float64"),
        ]
    )
    dense.set_weights([problem.start[:, np.newaxis]])
    losses = fit(trainer, model, x @ problem.basis, y - x @ problem.offset_weights)
    z = np.ravel(dense.get_weights()[0])
    expected = (problem.offset_weights + problem.basis @ z) * SPACING
    steps = steps_of(trainer, problem)
    np.testing.assert_allclose(steps[-1].coefficients, expected, rtol=FIT_TOLERANCE)
    np.testing.assert_allclose([s.loss for s in steps[1:]], losses, rtol=LOSS_TOLERANCE)
    sums = [abs(np.sum(step.coefficients)) for step in steps]
    assert max(sums) < 1e-14  # some ulp of coefficients of order 1


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


def test_losses_are_those_of_the_stencil():
    problem, arrays = make_problem(n_training=64)
    trainer = dataclasses.replace(NOTEBOOK, batch_size=64, epochs=3)
    steps = steps_of(trainer, problem)

    def error(step, u, du):
        x, y = windows(u, du, (-1, 0, 1))
        return np.mean((x @ step.coefficients / SPACING - y) ** 2)

    # 1e-10: some 1e-14 of the squares, which are the larger the farther the weights are
    for step in steps:
        expected = error(step, arrays.u_validation, arrays.du_validation)
        assert step.validation_loss == pytest.approx(expected, rel=1e-10)
    # One batch an epoch: the loss of an epoch is that of the weights before it.
    assert steps[0].loss == pytest.approx(error(steps[0], arrays.u, arrays.du), rel=1e-10)
    for before, after in itertools.pairwise(steps):
        assert after.loss == pytest.approx(error(before, arrays.u, arrays.du), rel=1e-10)


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


def test_adjustable_options_reach_the_compiled_loop():
    problem, arrays = make_problem()
    first = Adam(batch_size=20, epochs=2, weight_decay=0.1, clipnorm=1.0)
    steps_of(first, problem)
    trainer = dataclasses.replace(
        first, learning_rate=0.1, epsilon=1.0, weight_decay=0.5, clipnorm=0.3
    )
    model = convolution(problem, (-1, 0, 1), arrays.u.shape[1])
    fit(trainer, model, arrays.u, arrays.du[:, 1:-1])
    expected = np.ravel(model.get_weights()[0]) * SPACING
    last = steps_of(trainer, problem)[-1]
    np.testing.assert_allclose(last.coefficients, expected, rtol=FIT_TOLERANCE)


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


def test_start_is_drawn_as_keras_draws_it():
    _, keras = load_tensorflow()
    for k in (2, 3, 5):
        drawn = glorot_start(k, np.random.default_rng(0))
        assert drawn.shape == (k,)
        theirs = [keras.initializers.GlorotUniform(seed=i)((k, 1, 1)) for i in range(200)]
        ours = [glorot_start(k, np.random.default_rng(i)) for i in range(200)]
        # The largest of n uniform numbers is within 8/n of the limit but for one case in 3,000.
        limits = [np.max(np.abs(drawn)) for drawn in (theirs, ours)]
        assert limits[1] == pytest.approx(limits[0], rel=8 / (200 * k))


def test_bad_problems_are_refused():
    problem, _ = make_problem()
    with pytest.raises(ValueError, match="`training` must have at least one field, got none."):
        dataclasses.replace(problem, training=problem.training.rows(slice(0)))
    message = r"`start` must have one weight for each of the 3 columns of `basis`, .* \(2,\)\."
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(problem, start=np.zeros(2))


@pytest.mark.parametrize(
    ("offsets", "printed", "test_loss"),
    [
        ((0, 1), (-0.95007384, 1.01301466), 13.580965995788574),
        ((-1, 0), (-1.0124806, 0.95030844), 13.591769218444824),
        ((-1, 0, 1), (-0.5182046, -0.00181072, 0.5201305), 0.15252622961997986),
    ],
)
def test_the_notebook(offsets, printed, test_loss):
    """50,000 fields, of which 32,000 train, 8,000 validate and the last 40,000 test."""
    rng = np.random.default_rng(0)
    fields = random_fields(50_000, grid(-2.0, 2.0, SPACING), 20, rng)
    sums, k = gram(fields, offsets, 1), len(offsets)
    training, test = sums.rows(slice(32_000)), sums.rows(slice(10_000, None))
    problem = StencilProblem(
        training,
        sums.rows(slice(32_000, 40_000)),
        start=glorot_start(k, rng),
        offset_weights=np.zeros(k),
        basis=np.eye(k),
        unit=SPACING,
    )
    steps = [step for step in learn(NOTEBOOK, problem, rng) if step.is_whole]
    assert [step.iteration for step in steps] == list(range(31))
    learned = np.mean([step.coefficients for step in steps[-5:]], axis=0)

    def optimum(sums):
        return np.linalg.solve(sums.matrices.sum(axis=0), sums.vectors.sum(axis=0))

    np.testing.assert_allclose(learned, optimum(training) * SPACING, rtol=0, atol=0.005)
    np.testing.assert_allclose(learned, printed, rtol=0, atol=0.005)
    ours = test.mean_squared_error(steps[-1].coefficients / SPACING)
    assert ours <= 1.02 * test.mean_squared_error(optimum(test))
    # The fields are others: their mean square differs by some 1 %.
    assert ours == pytest.approx(test_loss, rel=0.03)
