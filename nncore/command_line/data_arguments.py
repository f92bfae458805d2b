"""What the commands on measured data have in common: the table, the columns, the fit."""

import argparse
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from nncore.command_line.argument_parser import UsageError
from nncore.command_line.printing import print_pairs, short
from nncore.command_line.spec_arguments import add_spec_arguments, spec_of
from nncore.experiments import DataFit, fit_data
from nncore.formulas.limits import number_from_text
from nncore.messages import gettext, said
from nncore.samples.measured_data import MeasuredData
from nncore.samples.tables import read_table_file
from nncore.specs import DataSpec

_COLUMNS = 2, 3


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that the commands on measured data have."""
    parser.add_argument(
        "file", help=gettext("A table of measurements, such as CSV or the export of a spreadsheet.")
    )
    parser.add_argument(
        "--columns",
        nargs="+",
        default=[],
        metavar="NAME",
        help=gettext(
            "The columns of x and y, and of the standard errors of y if they are known, by name or "
            "number. Default: the first two of numbers, and standard errors by their heading."
        ),
    )
    lower = gettext("Where to begin. Default: at the first measurement.")
    upper = gettext("Where to end. Default: at the last measurement.")
    for flag, name, text in (("--from", "lower", lower), ("--to", "upper", upper)):
        parser.add_argument(flag, dest=name, metavar="X", help=text)
    parser.add_argument("--json", action="store_true", help=gettext("Print the results as JSON."))
    add_spec_arguments(parser, DataSpec)


def fit_of(arguments: argparse.Namespace) -> DataFit:
    """Return the fit to the measurements that the arguments name.

    Raises
    ------
    ValueError
        If the table cannot be read, or a setting is not allowed.
    """
    spec, columns = spec_of(DataSpec, arguments), arguments.columns
    if columns and len(columns) not in _COLUMNS:
        raise UsageError(
            "`--columns` must be two columns, x and y, or three with the standard errors of y, got "
            "{n}.",
            n=len(columns),
        )
    table = read_table_file(arguments.file)
    chosen = columns or [column.number for column in table.suggested if column]
    return fit_data(table.measured(*chosen), spec)


def limits_of(arguments: argparse.Namespace, data: MeasuredData) -> tuple[float, float]:
    """Return the limits that were given, or where the measurements begin and end.

    Raises
    ------
    ValueError
        If one is no number.
    """
    lower, upper = arguments.lower, arguments.upper
    return (
        float(data.x[0]) if lower is None else number_from_text("--from", lower),
        float(data.x[-1]) if upper is None else number_from_text("--to", upper),
    )


def with_unit(number: str, unit: str) -> str:
    """Write a number with its unit, where that is known."""
    return f"{number} {unit}" if unit else number


def print_fit(fit: DataFit, results: Mapping[str, str]) -> None:
    """Print what was measured, the results, and what was assumed."""
    data = fit.data
    print_pairs(
        {
            gettext("measurements"): said(
                "{n:,} of {y} against {x}, from {lower:.6g} to {upper:.6g}",
                n=data.n_readings,
                y=_labelled(data.y_label, data.y_unit),
                x=_labelled(data.x_label, data.x_unit),
                lower=float(data.x[0]),
                upper=float(data.x[-1]),
            ),
            **results,
            gettext("noise"): _noise(fit),
            gettext("parameters"): short(fit.effective_parameters),
        }
    )


def print_sentences(fit: DataFit) -> None:
    """Print what was mended and what was assumed, a line each."""
    print()
    for sentence in (*fit.data.remarks, *fit.assumptions):
        print(sentence)


def fit_as_json(fit: DataFit) -> dict[str, Any]:
    """Return what both commands have to say of the fit."""
    data = fit.data
    return {
        "spec": json.loads(fit.spec.to_json()),
        "n_readings": data.n_readings,
        "n_points": len(data),
        "x": {"label": data.x_label, "unit": data.x_unit},
        "y": {"label": data.y_label, "unit": data.y_unit},
        "noise": fit.noise,
        "effective_parameters": fit.effective_parameters,
        "outliers": data.x[fit.outliers],
        "remarks": _texts(data.remarks),
        "assumptions": _texts(fit.assumptions),
    }


def _texts(sentences: Iterable[object]) -> list[str]:
    return [str(sentence) for sentence in sentences]


def _labelled(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


def _noise(fit: DataFit) -> str:
    if np.isinf(fit.found.average.degrees):
        return gettext("known")
    if fit.data.sigma is not None:
        return said("{factor} times the standard errors", factor=short(fit.noise))
    return with_unit(short(fit.noise), fit.data.y_unit)
