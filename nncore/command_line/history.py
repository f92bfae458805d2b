"""``python -m nncore history``: the last runs that are kept."""

import argparse
import math
from typing import Any

from nncore.command_line.argument_parser import UsageError
from nncore.command_line.keeping import NONE, add_database_argument, open_named
from nncore.command_line.printing import plain, print_json, print_table, short
from nncore.messages import gettext, marked, said
from nncore.runs import RunSummary, open_history

NAME = "history"
SUMMARY = marked("List the last runs that are kept in the database.")

_MOST = 100_000
_HEADS = (
    marked("begun (UTC)"),
    marked("of"),
    marked("trainer"),
    marked("status"),
    marked("loss"),
    marked("integral error"),
    marked("weight error"),
    marked("seconds"),
    marked("name"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "--limit", type=int, default=20, metavar="N", help=gettext("The last N runs. Default: 20.")
    )
    parser.add_argument("--json", action="store_true", help=gettext("Print them as JSON."))
    add_database_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the list; return the exit code."""
    if not 1 <= arguments.limit <= _MOST:
        raise UsageError(
            "`limit` must be from 1 to {most:,}, got {limit}.", most=_MOST, limit=arguments.limit
        )
    if arguments.database == NONE:
        raise UsageError("`database` must name a database for the history, got 'none'.")
    named = arguments.database
    with open_named(named, is_made=False) if named else open_history() as history:
        summaries = history.find(limit=arguments.limit)
    if arguments.json:
        print_json([_as_json(summary) for summary in summaries])
    elif summaries:
        print_table([*map(gettext, _HEADS)], [_row(summary) for summary in summaries])
    else:
        print(gettext("There is no run in the history yet."))
    return 0


def _row(run: RunSummary) -> tuple[str, ...]:
    return (
        f"{run.created:%Y-%m-%d %H:%M:%S}",
        run.integrand or said("offsets {offsets}", offsets=run.offsets),
        run.trainer,
        run.status.name.lower(),
        short(run.loss),
        short(run.integral_error),
        short(run.weight_error),
        plain(run.seconds if run.seconds is not None else math.nan),
        run.name,
    )


def _as_json(run: RunSummary) -> dict[str, Any]:
    values = {name: value for name, value in vars(run).items() if name != "spec_values"}
    created, status = run.created.isoformat(), run.status.name.lower()
    return {**values, "created": created, "status": status, "spec": run.spec_values}
