"""Every field of a spec, and every option of a trainer, can be reached from the command line."""

import argparse
import dataclasses
import functools

import pytest

from nncore import IntegrationSpec, StencilSpec
from nncore.command_line.argument_parser import ArgumentParser, UsageError, shielded
from nncore.command_line.spec_arguments import add_spec_arguments, spec_of, trainers_for
from nncore.options import field_metadata, field_names, field_type

SPECS = (IntegrationSpec, StencilSpec)


def parse(spec_type, arguments):
    parser = ArgumentParser(prog="lab", allow_abbrev=False)
    add_spec_arguments(parser, spec_type)
    return spec_of(spec_type, parser.parse_args(shielded(arguments)))


def other_value(owner, name, value):
    """Another value that is allowed for a field."""
    metadata = field_metadata(owner, name)
    kind = field_type(owner, name)
    if "choices" in metadata:
        return next(choice for choice in metadata["choices"] if choice != value)
    if kind is bool:
        return not value
    if kind is str:
        return "runge"
    if name == "learning_rate_schedule":
        return ((3, 0.5), (40, 1e-4))
    if kind not in (int, float):
        return (-2, 0, 3)
    if value is None:
        return kind(1)
    if kind is int:
        return value + 1
    bounds = metadata["range"]
    candidates = (value / 2, value * 1.5, 0.5 * (bounds.minimum + bounds.maximum), 0.25)
    return next(v for v in candidates if v != value and bounds.refusal("", v) is None)


def one_word(value):
    return ":".join(map(str, value)) if isinstance(value, tuple) else str(value)


def words(instance, names):
    found = []
    for name in names:
        value, flag = getattr(instance, name), name.replace("_", "-")
        if isinstance(value, bool):
            found.append(f"--{flag}" if value else f"--no-{flag}")
        elif isinstance(value, tuple):
            found += [f"--{flag}", *map(one_word, value)]
        else:
            found += [f"--{flag}", "none" if value is None else repr(value).strip("'")]
    return found


@pytest.mark.parametrize("spec_type", SPECS)
def test_every_field_is_reached(spec_type):
    default = spec_type()
    names = [name for name in field_names(spec_type) if name != "trainer"]
    for name in names:
        changed = {name: other_value(spec_type, name, getattr(default, name))}
        expected = dataclasses.replace(default, **changed)
        assert expected != default
        assert parse(spec_type, words(expected, [name])) == expected
    assert parse(spec_type, words(default, names)) == default


@pytest.mark.parametrize(
    ("spec_type", "trainer"),
    [(spec_type, trainer) for spec_type in SPECS for trainer in trainers_for(spec_type)],
    ids=lambda value: value.__name__,
)
def test_every_option_of_a_trainer_is_reached(spec_type, trainer):
    for name in field_names(trainer):
        start = spec_type().trainer if trainer is type(spec_type().trainer) else trainer()
        value = other_value(trainer, name, getattr(start, name))
        expected = dataclasses.replace(start, **{name: value})
        arguments = ["--trainer", trainer.name, *words(expected, [name])]
        assert parse(spec_type, arguments).trainer == expected


@pytest.mark.parametrize(
    "given", [["300:1e-3,600:1e-4"], ["300:1e-3", "600:1e-4"], ["300:1e-3,", "600:1e-4"]]
)
def test_a_learning_rate_that_changes(given):
    spec = parse(IntegrationSpec, ["--trainer", "adam", "--learning-rate-schedule", *given])
    assert spec.trainer.learning_rate_schedule == ((300, 1e-3), (600, 1e-4))


def test_short_names():
    spec = parse(IntegrationSpec, ["--hidden", "7", "--samples", "99"])
    assert (spec.n_hidden, spec.n_samples) == (7, 99)
    assert parse(StencilSpec, ["--fields", "7000"]).n_fields == 7_000


@pytest.mark.parametrize(
    "arguments", [["--offsets", "-1", "0", "1"], ["--offsets=-1,0,1"], ["--offsets", "-1, 0 1"]]
)
def test_negative_offsets(arguments):
    assert parse(StencilSpec, [*arguments, "--lower", "-1e0"]).offsets == (-1, 0, 1)
    assert parse(StencilSpec, ["--lower", "-1e0"]).lower == -1.0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--hidden", "0"], "`n_hidden` must be at least 1, got 0."),
        (["--hidden", "many"], "`n_hidden` must be a whole number, got 'many'."),
        (["--trainer", "newton"], "`trainer` must be one of levenberg-marquardt, "),
        (["--learning-rate", "0.1"], "`learning_rate` is not a setting here, with Levenberg"),
        (
            ["--trainer", "sgd", "--learning-rate-schedule", "9:0.1,3:0.2"],
            "`learning_rate_schedule` must have increasing iterations from 1 on, got 3 after 9.",
        ),
        (["--wdith", "3"], "Unrecognized arguments: --wdith 3; see lab --help."),
        (["--hidde", "3"], "Unrecognized arguments: --hidde 3; see lab --help."),
        (["--noise"], "Argument --noise: expected one argument; see lab --help."),
        (["--noise", "-1"], "`noise` must be at least 0, got -1.0."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(arguments, sentence):
    with pytest.raises(ValueError) as problem:
        parse(IntegrationSpec, arguments)
    assert str(problem.value).startswith(sentence)
    assert isinstance(problem.value, UsageError) == ("lab --help" in sentence)


@pytest.mark.parametrize("spec_type", SPECS)
def test_every_option_has_its_words(spec_type):
    one_line_each = functools.partial(argparse.HelpFormatter, width=10_000, max_help_position=1_000)
    parser = argparse.ArgumentParser(formatter_class=one_line_each)
    add_spec_arguments(parser, spec_type)
    text = parser.format_help()
    options = [line for line in text.splitlines() if line.startswith("  -")]
    owners = (spec_type, *trainers_for(spec_type))
    assert len(options) == 1 + len({name for owner in owners for name in field_names(owner)})
    for option in options:
        _, _, words = option.strip().partition("  ")
        assert len(words.strip()) > 10, option
    assert "Number of hidden units." in text or "Distance of the grid points, Δx." in text
    assert ":math:" not in text and "`" not in text and "\\" not in text
