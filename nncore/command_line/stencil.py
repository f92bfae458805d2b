"""``python -m nncore stencil``: learn the weights of a derivative from random fields."""

import argparse
from collections.abc import Mapping

import numpy as np

from nncore.command_line.exporting import export_stencil
from nncore.command_line.keeping import say
from nncore.command_line.printing import full, print_json, print_pairs, print_table, short
from nncore.command_line.result_arguments import add_result_arguments, check_result_arguments
from nncore.command_line.run_result import RunResult, train_and_keep
from nncore.command_line.spec_arguments import add_spec_arguments, spec_of
from nncore.command_line.stencil_coefficients import (
    add_coefficient_arguments,
    check_coefficient_arguments,
    print_coefficients,
)
from nncore.experiments.stencil_comparison import reference_stencils
from nncore.experiments.stencil_shortfall import NEAR, distance_share
from nncore.messages import gettext, marked, said
from nncore.specs import StencilSpec
from nncore.stencils.learned import StencilStep

NAME = "stencil"
SUMMARY = marked("Learn the weights of a derivative from random fields, beside optimum and Taylor.")
_STENCIL = marked("derivative of order {order}, coefficients times {spacing:g}^{order}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_result_arguments(parser)
    add_coefficient_arguments(parser)
    add_spec_arguments(parser, StencilSpec)


def run(arguments: argparse.Namespace) -> int:
    """Train, keep and print; return the exit code."""
    spec = spec_of(StencilSpec, arguments)
    check_coefficient_arguments(arguments)
    if arguments.coefficients:
        return print_coefficients(spec, arguments)
    check_result_arguments(arguments)
    result = train_and_keep(spec, arguments)
    step = result.trained.step
    assert isinstance(step, StencilStep)
    stencils = {"learned": step.coefficients, **reference_stencils(spec)}
    if arguments.export:
        export_stencil(arguments.export, result, stencils)
    missed = None if result.trained.was_interrupted else step.shortfall
    if arguments.json:
        found = {"offsets": spec.offsets, "coefficients": stencils}
        sentence = None if missed is None else str(missed)
        print_json({**result.as_json(), **found, "shortfall": sentence})
    else:
        _print(result, stencils)
    if missed is not None:
        say(str(missed))
    is_far = missed is not None and distance_share(spec, step.coefficients) > NEAR
    return result.exit_code or int(is_far)


def _print(result: RunResult, stencils: Mapping[str, np.ndarray]) -> None:
    spec, outcome = result.record.spec, result.record.outcome
    assert isinstance(spec, StencilSpec)
    print_pairs(
        {
            gettext("stencil"): said(_STENCIL, order=spec.derivative_order, spacing=spec.spacing),
            gettext("trainer"): said(
                "{trainer}, {n_fields:,} fields",
                trainer=gettext(spec.trainer.label),
                n_fields=spec.n_fields,
            ),
            **result.pairs(),
            gettext("test loss"): short(outcome.test_error),
            gettext("from the optimum"): short(outcome.weight_error),
        }
    )
    print()
    rows = zip(spec.offsets, *stencils.values(), strict=True)
    heads = (gettext("offset"), *stencils)
    print_table(heads, [(f"{offset:+}", *map(full, values)) for offset, *values in rows])
