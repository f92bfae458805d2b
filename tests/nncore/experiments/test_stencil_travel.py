"""How far training moves the coefficients, foretold and as it is."""

import dataclasses

import numpy as np
import pytest

from nncore.experiments import optimal_stencil, start_stencil
from nncore.experiments.stencil_comparison import band_error
from nncore.experiments.stencil_series import with_equal_updates
from nncore.experiments.stencil_travel import (
    NOTEBOOK_UPDATES,
    last_rate,
    mean_rate,
    reach,
    stride,
    suggested_learning_rate,
    travel,
)
from nncore.specs import StencilSpec
from nncore.trainers import SGD, Adagrad, Adam, AdamW, Nadam, RMSprop
from tests.nncore.experiments.stencil_runs import (
    FIVE,
    NEAR,
    NOTEBOOK,
    largest,
    learned,
    whole_steps,
)


def test_the_suggested_rate_of_the_notebook_is_its_own():
    assert suggested_learning_rate(StencilSpec()) == StencilSpec().trainer.learning_rate


SUGGESTED = {
    "second": ((-1, 0, 1), 2, 0.01),
    "five points": (FIVE, 1, 0.01),
    "one-sided": ((0, 1, 2), 1, 0.01),
    "third": ((-2, -1, 1, 2), 3, 0.01),
    "coarse": ((-1, 0, 1), 1, 0.05),
    "coarse, second": ((-1, 0, 1), 2, 0.05),
    "coarse, fourth": (FIVE, 4, 0.05),
    "fine": ((-1, 0, 1), 1, 0.004),
}


@pytest.mark.parametrize("preconditioner", ["none", "whitening"])
@pytest.mark.parametrize("name", SUGGESTED)
def test_the_suggested_rate_gets_near_the_optimum(name, preconditioner):
    """In the notebook's number of updates."""
    offsets, order, spacing = SUGGESTED[name]
    spec = StencilSpec(
        offsets=offsets,
        derivative_order=order,
        spacing=spacing,
        preconditioner=preconditioner,
    )
    rate = suggested_learning_rate(spec)
    trainer = dataclasses.replace(spec.trainer, learning_rate=rate)
    spec = with_equal_updates(dataclasses.replace(spec, trainer=trainer), 2_000)
    least = band_error(spec, optimal_stencil(spec))
    assert band_error(spec, learned(spec)) < NEAR * least


def test_reach_is_as_many_strides_as_updates():
    assert stride(StencilSpec()) == pytest.approx(0.1 * 0.01)
    assert reach(StencilSpec()) == pytest.approx(NOTEBOOK_UPDATES * 0.1 * 0.01)
    assert stride(StencilSpec(trainer=SGD(learning_rate=1.0))) is None


def with_rates(trainer, *changes):
    return StencilSpec(trainer=dataclasses.replace(trainer, learning_rate_schedule=changes))


def test_a_rate_that_changes_travels_with_each_and_arrives_with_the_last():
    adam = StencilSpec().trainer  # 30 epochs
    spec = with_rates(adam, (11, 0.01), (21, 0.001))
    assert mean_rate(spec) == pytest.approx(0.111 / 3)
    assert (last_rate(spec), stride(spec)) == (0.001, pytest.approx(0.001 * 0.01))
    assert reach(spec) == pytest.approx(NOTEBOOK_UPDATES * 0.111 / 3 * 0.01)
    never = with_rates(adam, (31, 5.0))  # after the last epoch
    assert (reach(never), stride(never)) == (reach(StencilSpec()), stride(StencilSpec()))


def test_adagrad_travels_by_the_root_of_the_updates_of_each_rate():
    adagrad = Adagrad(learning_rate=0.1, batch_size=512, epochs=30)
    spec = with_rates(adagrad, (16, 0.02))
    n = np.arange(1, NOTEBOOK_UPDATES + 1)
    updates = np.where(n <= NOTEBOOK_UPDATES // 2, 0.1, 0.02) / np.sqrt(n)
    # The sum of 1 / sqrt(n) is 2 sqrt(n) but for a constant near 1.46.
    assert reach(spec) == pytest.approx(updates.sum() * 0.01, rel=0.03)


FAR = StencilSpec(n_fields=2_000)


STEPPING = {
    "adam": Adam(learning_rate=0.01),
    "adam, clipped": Adam(learning_rate=0.01, clipnorm=1.0),
    "adamw": AdamW(learning_rate=0.01, weight_decay=0.0),
    "nadam": Nadam(learning_rate=0.01),
    "rmsprop": RMSprop(learning_rate=0.01),
    "rmsprop with momentum": RMSprop(learning_rate=0.001, momentum=0.9),
    "adagrad": Adagrad(learning_rate=0.1),
    "sgd, clipped": SGD(learning_rate=0.01, clipnorm=1.0),
    "sgd, clipped at 5": SGD(learning_rate=0.01, clipnorm=5.0),
    "sgd with momentum": SGD(learning_rate=0.01, clipnorm=0.3, momentum=0.9, nesterov=True),
}


@pytest.mark.parametrize("name", STEPPING)
def test_weights_move_about_as_far_as_reach_says(name):
    """As long as the optimum is further away: 10 epochs of 64 batches."""
    trainer = dataclasses.replace(STEPPING[name], epochs=10, batch_size=20)
    spec = dataclasses.replace(FAR, trainer=trainer)
    moved = largest(whole_steps(spec)[-1].coefficients - start_stencil(spec))
    assert reach(spec) < largest(optimal_stencil(spec))
    # Two weights share a gradient of limited length: each gets 1 / √2 of it.
    assert 0.65 * reach(spec) < moved < 1.01 * reach(spec)


def test_nothing_bounds_how_far_some_optimizers_go():
    for trainer in (
        SGD(),
        SGD(momentum=1.0, clipnorm=1.0),
        RMSprop(centered=True),
    ):
        assert reach(dataclasses.replace(FAR, trainer=trainer)) is None


def test_travel_tells_learning_rates_that_are_too_low_or_too_high():
    def short_or_coarse(learning_rate):
        trainer = Adam(learning_rate=learning_rate, clipnorm=1.0, batch_size=512, epochs=30)
        found = travel(StencilSpec(trainer=trainer), optimal_stencil(StencilSpec()))
        return found.falls_short, found.is_too_coarse

    assert short_or_coarse(0.1) == (False, False)
    assert short_or_coarse(1e-3) == (True, False)  # 1,890 updates of 1e-5
    assert short_or_coarse(10.0) == (
        False,
        True,
    )  # one update of 0.1, and the largest weight is 0.52
    assert travel(StencilSpec(trainer=SGD(learning_rate=1.0)), np.zeros(3)) is None


def test_the_notebooks_settings_reach_their_optima():
    for spec in NOTEBOOK.values():
        assert reach(spec) == pytest.approx(1.89)  # 0.1 × 1,890 updates × Δx
        assert reach(spec) > largest(optimal_stencil(spec))
