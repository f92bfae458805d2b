"""What `integrate` is told of an integral in several inputs: box, parameters and their values."""

import argparse
import dataclasses
import re

import numpy as np

from nncore.arrays import FloatArray
from nncore.command_line.argument_parser import UsageError
from nncore.command_line.box_learning import add_learning_argument
from nncore.command_line.spec_arguments import add_field_argument, spec_of
from nncore.formulas import parse_box_formula
from nncore.integrands import BOX_INTEGRANDS
from nncore.messages import SettingError, gettext, marked, said
from nncore.options import field_metadata, shown
from nncore.specs import BoxSpec
from nncore.specs.box import limits_from_text, parameters_from_text
from nncore.trainers import VariableProjection

OPTIMA = ("both", "minimum", "maximum", "none")

_ABOUT = marked(
    "These make it an integral over a box. Here --initializer is one of {starts}, and --nodes one "
    "of {nodes}; the trainers and the other options are the same. Without --trainer it is "
    "{trainer}, with at most {n} iterations."
)
#: What a terminal waits for where no trainer is named: with the options of the experiment's own,
#: Levenberg-Marquardt, a loss a hundred times larger takes as long.
DEFAULT_TRAINER = VariableProjection(max_iterations=25)

_OF_ONE_INPUT = ("lower", "upper", "intervals")


def add_box_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of several inputs."""
    starts, nodes = (
        ", ".join(field_metadata(BoxSpec, name)["choices"]) for name in ("initializer", "nodes")
    )
    group = parser.add_argument_group(
        gettext("several inputs"),
        said(
            _ABOUT,
            starts=starts,
            nodes=nodes,
            trainer=DEFAULT_TRAINER.name,
            n=DEFAULT_TRAINER.max_iterations,
        ),
    )
    group.add_argument(
        "--box",
        nargs="+",
        metavar="X",
        help=gettext(
            "Pairs of limits: of all inputs, or of those that are integrated, such as 0 1 0 1. "
            "Default: the integrand's own."
        ),
    )
    group.add_argument(
        "--parameters",
        nargs="+",
        metavar="NAME",
        help=gettext("Inputs that are not integrated, such as x3 x4."),
    )
    group.add_argument(
        "--inputs",
        "--n-inputs",
        dest="n_inputs",
        metavar="N",
        help=gettext(
            "Number of inputs, parameters included. Default: as many as the box, the formula or "
            "the parameters have."
        ),
    )
    for name in ("difficulty", "integrand_seed"):
        add_field_argument(group, BoxSpec, name)
    group.add_argument(
        "--at",
        nargs="+",
        metavar="LIST",
        help=gettext(
            "Values of the parameters, besides the middle of their limits, such as "
            '"0.5; 1", or "0.5 2; 1 3" for two of them.'
        ),
    )
    group.add_argument(
        "--optimum",
        choices=OPTIMA,
        default="both",
        help=gettext("Which optimum over the parameters is sought. Default: both."),
    )
    add_learning_argument(group)


def is_over_box(arguments: argparse.Namespace) -> bool:
    """Whether the arguments name an integral in several inputs."""
    named = (
        *("box", "parameters", "n_inputs", "at", "learn_integral"),
        *("setting_difficulty", "setting_integrand_seed"),
    )
    return arguments.integrand.strip() in BOX_INTEGRANDS or any(
        getattr(arguments, name) is not None for name in named
    )


def box_spec_of(arguments: argparse.Namespace) -> BoxSpec:
    """Return the spec that the arguments name.

    Raises
    ------
    ValueError
        If a value is not allowed, or there are not as many limits as inputs, in one sentence.
    """
    for name in _OF_ONE_INPUT:
        if getattr(arguments, name) is not None:
            raise UsageError(
                "`{name}` belongs to an integral in one input; write limits as in --box 0 1 0 1.",
                name=name,
            )
    pairs = _pairs(arguments.box)
    given = {"integrand": arguments.integrand, "n_inputs": _n_inputs(arguments, len(pairs))}
    if arguments.parameters is not None:
        given["parameters"] = " ".join(arguments.parameters)
    spec = spec_of(BoxSpec, arguments, given | _default_trainer(arguments))
    return spec if arguments.box is None else _with_limits(spec, pairs)


def _default_trainer(arguments: argparse.Namespace) -> dict[str, str]:
    """Return what stands for a trainer that was not named; its options may be."""
    if arguments.setting_trainer is not None:
        return {}
    trainer = {"trainer": DEFAULT_TRAINER.name}
    if arguments.setting_max_iterations is None:
        trainer["max_iterations"] = str(DEFAULT_TRAINER.max_iterations)
    return trainer


def _pairs(box: list[str] | None) -> list[tuple[float, float]]:
    if box is None:
        return []
    limits = limits_from_text("box", " ".join(box))
    if not limits or len(limits) % 2:
        raise SettingError(
            "`box` must be pairs of limits such as 0 1 0 1, got {value}.",
            value=shown(" ".join(box)),
        )
    return list(zip(limits[::2], limits[1::2], strict=True))


def _n_inputs(arguments: argparse.Namespace, n_pairs: int) -> str | None:
    """Return the number of inputs as a text; None for the default of a family."""
    if arguments.n_inputs is not None:
        return str(arguments.n_inputs)
    named = parameters_from_text("parameters", " ".join(arguments.parameters or ()))
    least = max((n_pairs, *(i + 1 for i in named)))
    if arguments.integrand.strip() in BOX_INTEGRANDS:
        return str(least) if least else None
    n_variables = parse_box_formula(arguments.integrand).n_inputs
    # Beyond them a variable has no limits, which the spec says.
    is_complete = n_variables <= n_pairs + len(named) or not n_pairs
    return str(max(least, n_variables) if is_complete else least)


def _with_limits(spec: BoxSpec, pairs: list[tuple[float, float]]) -> BoxSpec:
    """Return the spec with limits of all inputs, or of those that are integrated."""
    if len(pairs) == spec.n_inputs:
        inputs = tuple(range(spec.n_inputs))
    elif len(pairs) == len(spec.over):
        inputs = spec.over
    else:
        raise SettingError(
            "`box` must have a pair of limits for each input, {n_inputs} in all, or for each that "
            "is integrated, {n_over} in all, got {n_pairs}.",
            n_inputs=spec.n_inputs,
            n_over=len(spec.over),
            n_pairs=len(pairs),
        )
    limits = dict(enumerate(zip(spec.box.lower, spec.box.upper, strict=True)))
    limits |= dict(zip(inputs, pairs, strict=True))
    lower, upper = zip(*limits.values(), strict=True)
    return dataclasses.replace(spec, lower=lower, upper=upper)


def points_of(spec: BoxSpec, arguments: argparse.Namespace) -> FloatArray:
    """Return the middle of the parameters' limits and the values that were asked for, as rows.

    Raises
    ------
    ValueError
        If there are no parameters, or a point has another number of values.
    """
    n = len(spec.theta)
    rows = [np.array(spec.middle)]
    if arguments.at is None:
        return np.stack(rows)
    if not n:
        raise SettingError("`at` needs parameters: name them, as in --parameters x2.")
    for part in re.split(r"[;\n]", " ".join(arguments.at)):
        numbers = limits_from_text("at", part)
        if len(numbers) % n:
            raise SettingError(
                "`at` must have a value for each of {names} at every point, got {value}.",
                names=", ".join(spec.theta_names),
                value=repr(part.strip()),
            )
        if not np.isfinite(numbers).all():
            raise SettingError(
                "`at` must be finite numbers, got {value}.", value=repr(part.strip())
            )
        rows += [np.array(numbers[k : k + n]) for k in range(0, len(numbers), n)]
    return np.stack(rows)
