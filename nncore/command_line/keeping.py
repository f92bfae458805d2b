"""The history of runs, as far as there is one: a run never fails for want of it."""

import argparse
import sys
from typing import Self

from nncore.runs import HistoryError, RunHistory, RunRecord, open_history

NONE = "none"

NOT_KEPT = "{problem} Nothing is being kept."


def add_database_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the database."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="The database of the history: a file, sqlite:///file or "
        "postgresql://user:password@host/name, or none. Default: NNCORE_DATABASE, or the app's.",
    )


class Keeper:
    """The history that a command writes to; without one it says so, once, and goes on.

    Parameters
    ----------
    url : str or None
        Of the database; ``"none"`` keeps nothing, None takes the default.
    """

    def __init__(self, url: str | None) -> None:
        self.history: RunHistory | None = None
        if url == NONE:
            return
        try:
            self.history = open_history(url)
        except HistoryError as problem:
            say(NOT_KEPT.format(problem=problem))

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
            say(f"{problem} This run is not being kept.")
            return False
        return True


def say(sentence: str) -> None:
    """Write a line for the user, where it does not mix with the results."""
    print(sentence, file=sys.stderr, flush=True)
