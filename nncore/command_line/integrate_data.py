"""``python -m nncore integrate-data``: integrate what was measured, with an error."""

import argparse
from typing import Any

from nncore.command_line.data_arguments import (
    add_data_arguments,
    fit_as_json,
    fit_of,
    limits_of,
    print_fit,
    print_sentences,
    with_unit,
)
from nncore.command_line.printing import print_json, rounded
from nncore.experiments import DataFit
from nncore.messages import SettingError, gettext, marked, said
from nncore.samples.units import integral_unit

NAME = "integrate-data"
SUMMARY = marked("Integrate what was measured, from a table, with an error.")

# What a user calls the limits.
_OPTIONS = {"a": "--from", "b": "--to"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_data_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read, fit and print; return the exit code."""
    fit = fit_of(arguments)
    a, b = limits_of(arguments, fit.data)
    found = _integral(fit, a, b)
    if arguments.json:
        print_json({**fit_as_json(fit), **found})
        return 0
    unit = integral_unit(fit.data.y_unit, fit.data.x_unit)
    error, (low, high) = found["standard_error"], found["interval"]
    value = said(
        "{value} ± {error}", value=rounded(found["value"], error), error=rounded(error, error)
    )
    interval = said(
        "from {low} to {high}, with probability {level:g}",
        low=rounded(low, error),
        high=rounded(high, error),
        level=fit.spec.level,
    )
    print_fit(
        fit,
        {
            said("integral from {a:g} to {b:g}", a=a, b=b): with_unit(value, unit),
            gettext("interval"): interval,
        },
    )
    print_sentences(fit)
    if found["is_extrapolated"]:
        print(gettext("The limits are beyond the measurements, where the curve is a guess."))
    return 0


def _integral(fit: DataFit, a: float, b: float) -> dict[str, Any]:
    try:
        value, error = fit.integral(a, b)
    except SettingError as problem:
        option = _OPTIONS.get(str(problem.sentence.values.get("name")))
        raise SettingError.of(problem.sentence.about(name=option)) from None
    interval = fit.interval(a, b)
    known = {"a": a, "b": b, "is_extrapolated": fit.is_beyond(a, b), "level": fit.spec.level}
    return {**known, "value": value, "standard_error": error, "interval": interval}
