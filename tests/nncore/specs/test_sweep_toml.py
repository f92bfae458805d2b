"""A sweep as a TOML file that a user writes."""

import tomllib

import pytest

from nncore.specs import IntegrationSpec, StencilSpec, SweepSpec
from nncore.trainers import Adam, LevenbergMarquardt

SWEEP = """
title = "Which width?"
kind = "integration"        # or "stencil"

[base]
integrand = "runge"
trainer = "adam"
epochs = 100                # options of the trainer stand beside the fields

[vary]
n_hidden = [5, 10, 20, 40]
seed = { from = 0, to = 9, step = 1 }
learning_rate = { from = 1e-4, to = 1e-1, count = 4, scale = "log" }
"""


def test_a_file_is_a_sweep():
    sweep = SweepSpec.from_toml(SWEEP)
    assert sweep.title == "Which width?"
    assert sweep.base == IntegrationSpec(integrand="runge", trainer=Adam(epochs=100))
    assert sweep.axes == {
        "n_hidden": (5, 10, 20, 40),
        "seed": tuple(range(10)),
        "learning_rate": (1e-4, 1e-3, 1e-2, 1e-1),
    }
    assert sweep.n_cells == 160


def test_a_sweep_may_be_written_as_on_the_page_and_as_in_the_url():
    sweep = SweepSpec.from_toml(
        '[base]\nlower = "none"\nupper = "12.5"\nstandardize = "false"\n[vary]\nseed = "0 … 4"'
    )
    assert sweep.base == IntegrationSpec(upper=12.5, standardize=False)
    assert sweep.axes == {"seed": (0, 1, 2, 3, 4)}


def test_a_stencil_keeps_the_options_of_its_own_trainer():
    sweep = SweepSpec.from_toml(
        'kind = "stencil"\n[base]\noffsets = [0, 1]\nepochs = 5\n[vary]\n'
        "offsets = [[0, 1], [-1, 0, 1]]\nconstraint = ['none', 1]"
    )
    trainer = StencilSpec().trainer
    expected = Adam(learning_rate=0.1, clipnorm=1.0, batch_size=512, epochs=5)
    assert sweep.base.trainer == expected != trainer
    assert sweep.base.offsets == (0, 1)
    assert sweep.axes["offsets"] == ((0, 1), (-1, 0, 1))
    assert sweep.axes["constraint"] == (None, 1)


def test_an_empty_file_is_the_default_run():
    assert list(SweepSpec.from_toml("")) == [IntegrationSpec()]


@pytest.mark.parametrize(
    "sweep",
    [
        SweepSpec(IntegrationSpec()),
        SweepSpec(
            IntegrationSpec(integrand="exp(-x)*sin(3*x)", lower=0.0, upper=5.0, seed=7),
            {"trainer": ("adam", "lbfgs"), "learning_rate": (1e-5, 0.5), "upper": (None, 1e6)},
            'quotes " and \\ and\nlines, ∫ f, \x7f, 🙂',
        ),
        SweepSpec(
            IntegrationSpec(trainer=LevenbergMarquardt(damping=0.5)), {"standardize": (True, False)}
        ),
        SweepSpec(StencilSpec(noise=0.1), {"offsets": ((0, 1), (-2, 0, 2)), "clipnorm": (None, 1)}),
    ],
    ids=["default", "texts", "option", "stencil"],
)
def test_toml_brings_back_the_same_sweep(sweep):
    text = sweep.to_toml()
    assert SweepSpec.from_toml(text) == sweep
    assert set(tomllib.loads(text)) <= {"title", "kind", "base", "vary"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a =", "The sweep is not valid TOML: Invalid value"),
        ("a = " + 3_000 * "[", "The sweep is not valid TOML: it is nested too deeply."),
        ("a = " + 5_000 * "1", "The sweep is not valid TOML: a number in it is too long."),
        ("n_hidden = 5", r"`n_hidden` is not a part of a sweep; write it under \[base\]"),
        ('kind = "integral"', "`kind` must be one of integration, stencil, box, got 'integral'."),
        ("kind = 5", "`kind` must be one of integration, stencil, box, got 5."),
        ("title = 5", "`title` must be text, got 5."),
        ("base = 5", r"`base` must be a table such as \[base\], got 5."),
        ("[base]\nn_hiden = 5", "`n_hiden` is not known; did you mean `n_hidden`"),
        ("[base]\nn_hidden = 0", "`n_hidden` must be at least 1, got 0."),
        ('[base]\nn_hidden = "many"', "`n_hidden` must be a whole number, got 'many'."),
        ("[base]\nintegrand = 5", "`integrand` must be text, got 5."),
        ('[base]\nintegrand = "import os"', "`"),
        ('[base]\ntrainer = "newton"', "`trainer` must be one of levenberg-marquardt"),
        ("[base]\nlearning_rate = 0.1", "`learning_rate` needs another `trainer`"),
        ("[base]\nseed = 2020-01-01", "`seed` must be a whole number"),
        ("[vary]\nn_hiden = [5]", "did you mean `n_hidden`"),
        ("[vary]\nn_hidden = 5", "`n_hidden` must be a list of values or a range"),
        ("[vary]\nn_hidden = [5, 0]", "`n_hidden` must be at least 1, got 0."),
        ("[vary]\nseed = { from = 0 }", "`seed` must be a list of values, or a range with from"),
        ("[vary]\nseed = { from = 0, till = 9 }", "`seed` must have a range with from, .*'till'"),
        ('[vary]\nseed = { from = "a", to = 9 }', "a range of finite numbers, got 'a'."),
        ("[vary]\nseed = { from = 0, to = inf }", "a range of finite numbers, got inf."),
        ("[vary]\nseed = { from = 0, to = 1e9 }", "at most 1,000,000 values, got a range of 1,000"),
        ("[vary]\nnoise = { from = 0, to = 1 }", "either a step or a count"),
        (
            '[vary]\nnoise = { from = 1, to = 2, count = 3, scale = "cubic" }',
            "a range with scale linear or log, got 'cubic'.",
        ),
        ("[vary]\nactivation = { from = 0, to = 1 }", "`activation` must be a list of values."),
        (
            "[vary]\nseed = '0…99999'\nn_hidden = '1…100'",
            "at most 1,000,000 trials, got 10,000,000",
        ),
    ],
)
def test_what_is_wrong_is_named_in_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        SweepSpec.from_toml(text)
