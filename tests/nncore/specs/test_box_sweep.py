"""Sweeps of experiments in several inputs: their axes, files and cost."""

import math

import pytest

from nncore.specs import SPEC_TYPES, BoxSpec, IntegrationSpec, SweepSpec
from nncore.specs.axis_grammar import parse_axis
from nncore.specs.sweep_cost import seconds_of
from nncore.trainers import LBFGS, Adam, LevenbergMarquardt, OutputLayer, VariableProjection

BASE = BoxSpec("x1*x2 + sin(x3)", 3, lower=(0, -1, 0.5), parameters=(2,), n_samples=200)


def test_the_kind_has_a_name():
    assert SPEC_TYPES["box"] is BoxSpec


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("n_inputs", (2, 3, 5)),
        ("difficulty", (None, 0.5, 3.0)),
        ("integrand_seed", (0, 1)),
        ("integrand", ("genz-gaussian", "genz-oscillatory")),
        ("initializer", ("ridges", "glorot")),
        ("nodes", ("uniform", "sobol", "halton", "gauss-legendre")),
        ("trainer", ("levenberg-marquardt", "output-layer", "adam")),
        ("seed", tuple(range(4))),
    ],
)
def test_every_setting_varies(name, values):
    sweep = SweepSpec(BoxSpec(n_samples=200), {name: values})
    cells = list(sweep)
    found = [cell.trainer.name if name == "trainer" else getattr(cell, name) for cell in cells]
    assert tuple(found) == values
    assert SweepSpec.from_json(sweep.to_json()) == sweep
    assert SweepSpec.from_toml(sweep.to_toml()) == sweep


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("parameters", "x3; x2", ((2,), (1,))),
        ("parameters", "x2, x3; x3", ((1, 2), (2,))),
        ("lower", "0, 0, 0; -1, -1, 1/2", ((0.0, 0.0, 0.0), (-1.0, -1.0, 0.5))),
        ("upper", "1 2 3; none", ((1.0, 2.0, 3.0), None)),
    ],
)
def test_boxes_and_parameters_vary_as_people_write_them(name, text, values):
    assert parse_axis(BoxSpec, name, text) == values
    sweep = SweepSpec(BASE, {name: values})
    assert [getattr(cell, name) for cell in sweep] == list(values)
    assert SweepSpec.from_json(sweep.to_json()) == sweep
    assert SweepSpec.from_toml(sweep.to_toml()) == sweep


def test_a_file_has_the_words_of_formulas():
    text = SweepSpec(BASE, {"parameters": ((2,), (1,))}).to_toml()
    assert 'kind = "box"' in text and 'parameters = "x3"' in text
    assert 'parameters = ["x3", "x2"]' in text
    assert "lower = [0.0, -1.0, 0.5]" in text


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        ({"lower": ("a", (0, 0))}, "`lower` must be a number or an expression"),
        ({"lower": ((0, "a", 1),)}, "`lower` must be numbers, one an input, got (0, 'a', 1)."),
        ({"lower": (3,)}, "`lower` must be numbers, one an input, got 3."),
        ({"parameters": ((0.5,),)}, "`parameters` must be whole numbers"),
        ({"difficulty": (0.0,)}, "`difficulty` must be greater than 0"),
        ({"n_inputs": (9,)}, "`n_inputs` must be"),
        ({"n_input": (2,)}, "did you mean `n_inputs`?"),
    ],
)
def test_what_is_no_axis_is_refused(axes, sentence):
    with pytest.raises(ValueError) as problem:
        SweepSpec(BASE, axes)
    assert sentence in str(problem.value)


def test_an_impossible_trial_is_named():
    sweep = SweepSpec(BASE, {"n_inputs": (2, 3)})
    with pytest.raises(ValueError, match="`lower` must have a limit for each of the 2 inputs"):
        sweep.cell(0)
    assert sweep.cell(1) == BASE


@pytest.mark.parametrize(
    "trainer",
    [LevenbergMarquardt(), VariableProjection(), LBFGS(), OutputLayer(), Adam()],
    ids=lambda trainer: trainer.name,
)
def test_more_inputs_do_not_take_less_time(trainer):
    costs = [seconds_of(BoxSpec(n_inputs=n, n_hidden=60, trainer=trainer)) for n in (1, 2, 8)]
    one = IntegrationSpec("exp", n_hidden=60, trainer=trainer)
    assert costs[0] == seconds_of(one)
    assert costs == sorted(costs)
    assert SweepSpec(BoxSpec(), {"n_inputs": (1, 2, 8)}).cost().seconds < math.inf


def test_the_columns_of_several_inputs_count():
    solver = LevenbergMarquardt()
    two, eight = (seconds_of(BoxSpec(n_inputs=n, n_hidden=100, trainer=solver)) for n in (2, 8))
    # (8 + 2)^2 / (2 + 2)^2 = 6.25 in products of columns, without what does not grow.
    assert 3.0 < eight / two < 6.5
