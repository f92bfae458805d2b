"""The history of runs, as far as there is one.

A run never fails for want of the history that everybody has; a database that was asked for on the
command line must be there before anything is trained.
"""

import argparse
import sys
from pathlib import Path
from typing import Self

from nncore.command_line.argument_parser import UsageError
from nncore.messages import gettext, marked, said
from nncore.runs import HistoryError, RunHistory, RunRecord, open_history
from nncore.runs.opening import database_url

NONE = "none"

NOT_KEPT = marked("{problem} Nothing is being kept.")

_OPTION = "`--database`"
_NO_FOLDER = marked(
    "The folder {folder} of {option} does not exist: make it, or name another file."
)
_NO_FILE = marked("There is no database at {path}: check {option}, or train with it to make one.")


def add_database_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the database."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help=gettext(
            "The database of the history: a file, sqlite:///file or "
            "postgresql://user:password@host/name, or none. Default: NNCORE_DATABASE, or the app's."
        ),
    )


def open_named(url: str, *, is_made: bool) -> RunHistory:
    """Open the database that was named on the command line; no folder is made for it.

    Parameters
    ----------
    url : str
        As `nncore.runs.open_history` takes it.
    is_made : bool
        Whether a file that is not there is made, with no run in it.

    Raises
    ------
    UsageError
        If it cannot be opened, in one sentence that names the option.
    """
    try:
        path = _file_of(url)
        if path is not None and not is_made and not path.exists():
            raise UsageError(_NO_FILE, path=path, option=_OPTION)
        if path is not None and not path.parent.is_dir():
            raise UsageError(_NO_FOLDER, folder=path.parent, option=_OPTION)
        return open_history(url)
    except HistoryError as problem:
        sentence = problem.sentence
        if "variable" in sentence.values:  # it is said of the variable, and meant is the option
            raise UsageError.of(sentence.about(variable=_OPTION)) from None
        raise UsageError(
            "{option} cannot be used. {problem}", option=_OPTION, problem=sentence
        ) from None


def _file_of(url: str) -> Path | None:
    """Return the file of an SQLite database; None for a server, and for SQLite's own URIs."""
    parsed = database_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and not parsed.query.get("uri")
    return Path(parsed.database) if is_file and parsed.database else None


class Keeper:
    """The history that a command writes to.

    Where the default one cannot be opened it says so, once, and the command goes on without.

    Parameters
    ----------
    url : str or None
        Of the database, as the command line names it; ``"none"`` keeps nothing, None takes the
        default.

    Raises
    ------
    UsageError
        If the database that was named cannot be opened.
    """

    def __init__(self, url: str | None) -> None:
        self.history: RunHistory | None = None
        if url == NONE:
            return
        if url:
            self.history = open_named(url, is_made=True)
            return
        try:
            self.history = open_history()
        except HistoryError as problem:
            say(said(NOT_KEPT, problem=problem.sentence))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.history is not None:
            self.history.close()

    def keep(self, record: RunRecord) -> bool:
        """Keep a run, or say why not; return whether it is kept."""
        if self.history is None:
            return False
        try:
            self.history.keep(record)
        except HistoryError as problem:
            say(said("{problem} This run is not being kept.", problem=problem.sentence))
            return False
        return True


def say(sentence: str) -> None:
    """Write a line for the user, where it does not mix with the results."""
    print(sentence, file=sys.stderr, flush=True)
