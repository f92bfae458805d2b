"""The choice of the hidden size: the rule of thumb, and the runs that were measured."""

import math
from importlib import resources

import numpy as np
import pytest

from nncore.experiments import make_dataset, train
from nncore.notebooks import (
    INTEGRATION_SPEC,
    PUT_RIGHT,
    SizeCurve,
    autopsy,
    implied_k2,
    rule_of_thumb,
    size_curves,
)
from nncore.notebooks.hidden_size import (
    FILE_NAME,
    MEASURED_SIZES,
    SAME,
    SEEDS,
    measured_sizes,
    size_spec,
    to_json,
)
from nncore.notebooks.measure_hidden_sizes import measure
from nncore.notebooks.printed_integrals import N_HIDDEN

# A hundred iterations carry the rounding of another processor into the digits of the error:
# 3.2e-9 to 4.9e-9 on three of them. What is stored spans nine powers of ten.
SAME_SIZE = 3.0


def test_by_hand():
    assert rule_of_thumb(1_000, 1, 1, 1) == pytest.approx(1_000 / 9)
    assert rule_of_thumb(1_000, 1, 2, 0.5) == pytest.approx(1_000 / 54)
    assert rule_of_thumb(10, 3, 7, 0.5) == pytest.approx(1.0)
    assert rule_of_thumb(10_000, 2, 0, 0.2) == pytest.approx(500.0)


def test_without_constants_there_are_as_many_parameters_as_samples():
    n_hidden = rule_of_thumb(502_500, 1, 0, 1)
    assert 3 * n_hidden + 1 == pytest.approx(502_501)


def test_the_notebooks_10000_units_are_a_seventeenth_of_that():
    share = N_HIDDEN / rule_of_thumb(502_500, 1, 0, 1)
    assert 1 / share == pytest.approx(16.75)
    k1 = -math.log(share) / math.log(math.log10(502_500))
    assert rule_of_thumb(502_500, 1, k1, 1) == pytest.approx(N_HIDDEN)


def test_at_least_one_unit():
    assert rule_of_thumb(2, 1, 1, 1e-9) == 1.0


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ((1, 1, 1, 1), "`n_samples` must be at least 2, got 1."),
        ((10, 0, 1, 1), "`n_inputs` must be at least 1, got 0."),
        ((10, 1, 1, 0), "`k2` must be above 0, got 0."),
        ((10, 1, 1, math.nan), "`k2` must be above 0, got nan."),
        ((10, 1, math.inf, 1), "`k1` must be finite, got inf."),
    ],
)
def test_wrong_arguments_are_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence.replace(".", r"\.")):
        rule_of_thumb(*arguments)


def test_k2_follows_from_k1_for_the_notebooks_units():
    assert implied_k2(N_HIDDEN, 0.0) == pytest.approx(0.03)
    assert implied_k2(N_HIDDEN, 1.0) == pytest.approx(0.18)
    for k1 in (0.0, 0.7, 3.0):
        k2 = implied_k2(N_HIDDEN, k1)
        assert rule_of_thumb(1_000_000, 1, k1, k2) == pytest.approx(N_HIDDEN)
    with pytest.raises(ValueError, match=r"`n_hidden` must be at least 1, got 0\."):
        implied_k2(0, 1.0)
    with pytest.raises(ValueError, match=r"`k1` must be finite, got nan\."):
        implied_k2(10, math.nan)


def test_every_size_was_measured_with_every_seed():
    runs = measured_sizes()
    expected = [
        (trainer, n, seed)
        for trainer, sizes in MEASURED_SIZES.items()
        for n in sizes
        for seed in SEEDS
    ]
    assert [(run.trainer, run.n_hidden, run.seed) for run in runs] == expected
    text = resources.files("nncore.notebooks").joinpath(FILE_NAME).read_text(encoding="utf-8")
    assert to_json(runs) == text


def test_the_recipe_is_the_notebooks():
    assert size_spec("adam", N_HIDDEN) == INTEGRATION_SPEC
    with pytest.raises(ValueError, match="`trainer` must be one of variable-projection, .* 'sgd'"):
        size_spec("sgd", 10)


@pytest.mark.parametrize("trainer", ["variable-projection", "levenberg-marquardt"])
@pytest.mark.parametrize("n_hidden", [1, 3, 12])
def test_measured_again_it_is_what_is_stored(trainer, n_hidden):
    stored = next(r for r in measured_sizes() if (r.trainer, r.n_hidden) == (trainer, n_hidden))
    again = measure(trainer, n_hidden, stored.seed)
    for measured, expected in (
        (again.largest_error, stored.largest_error),
        (again.validation_loss, stored.validation_loss),
    ):
        assert expected / SAME_SIZE <= measured <= SAME_SIZE * expected


@pytest.mark.slow
def test_the_recipe_measured_again_is_of_the_same_size():
    """Its 250,000 steps are noise, which another processor rounds into another."""
    stored = [run for run in measured_sizes() if (run.trainer, run.n_hidden) == ("adam", 10)]
    losses = [run.validation_loss for run in stored]
    again = measure("adam", 10, 0)
    assert min(losses) / 4 < again.validation_loss < 4 * max(losses)


def test_what_the_page_concludes_is_in_the_measurements():
    for name in ("largest_error", "validation_loss"):
        curves = size_curves(name)
        best, recipe = curves["variable-projection"], curves["adam"]
        assert best.enough <= 30
        assert recipe.floor > best.floor
        # a thousand times as many units of the recipe are no better than its best
        assert recipe.at(N_HIDDEN) > recipe.at(recipe.enough) / SAME
        assert recipe.enough <= 100
    at_the_end = size_curves("validation_loss")["adam"].at(N_HIDDEN)
    assert 0.3 < at_the_end / 2.5071e-4 < 3  # as the notebook printed, cell 25


def test_the_floor_is_the_interval_from_zero():
    """What no sample shows, no unit learns; all other intervals go on falling."""
    spec = size_spec("variable-projection", 20)
    *_, last = train(spec)
    errors = autopsy(last.network, PUT_RIGHT).comparison.nni_error
    floor = size_curves()["variable-projection"].floor
    assert errors[0] == errors.max() > floor / 3
    assert errors[1:].max() < 1e-3 * floor
    dataset = make_dataset(spec)
    smallest = dataset.scaling.x_center + dataset.scaling.x_scale * dataset.x_train.min()
    # of the part below the smallest sample, the network misses some
    assert errors[0] < smallest * (1 - np.log(smallest))


def test_enough_is_where_more_units_do_not_help():
    curve = SizeCurve(
        "by hand",
        np.array([1, 2, 4, 8]),
        np.array([[9.0, 11.0, 10.0], [3.0, 2.9, 3.1], [1.9, 0.1, 7.0], [1.0, 1.0, 1.0]]),
    )
    assert curve.median.tolist() == [10.0, 3.0, 1.9, 1.0]
    assert (curve.floor, curve.enough, curve.at(2)) == (1.0, 4, 3.0)
    with pytest.raises(ValueError, match=r"`n_hidden` must be one of 1, 2, 4, 8, got 3\."):
        curve.at(3)
