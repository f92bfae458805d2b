"""Sweeps: which trials they have, what they refuse, and the way to JSON and back."""

import itertools
import json
import math
import pickle
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore
from nncore.specs import IntegrationSpec, StencilSpec, SweepSpec
from nncore.trainers import SGD, Adam, LevenbergMarquardt, RMSprop

BASE = IntegrationSpec(integrand="runge", trainer=LevenbergMarquardt(max_iterations=7))


def test_trials_count_like_the_digits_of_a_number():
    sweep = nncore.SweepSpec(BASE, {"n_hidden": [5, 10], "seed": range(3), "noise": (0, 0.5)})
    expected = list(itertools.product([5, 10], [0, 1, 2], [0.0, 0.5]))
    assert sweep.n_cells == len(sweep) == 12
    assert [(c.n_hidden, c.seed, c.noise) for c in sweep] == expected
    assert [tuple(sweep.settings(j).values()) for j in range(12)] == expected
    assert all(trial.trainer == BASE.trainer and trial.integrand == "runge" for trial in sweep)


def test_no_axis_makes_the_base_itself():
    assert list(SweepSpec(BASE)) == [BASE]


def test_a_trainer_of_the_bases_class_keeps_its_options_and_another_has_its_defaults():
    sweep = SweepSpec(BASE, {"trainer": ["levenberg-marquardt", "adam", "sgd"]})
    assert [trial.trainer for trial in sweep] == [BASE.trainer, Adam(), SGD()]
    stencils = SweepSpec(StencilSpec(trainer=SGD(momentum=0.5)), {"trainer": ["adam", "sgd"]})
    assert [c.trainer for c in stencils] == [StencilSpec().trainer, SGD(momentum=0.5)]


def test_an_option_counts_only_for_the_trainers_that_have_it():
    axes = {
        "seed": (0, 1),
        "learning_rate": (0.1, 0.2, 0.4),
        "trainer": ("levenberg-marquardt", "rmsprop", "sgd"),
        "damping": (1e-3, 1.0),
        "rho": (0.5, 0.6),
    }
    sweep = SweepSpec(BASE, axes)
    trials = list(sweep)
    assert sweep.n_cells == 2 * 2 + 2 * 3 * 2 + 2 * 3
    assert len(set(trials)) == len(trials)  # none twice
    # None forgotten: all the combinations, with what does not apply left out.
    every = set()
    for seed, rate, name, damping, rho in itertools.product(*axes.values()):
        options = {
            "levenberg-marquardt": LevenbergMarquardt(max_iterations=7, damping=damping),
            "rmsprop": RMSprop(learning_rate=rate, rho=rho),
            "sgd": SGD(learning_rate=rate),
        }
        every.add(IntegrationSpec(integrand="runge", seed=seed, trainer=options[name]))
    assert set(trials) == every
    assert sweep.settings(0) == {"seed": 0, "trainer": "levenberg-marquardt", "damping": 1e-3}


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["levenberg-marquardt", "adam", "lbfgs", "sgd"]), min_size=1),
    st.lists(st.integers(1, 50), min_size=1, max_size=4),
    st.lists(st.floats(1e-6, 1.0), min_size=1, max_size=3),
)
def test_any_trial_is_found_at_random_and_none_is_made_twice(trainers, widths, rates):
    axes = {"n_hidden": widths, "trainer": trainers}
    if {"adam", "sgd"} & set(trainers):
        axes["learning_rate"] = rates
    sweep = SweepSpec(BASE, axes)
    trials = list(sweep)
    assert len(set(trials)) == len(trials) == sweep.n_cells
    assert [sweep.cell(j) for j in reversed(range(len(trials)))] == trials[::-1]
    assert SweepSpec.from_json(sweep.to_json()) == sweep
    assert SweepSpec.from_toml(sweep.to_toml()) == sweep


def test_equal_values_are_one():
    sweep = SweepSpec(BASE, {"noise": (0, 0.0, 1, 1.0), "seed": (3, 3)})
    assert sweep.axes == {"noise": (0.0, 1.0), "seed": (3,)}


def test_a_million_trials_cost_nothing_before_they_are_made():
    tracemalloc.start()
    sweep = SweepSpec(BASE, {"seed": range(1_000), "n_samples": range(1_000, 2_000)})
    last = sweep.cell(999_999)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sweep.n_cells == 1_000_000
    assert (last.seed, last.n_samples) == (999, 1_999)
    assert peak < 2e6  # two bytes a trial
    assert sweep.cost().is_large


def test_an_impossible_trial_is_named_and_does_not_stop_the_others():
    axes = {"trainer": ["adam"], "n_samples": [100, 1_000], "batch_size": [10, 500]}
    sweep = SweepSpec(BASE, axes)
    trials = iter(sweep)
    assert next(trials).trainer.batch_size == 10
    with pytest.raises(ValueError, match=r"`batch_size` must be at most .* got 500"):
        next(trials)
    assert [trial.trainer.batch_size for trial in trials] == [10, 500]
    with pytest.raises(ValueError, match="`batch_size` must be at most"):
        sweep.cell(1)


def test_a_value_that_is_allowed_for_one_trainer_only_fails_with_the_other():
    sweep = SweepSpec(BASE, {"trainer": ["sgd", "rmsprop"], "momentum": [1.0]})
    assert sweep.cell(0).trainer == SGD(momentum=1.0)
    with pytest.raises(ValueError, match=r"`momentum` must be less than 1, got 1.0"):
        sweep.cell(1)


@pytest.mark.parametrize("index", [-1, 6, 10**9])
def test_a_trial_that_there_is_not_is_an_index_error(index):
    with pytest.raises(IndexError, match=r"`index` must be from 0 to 5"):
        SweepSpec(BASE, {"seed": range(6)}).cell(index)


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        ({"n_hiden": [5]}, "`n_hiden` is not known; did you mean `n_hidden`.*neither a field"),
        ({"learning_rate": [0.1]}, "`learning_rate` needs another `trainer`.*neither"),
        ({"trainer": ["adam"], "damping": [0.1]}, "`damping` needs another"),
        ({"n_hidden": [5, 0]}, "`n_hidden` must be at least 1, got 0."),
        ({"n_hidden": [5.5]}, "`n_hidden` must be a whole number, got 5.5."),
        ({"n_hidden": []}, "`n_hidden` must have at least one value to vary, got none."),
        ({"n_hidden": 5}, "`n_hidden` must be a list of values to vary, got 5."),
        ({"activation": "tanh"}, "`activation` must be a list of values to vary, got 'tanh'."),
        ({"standardize": [1]}, "`standardize` must be true or false, got 1."),
        ({"integrand": [5]}, "`integrand` must be text, got 5."),
        ({"trainer": ["newton"]}, "`trainer` must be one of levenberg-marquardt"),
        ({"trainer": [Adam()]}, "`trainer` must be one of levenberg-marquardt"),
        (
            {"seed": range(2_000), "n_samples": range(100, 700)},
            "`axes` must make at most 1,000,000 trials, got 1,200,000; shorten an axis.",
        ),
        ([("seed", [0])], "`axes` must be a mapping"),
    ],
)
def test_what_is_no_axis_is_refused_in_one_sentence(axes, sentence):
    with pytest.raises(ValueError, match=sentence):
        SweepSpec(BASE, axes)


def test_base_and_title_are_checked():
    with pytest.raises(ValueError, match="`base` must be a spec"):
        SweepSpec("runge")
    with pytest.raises(ValueError, match="`title` must be text"):
        SweepSpec(BASE, {}, 5)


def test_stencils_vary_too():
    axes = {"offsets": [[0, 1], (-1, 0, 1)], "constraint": [None, 1], "trainer": ["adam", "sgd"]}
    sweep = SweepSpec(StencilSpec(), axes, "Which stencil?")
    assert sweep.n_cells == 8
    assert sweep.cell(7).offsets == (-1, 0, 1) and sweep.cell(7).constraint == 1
    assert SweepSpec.from_json(sweep.to_json()) == sweep
    assert SweepSpec.from_toml(sweep.to_toml()) == sweep


def test_json_keeps_the_order_of_the_axes_and_what_json_does_not_know():
    base = IntegrationSpec(integrand="exp(-x^2)", lower=-math.inf, upper=math.inf)
    sweep = SweepSpec(base, {"upper": (math.inf, 1.0, None), "lower": (-math.inf,)}, 'a "b" ∫')
    text = sweep.to_json()
    again = SweepSpec.from_json(text)
    assert again == sweep and hash(again) == hash(sweep)
    assert list(again.axes) == ["upper", "lower"]
    assert "Infinity" not in text
    # A database may sort the names of a JSON object.
    assert SweepSpec.from_json(json.dumps(json.loads(text), sort_keys=True)) == sweep
    assert pickle.loads(pickle.dumps(sweep)) == sweep
    assert SweepSpec(base, {"lower": (-math.inf,), "upper": (1.0,)}) != sweep


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not valid JSON"),
        ("[]", "not the JSON object of a sweep"),
        ('{"kind": "integration"}', "not the JSON object of a sweep"),
        ('{"kind": "sweep"}', "of one of the kinds integration, stencil, box"),
        ('{"kind": "sweep", "base": {"kind": "integration"}, "axis": []}', "`axis` is not a field"),
        (
            '{"kind": "sweep", "base": {"kind": "integration"}, "axes": {"seed": [0]}}',
            "`axes` must be pairs",
        ),
        (
            '{"kind": "sweep", "base": {"kind": "integration"}, "axes": [["seed", [-1]]]}',
            "`seed` must be at least 0, got -1.",
        ),
    ],
)
def test_json_that_is_no_sweep_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        SweepSpec.from_json(text)
