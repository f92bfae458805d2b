"""What the commands that train one network are told about its results: where they go."""

import argparse

from nncore.command_line.exporting import add_export_argument, check_folder
from nncore.command_line.keeping import add_database_argument
from nncore.messages import gettext
from nncore.runs import check_name


def add_result_arguments(parser: argparse.ArgumentParser) -> None:
    """Add these arguments to a command."""
    parser.add_argument("--json", action="store_true", help=gettext("Print the results as JSON."))
    parser.add_argument(
        "--name", default="", metavar="TEXT", help=gettext("Of the run in the history.")
    )
    add_export_argument(parser)
    add_database_argument(parser)


def check_result_arguments(arguments: argparse.Namespace) -> None:
    """Raise now what would otherwise be wrong only after the training.

    Raises
    ------
    ValueError
        If the name is not allowed.
    OSError
        If the folder cannot be made. It is made when there is something to write: a command that
        is refused leaves none.
    """
    check_name(arguments.name.strip())
    if arguments.export:
        check_folder(arguments.export)
