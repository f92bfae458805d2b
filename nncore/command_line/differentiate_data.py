"""``python -m nncore differentiate-data``: differentiate what was measured, with errors."""

import argparse

import numpy as np

from nncore.arrays import FloatArray
from nncore.command_line.data_arguments import (
    add_data_arguments,
    fit_as_json,
    fit_of,
    limits_of,
    print_fit,
    print_sentences,
)
from nncore.command_line.printing import full, print_json, print_table, short
from nncore.experiments import DataFit
from nncore.formulas.limits import number_from_text
from nncore.messages import SettingError, gettext, marked

NAME = "differentiate-data"
SUMMARY = marked("Differentiate what was measured, from a table, with errors.")

_N_POINTS, _MOST_POINTS = 11, 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_data_arguments(parser)
    parser.add_argument(
        "--at",
        nargs="+",
        metavar="X",
        help=gettext("Differentiate at these points. Default: evenly between the limits."),
    )
    parser.add_argument(
        "--points",
        type=int,
        default=_N_POINTS,
        metavar="N",
        help=gettext("How many points lie between the limits, both included. Default: 11."),
    )


def run(arguments: argparse.Namespace) -> int:
    """Read, fit and print; return the exit code."""
    fit = fit_of(arguments)
    points = _points(arguments, fit)
    slopes, errors = fit.derivative(points)
    low, high = fit.derivative_interval(points)
    if arguments.json:
        found = {"at": points, "value": slopes, "standard_error": errors, "low": low, "high": high}
        print_json({**fit_as_json(fit), "level": fit.spec.level, **found})
        return 0
    print_fit(fit, {})
    print()
    heads = (
        fit.data.x_label,
        gettext("derivative"),
        gettext("standard error"),
        gettext("interval"),
    )
    table = zip(points, slopes, errors, low, high, strict=True)
    print_table(
        heads,
        [
            (full(x), full(slope), short(error), f"{first:.6g} … {last:.6g}")
            for x, slope, error, first, last in table
        ],
    )
    print_sentences(fit)
    return 0


def _points(arguments: argparse.Namespace, fit: DataFit) -> FloatArray:
    if arguments.at:
        return np.array([number_from_text("--at", text) for text in arguments.at])
    if not 1 <= arguments.points <= _MOST_POINTS:
        raise SettingError(
            "`--points` must be from 1 to {most:,}, got {value}.",
            most=_MOST_POINTS,
            value=arguments.points,
        )
    return np.linspace(*limits_of(arguments, fit.data), arguments.points)
