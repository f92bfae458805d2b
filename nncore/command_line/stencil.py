"""``python -m nncore stencil``: learn the weights of a derivative from random fields."""

import argparse
from collections.abc import Mapping

import numpy as np

from nncore.command_line.exporting import export_stencil
from nncore.command_line.integrate import (
    add_result_arguments,
    check_result_arguments,
    exit_code,
    outcome_pairs,
    record_json,
)
from nncore.command_line.keeping import Keeper
from nncore.command_line.printing import full, print_json, print_pairs, print_table, short
from nncore.command_line.spec_arguments import add_spec_arguments, spec_of
from nncore.command_line.training import Trained, train_here
from nncore.experiments.stencil_comparison import reference_stencils
from nncore.runs import RunRecord
from nncore.specs import StencilSpec
from nncore.stencils.learned import StencilStep

NAME = "stencil"
SUMMARY = "Learn the weights of a derivative from random fields, beside optimum and Taylor."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_result_arguments(parser)
    add_spec_arguments(parser, StencilSpec)


def run(arguments: argparse.Namespace) -> int:
    """Train, keep and print; return the exit code."""
    check_result_arguments(arguments)
    spec = spec_of(StencilSpec, arguments)
    with Keeper(arguments.database) as keeper:
        trained = train_here(spec)
        assert isinstance(trained.step, StencilStep)
        record = RunRecord.of(spec, trained.curve, trained.step, name=arguments.name.strip())
        is_kept = keeper.keep(record)
    stencils = {"learned": trained.step.coefficients, **reference_stencils(spec)}
    if arguments.export:
        export_stencil(arguments.export, record, trained, stencils)
    if arguments.json:
        shown = {
            **record_json(record, trained, is_kept),
            "offsets": spec.offsets,
            "coefficients": stencils,
        }
        print_json(shown)
    else:
        _print(record, trained, stencils)
    return exit_code(trained)


def _print(record: RunRecord, trained: Trained, stencils: Mapping[str, np.ndarray]) -> None:
    spec, outcome = record.spec, record.outcome
    assert isinstance(spec, StencilSpec)
    print_pairs(
        {
            "stencil": f"derivative of order {spec.derivative_order}, "
            f"coefficients times {spec.spacing:g}^{spec.derivative_order}",
            "trainer": f"{spec.trainer.label}, {spec.n_fields:,} fields",
            **outcome_pairs(record, trained),
            "test loss": short(outcome.test_error),
            "from the optimum": short(outcome.weight_error),
        }
    )
    print()
    rows = zip(spec.offsets, *stencils.values(), strict=True)
    heads = ("offset", *stencils)
    print_table(heads, [(f"{offset:+d}", *map(full, values)) for offset, *values in rows])
