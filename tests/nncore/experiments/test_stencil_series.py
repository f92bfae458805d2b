"""The series of stencils that the page shows, and what they say."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

import nncore
from nncore.experiments import optimal_stencil
from nncore.experiments.stencil_series import FIXED, SERIES, with_equal_updates
from nncore.experiments.stencil_travel import NOTEBOOK_UPDATES
from nncore.specs import StencilSpec
from nncore.trainers import SGD
from tests.nncore.experiments.stencil_runs import FIVE, NOTEBOOK, largest, learned, whole_steps


def test_all_the_lanes_of_more_data_make_the_notebooks_updates():
    lanes = SERIES["data"](StencilSpec())
    assert [spec.n_fields for spec in lanes.values()] == [500, 5_000, 50_000]
    assert [spec.n_updates for spec in lanes.values()] == 3 * [1_890]
    for spec in lanes.values():
        assert whole_steps(spec)[-1].diagnostics["steps"] == 1_890


def test_more_data_does_not_help():
    """With fields enough for the batch, the weights stay; the optimum is nowhere near ±0.5."""
    ends = [learned(spec) for spec in SERIES["data"](StencilSpec()).values()]
    for end in ends:
        assert end == pytest.approx(optimal_stencil(StencilSpec()), abs=0.005)
        assert np.all(np.abs(end[[0, 2]]) - 0.5 > 0.015)


def test_slow_waves_give_taylor():
    lanes = SERIES["waves"](StencilSpec()).values()
    assert [spec.max_mode for spec in lanes] == [20, 8, 2]
    # Half the difference of the outer weights: slow waves do not feel their mean.
    slopes = [(learned(spec) @ [-1.0, 0.0, 1.0]) / 2 for spec in lanes]
    missed = [abs(slope - 0.5) for slope in slopes]
    assert missed[0] > 0.015 and all(5 * after < before for before, after in pairwise(missed))
    assert missed[-1] < 2e-4  # a single wave: θ / (2 sin θ) = 0.50008 at θ = 0.01 π
    # The mean is what is left of the start: Glorot's weights of at most 1, times Δx.
    assert largest(learned(list(lanes)[-1]) - nncore.taylor_stencil((-1, 0, 1), 1)) < 0.01


def test_noise_smooths_the_stencil():
    lanes = SERIES["noise"](StencilSpec())
    assert [spec.noise for spec in lanes.values()] == [0.0, 0.05, 0.1]
    outer = [learned(spec)[2] for spec in lanes.values()]
    assert outer[0] > outer[1] + 0.01 > outer[2] + 0.02
    assert learned(lanes["0.1"]) == pytest.approx([-0.473, 0.0, 0.473], abs=0.005)


@pytest.mark.parametrize("show", SERIES)
@pytest.mark.parametrize(
    "spec",
    [
        StencilSpec(seed=3),
        StencilSpec(offsets=FIVE, derivative_order=2, constraint=3),
        StencilSpec(n_fields=1_000, noise=0.2, max_mode=5, trainer=SGD(learning_rate=0.002)),
    ],
    ids=["default", "five points", "few fields"],
)
def test_the_lanes_keep_what_they_are_not_about(show, spec):
    about = {"notebook": "offsets", "own": None, "data": "n_fields", "waves": "max_mode"}
    for lane in SERIES[show](spec).values():
        for name in ("spacing", "lower", "upper", "max_mode", "n_fields", "noise", "seed"):
            if name != about.get(show, "noise"):
                assert getattr(lane, name) == getattr(spec, name)
        assert type(lane.trainer) is type(spec.trainer)
        assert lane.trainer.learning_rate == spec.trainer.learning_rate
        assert (lane.constraint is None) == (spec.constraint is None)
    assert show != "own" or list(SERIES[show](spec).values()) == [spec]


OTHERS = {
    "offsets": (0, 1),
    "derivative_order": 2,
    "spacing": 0.02,
    "lower": -1.0,
    "upper": 1.0,
    "max_mode": 11,
    "n_fields": 3_000,
    "noise": 0.07,
    "constraint": 1,
    "seed": 4,
}


@pytest.mark.parametrize("show", SERIES)
def test_what_a_series_fixes_changes_nothing_and_all_else_does(show):
    before = SERIES[show](StencilSpec())
    for name, value in OTHERS.items():
        after = SERIES[show](StencilSpec(**{name: value}))
        assert (after == before) == (name in FIXED[show]), name
    trainer = StencilSpec().trainer
    for name, value in {"learning_rate": 0.2, "epochs": 7, "batch_size": 64}.items():
        changed = StencilSpec(trainer=dataclasses.replace(trainer, **{name: value}))
        after = SERIES[show](changed)
        assert all(after[lane] != before[lane] for lane in before), name


def test_more_data_has_the_updates_of_the_most():
    trainer = dataclasses.replace(StencilSpec().trainer, epochs=60, batch_size=1_000)
    lanes = SERIES["data"](StencilSpec(trainer=trainer)).values()
    assert [spec.n_updates for spec in lanes] == [60 * 32] * 3
    # 500 fields are 320 for training: one batch of all of them.
    assert [spec.trainer.batch_size for spec in lanes] == [320, 1_000, 1_000]


def test_too_many_epochs_for_few_fields_are_named_with_the_most():
    def more_data(epochs):
        trainer = dataclasses.replace(StencilSpec().trainer, epochs=epochs)
        return SERIES["data"](StencilSpec(trainer=trainer))

    sentence = "`epochs` must be at most 1,587 for 50,000 fields, got 1,588: as many updates"
    with pytest.raises(ValueError, match=sentence):
        more_data(1_588)
    assert more_data(1_587)["500"].trainer.epochs == 99_981


def test_the_notebooks_stencils():
    stencils = {name: (spec.offsets, spec.derivative_order) for name, spec in NOTEBOOK.items()}
    assert stencils == {
        "forward": ((0, 1), 1),
        "backward": ((-1, 0), 1),
        "central": ((-1, 0, 1), 1),
    }


@pytest.mark.parametrize("n_fields", [5, 50, 700, 3_333, 20_000, 50_000, 200_000])
def test_updates_are_as_equal_as_whole_epochs_can_be(n_fields):
    spec = with_equal_updates(StencilSpec(), n_fields)
    assert spec.n_fields == n_fields
    assert spec.trainer.batch_size == min(512, spec.n_training_fields)
    assert abs(spec.n_updates - NOTEBOOK_UPDATES) <= spec.n_updates / spec.trainer.epochs / 2


def test_a_rate_that_changes_does_so_after_as_many_updates():
    trainer = dataclasses.replace(
        StencilSpec().trainer, learning_rate_schedule=((11, 0.01), (21, 0.001))
    )
    runs = SERIES["data"](StencilSpec(trainer=trainer))
    for spec in runs.values():
        rates = [rate for rate, _, _ in spec.trainer.learning_rates.stretches(spec.trainer.epochs)]
        assert rates == [0.1, 0.01, 0.001]
        shares = [
            (begin - 1) / spec.trainer.epochs for begin, _ in spec.trainer.learning_rates.changes
        ]
        assert shares == pytest.approx([1 / 3, 2 / 3], abs=1 / spec.trainer.epochs)
