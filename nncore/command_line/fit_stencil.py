"""``python -m nncore fit-stencil``: the stencil that fits fields that were measured."""

import argparse

import numpy as np

from nncore.arrays import FloatArray
from nncore.command_line.argument_parser import UsageError
from nncore.command_line.printing import full, print_json, print_pairs, print_table, short
from nncore.command_line.spec_arguments import add_field_argument, spec_of
from nncore.messages import gettext, marked, said
from nncore.specs import StencilSpec
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.formula_field import formula_field
from nncore.stencils.measured_fields import MeasuredFields, fit_stencil, read_fields

NAME = "fit-stencil"
SUMMARY = marked("Fit the weights of a derivative to fields that were measured, beside Taylor's.")

_SETTINGS = ("offsets", "derivative_order", "constraint", "spacing", "lower", "seed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "file",
        help=gettext(
            "Fields on an even grid, a snapshot a row: a table as text, or a matrix of NumPy, .npy."
        ),
    )
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "--derivatives",
        metavar="FILE",
        help=gettext("Their derivatives, a file of the same shape."),
    )
    given.add_argument(
        "--field",
        metavar="FORMULA",
        help=gettext("The field in x that all snapshots are of; its derivative is known exactly."),
    )
    parser.add_argument("--json", action="store_true", help=gettext("Print the results as JSON."))
    group = parser.add_argument_group(gettext("the stencil and the grid"))
    for name in _SETTINGS:
        add_field_argument(group, StencilSpec, name)


def run(arguments: argparse.Namespace) -> int:
    """Read, fit and print; return the exit code."""
    spec = spec_of(StencilSpec, arguments)
    values = read_fields(arguments.file)
    fields = MeasuredFields(values, _derivatives(arguments, spec, values), spec.spacing)
    order = spec.derivative_order
    found = fit_stencil(fields, spec.offsets, order, spec.constraint, spec.seed)
    taylor = taylor_stencil(spec.offsets, order)
    results = {
        "loss": found.loss,
        "validation_loss": found.validation_loss,
        "taylor_loss": found.taylor_loss,
    }
    if arguments.json:
        coefficients = {"fitted": found.coefficients, "taylor": taylor}
        print_json({"offsets": spec.offsets, "coefficients": coefficients, **results})
        return 0
    print_pairs(
        {
            gettext("fields"): said(
                "{n:,} of {m:,} points each", n=fields.n_fields, m=values.shape[1]
            ),
            gettext("loss"): short(found.loss),
            gettext("loss of fields not fitted"): short(found.validation_loss),
            gettext("loss of Taylor's stencil"): short(found.taylor_loss),
        }
    )
    print()
    rows = zip(spec.offsets, found.coefficients, taylor, strict=True)
    heads = (gettext("offset"), gettext("fitted"), "Taylor")
    print_table(heads, [(f"{offset:+}", full(one), full(other)) for offset, one, other in rows])
    return 0


def _derivatives(
    arguments: argparse.Namespace, spec: StencilSpec, values: FloatArray
) -> FloatArray:
    if arguments.derivatives:
        return read_fields(arguments.derivatives)
    n_points = values.shape[1]
    if n_points < 2:
        raise UsageError("`--field` needs fields of at least 2 points, got {n}.", n=n_points)
    x = spec.lower + spec.spacing * np.arange(n_points)
    field = formula_field(arguments.field, float(x[0]), float(x[-1]), spec.derivative_order)
    slopes: FloatArray = field.derivative(x)
    return slopes
