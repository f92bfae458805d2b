"""A run that cannot or did not reach its optimum says why; one that did says nothing."""

import dataclasses
import pickle

import numpy as np
import pytest

from nncore import SGD, Adagrad, Adam, StencilSpec, optimal_stencil, train
from nncore.experiments.stencil_series import with_equal_updates
from nncore.experiments.stencil_shortfall import REACHED, distance_share, shortfall
from nncore.trainers import TrainingStatus

SEVEN, FIVE, NINE = range(-3, 4), range(-2, 3), range(-4, 5)
# θ from 0.18 to 1.97; condition numbers up to 1.5e11.
REACHABLE = [
    (SEVEN, 1, 0.01),
    (SEVEN, 1, 0.033),
    (FIVE, 2, 0.003),
    (FIVE, 2, 0.033),
    (NINE, 6, 0.0125),
    (NINE, 6, 0.033),
    ((-1, 0, 1), 2, 0.001),
    (range(6), 2, 0.01),
]


def last(spec):
    *_, step = train(spec)
    return step


@pytest.mark.slow
@pytest.mark.parametrize(("offsets", "order", "spacing"), REACHABLE)
def test_the_default_trainer_reaches_the_optimum_in_30_epochs(offsets, order, spacing):
    spec = StencilSpec(offsets=offsets, derivative_order=order, spacing=spacing)
    assert shortfall(spec) is None
    step = last(spec)
    assert step.shortfall is None
    assert distance_share(spec, step.coefficients) <= REACHED


MISSING = {
    "too few updates": (
        StencilSpec(n_fields=2_000),
        "With a learning rate of 0.1, 90 updates move a weight times Δx^1 by about 0.09",
    ),
    "adagrad": (StencilSpec(n_fields=2_000, trainer=Adagrad()), "With a learning rate of 0.001"),
    "raw": (
        with_equal_updates(StencilSpec(offsets=SEVEN, preconditioner="none"), 2_000),
        "updates of the weights themselves do not find them. Train with the preconditioner",
    ),
    "far in whitened coordinates": (
        StencilSpec(n_fields=20_000, derivative_order=2, trainer=Adam(learning_rate=1e-4)),
        "in whitened coordinates, and the optimum is 29 away: raise the learning rate to 0.1",
    ),
    "zeros on the grid": (
        StencilSpec(n_fields=2_000, spacing=1.0, lower=-10.0, upper=10.0),
        "every wave sin kπx is zero at every point",
    ),
    "no waves": (StencilSpec(n_fields=2_000, max_mode=1), "With modes below 1 every field"),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_cannot_be_reached_is_said_before_and_after(name):
    spec, sentence = MISSING[name]
    assert sentence in str(shortfall(spec))
    step = last(spec)
    assert sentence in str(step.shortfall)
    assert pickle.loads(pickle.dumps(step)).shortfall == step.shortfall


@pytest.mark.parametrize("preconditioner", ["none", "whitening"])
@pytest.mark.parametrize(
    ("trainer", "advice"),
    [
        (Adam(learning_rate=0.1, epochs=30), "epochs"),  # as suggested: the updates are too few
        (Adam(learning_rate=0.05, epochs=30), "epochs"),  # too few with the suggested rate as well
        (Adam(learning_rate=1e-3, epochs=900), "suggested"),
        (Adam(learning_rate=200.0, epochs=900), "suggested"),
        (SGD(learning_rate=0.1, momentum=0.99, clipnorm=1.0, epochs=900), "suggested"),
        (Adagrad(learning_rate=0.1, epochs=30), "epochs"),
    ],
)
def test_who_follows_the_advice_is_told_nothing_more(trainer, advice, preconditioner):
    trainer = dataclasses.replace(trainer, batch_size=512)
    spec = StencilSpec(n_fields=2_000, preconditioner=preconditioner, trainer=trainer)
    said = shortfall(spec)
    assert ("epochs or more" in str(said)) is (advice == "epochs")
    name = {"epochs": "epochs", "suggested": "learning_rate"}[advice]
    better = dataclasses.replace(trainer, **{name: said.values[advice]})
    assert shortfall(dataclasses.replace(spec, trainer=better)) is None


def test_rounding_that_hides_the_optimum_is_said_after_the_run():
    spec = StencilSpec(offsets=NINE, derivative_order=6)  # condition number 7e12
    assert shortfall(spec) is None
    near = optimal_stencil(spec) * 1.08
    assert "above 1e+12 rounding hides them" in str(shortfall(spec, near))


def test_only_the_distance_decides_after_a_run():
    spec = StencilSpec(trainer=Adagrad())  # cannot get there by itself
    optimum = optimal_stencil(spec)
    assert shortfall(spec, optimum) is None
    assert shortfall(StencilSpec(), optimum + 0.9e-3 * np.max(optimum)) is None
    said = str(shortfall(StencilSpec(), optimum + 1.3e-3 * np.max(optimum)))
    assert said.startswith(
        "The weights are 0.13\N{NO-BREAK SPACE}% of the largest one away from the optimum"
    )


def test_a_run_that_diverges_is_told_to_slow_down():
    trainer = SGD(learning_rate=1e6, epochs=30, batch_size=512)
    step = last(StencilSpec(n_fields=2_000, trainer=trainer))
    assert step.status is TrainingStatus.DIVERGED
    assert "lower the learning rate, which is 1e+06" in str(step.shortfall)


def test_nothing_is_missing_where_nothing_is_free():
    spec = StencilSpec(n_fields=500, constraint=2, max_mode=1, trainer=SGD(batch_size=64))
    assert shortfall(spec) is None and last(spec).shortfall is None


def test_steps_before_the_last_one_say_nothing():
    spec = StencilSpec(n_fields=500, trainer=Adam(batch_size=64, epochs=3))
    *earlier, final = train(spec)
    assert all(step.shortfall is None for step in earlier) and final.shortfall is not None
    assert dataclasses.replace(final, state=None) == final.record
