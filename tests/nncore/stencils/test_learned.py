"""Learned stencils: their weights and losses against `model.fit` of the convolution."""

import dataclasses
import itertools

import numpy as np
import pytest

from nncore.stencils.fields import grid, random_fields
from nncore.stencils.gram import gram
from nncore.stencils.learned import StencilProblem, glorot_start, keras_model, learn
from nncore.trainers import Adam
from nncore.trainers.first_order.backend import load_tensorflow
from tests.nncore.stencils.stencil_problems import (
    CONFIGURATIONS,
    NOTEBOOK,
    SPACING,
    constrained_problem,
    make_problem,
    steps_of,
    windows,
)
from tests.nncore.trainers.first_order.runs import scheduler

# Relative: sums of some 1,000 terms in another order, whose rounding errors of 1e-16 are of either
# sign, in 12 steps; measured below 1e-15.
FIT_TOLERANCE = 1e-13
# Of losses, which Keras averages over the batches in float32.
LOSS_TOLERANCE = 1e-6


def fit(trainer, model, x, y, seed=2):
    """Losses of `model.fit` on the same batches in the same order, all in float64."""
    tf, keras = load_tensorflow()
    optimizer = getattr(keras.optimizers, type(trainer).__name__)(**trainer.keras_options)
    model.compile(optimizer=optimizer, loss=keras.losses.MeanSquaredError(dtype="float64"))
    rng = np.random.default_rng(seed)
    losses = []
    for epoch in range(trainer.epochs):
        order = rng.permutation(len(x))
        callbacks = [scheduler(trainer, epoch)] if trainer.learning_rate_schedule else []
        # Keras would round arrays, but not the tensors of a dataset, to float32.
        data = tf.data.Dataset.from_tensor_slices((x[order], y[order])).batch(trainer.batch_size)
        history = model.fit(data, shuffle=False, verbose=0, callbacks=callbacks)
        losses.append(history.history["loss"][0])
    return losses


def convolution(problem, offsets, n_points):
    """The Conv1D model at the start of a problem."""
    return keras_model(offsets, problem.start * problem.unit, SPACING, 1, n_points)


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


def test_weights_are_those_of_fit_with_keras_scheduler():
    schedule = ((2, 0.05), (4, 0.005))
    trainer = dataclasses.replace(
        NOTEBOOK, batch_size=20, epochs=5, learning_rate_schedule=schedule
    )
    problem, arrays = make_problem((-1, 0, 1))
    model = convolution(problem, (-1, 0, 1), arrays.u.shape[1])
    losses = fit(trainer, model, arrays.u, windows(arrays.u, arrays.du, (-1, 0, 1))[1])
    expected = np.ravel(model.get_weights()[0]) * SPACING
    steps = steps_of(trainer, problem)
    np.testing.assert_allclose(steps[-1].coefficients, expected, rtol=FIT_TOLERANCE)
    np.testing.assert_allclose([s.loss for s in steps[1:]], losses, rtol=LOSS_TOLERANCE)
    constant = dataclasses.replace(trainer, learning_rate_schedule=())
    assert steps_of(constant, problem)[-1].loss < 0.99 * steps[-1].loss  # it has gone further


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
