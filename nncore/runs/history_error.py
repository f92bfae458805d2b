"""What goes wrong with a database, in sentences for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import exc
from sqlalchemy.engine import URL

from nncore.messages import SentenceError, gettext, marked


class HistoryError(SentenceError, RuntimeError):
    """The history of runs cannot be opened, read or written; the message is one sentence.

    It never holds the text of a library or a password.

    Parameters
    ----------
    template, plural : str
        What is wrong, and what helps, with the names of the values in braces.
    is_passing : bool
        Whether the same may work later, as with a database that is locked.
    **values
        What stands for the names.
    """

    def __init__(
        self, template: str, plural: str | None = None, /, *, is_passing: bool = True, **values: Any
    ) -> None:
        super().__init__(template, plural, **values)
        self.is_passing = is_passing


_LOCKED = marked("The database {where} is locked by another program: try again in a moment.")
_FULL = marked("The disk of the database {where} is full: make room on it, then try again.")
_READ_ONLY = marked("The database {where} is read-only: allow writing to it, or name another one.")
_NOT_ALLOWED = marked(
    "The database {where} does not allow this user to do that: ask for the rights."
)
_NO_FILE = marked(
    "The database {where} cannot be opened: check that its folder exists and is yours."
)
_NO_DATABASE = marked(
    "{where} is not a database of runs: name another file, or move this one away."
)
_DAMAGED = marked("The database {where} is damaged: put a copy of it in its place.")
_DISK = marked("The disk of the database {where} cannot be read or written: check it.")
_UNREACHABLE = marked(
    "The database {where} cannot be reached: start it, or check its address and user."
)
_BUSY = marked("The database {where} has no connection free: try again in a moment.")
_FOREIGN = marked(
    "The database {where} has other tables than the program expects: name another one."
)
_SWEEP_GONE = marked("The sweep of this run is no longer in the database {where}: it was deleted.")
_REFUSED = marked("The database {where} refuses a value of this run.")
_OTHER = marked("The database {where} does not answer as it should (code {code}).")
_NEWER = marked(
    "The database {where} was made by a newer version of this program: update the program."
)

# Trying again does not help.
_LASTING = frozenset({_NO_DATABASE, _FOREIGN, _SWEEP_GONE, _REFUSED, _NEWER})

# The primary result codes of SQLite, https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_PERM: _NOT_ALLOWED,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: _NO_FILE,
    sqlite3.SQLITE_NOTADB: _NO_DATABASE,
    sqlite3.SQLITE_ERROR: _FOREIGN,  # no such table or column, or it exists already
    sqlite3.SQLITE_CONSTRAINT: _REFUSED,
    sqlite3.SQLITE_TOOBIG: _REFUSED,
}

# SQLSTATE, whole or its class, https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "08": _UNREACHABLE,
    "0A": _FOREIGN,
    "22": _REFUSED,
    "23": _REFUSED,
    "23503": _SWEEP_GONE,
    "25006": _READ_ONLY,
    "28": _UNREACHABLE,
    "3D": _UNREACHABLE,
    "3F": _FOREIGN,
    "40": _LOCKED,
    "42501": _NOT_ALLOWED,
    "42": _FOREIGN,
    "53100": _FULL,
    "53300": _BUSY,
    "55P03": _LOCKED,
    "57014": _LOCKED,
    "57": _UNREACHABLE,
}


def where(url: URL) -> str:
    """Return what the user knows a database by: its file, or name and host; never the password."""
    if url.get_backend_name() == "sqlite":
        return url.database or gettext("in memory")
    host = url.host or str(url.query.get("host", "localhost"))
    port = f":{url.port}" if url.port else ""
    place = gettext("{database} at {host}")
    return place.format(database=url.database or "postgres", host=f"{host}{port}")


def newer(url: URL) -> HistoryError:
    """Return the error of a database that a newer program has made."""
    return HistoryError(_NEWER, where=where(url), is_passing=False)


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn what a library raises inside the block into a `HistoryError`."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error) as problem:
        # without its cause: a page may show the whole chain
        raise _sentence(problem, where(url)) from None


def _sentence(problem: Exception, place: str) -> HistoryError:
    if isinstance(problem, exc.TimeoutError):  # of the pool of connections
        return HistoryError(_BUSY, where=place)
    original = problem.orig if isinstance(problem, exc.DBAPIError) else problem
    text, code = _text_and_code(problem, original)
    return HistoryError(text, where=place, code=code, is_passing=text not in _LASTING)


def _text_and_code(problem: Exception, original: BaseException | None) -> tuple[str, str]:
    if isinstance(original, sqlite3.Error):
        number = getattr(original, "sqlite_errorcode", None)
        name = getattr(original, "sqlite_errorname", type(original).__name__)
        if number == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            return _SWEEP_GONE, name
        return _SQLITE.get(number & 0xFF, _OTHER) if number is not None else _OTHER, name
    state = getattr(original, "sqlstate", None)
    if state:
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], _OTHER), state
    if isinstance(problem, exc.OperationalError):  # psycopg never came as far as the server
        return _UNREACHABLE, ""
    return _OTHER, type(original or problem).__name__
