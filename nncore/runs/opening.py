"""Open the history: where its database is, and how to connect to it."""

import os
import sys
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Engine, create_engine, event, exc
from sqlalchemy.engine import URL, make_url

from nncore.runs.history_error import HistoryError, translated
from nncore.runs.migrating import migrate
from nncore.runs.run_history import RunHistory

VARIABLE = "NNCORE_DATABASE"
"""The environment variable that names another database than the default one."""

PATIENCE_SECONDS = 5.0
"""How long a call waits for another program that is writing."""

_FOLDER, _FILE = "neural-calculus-lab", "runs.sqlite3"
_CONNECT_SECONDS = 5
# A server that vanishes without a word is noticed after half a minute and not after hours.
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


def open_history(
    url: str | os.PathLike[str] | Engine | None = None, patience: float = PATIENCE_SECONDS
) -> RunHistory:
    """Open the history of runs; its tables are made or brought up to date.

    Parameters
    ----------
    url : str, path or sqlalchemy.Engine, optional
        The path of an SQLite file, which is made with its folder if it is not there, or a URL such
        as ``postgresql://user:password@host/name``, or an engine on either. By default the
        environment variable NNCORE_DATABASE, a path or a URL too, and without it a file in the
        user's data folder (`default_path`).
    patience : float
        Seconds that a call waits for another program that is writing, before it raises.

    Raises
    ------
    HistoryError
        If the database is locked, full, read-only, not there, no database or newer than the
        program, in one sentence.
    """
    engine = url if isinstance(url, Engine) else engine_of(database_url(url), patience)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return RunHistory(engine)


def default_path() -> Path:
    """Return the SQLite file in the folder where this system's programs keep a user's data.

    It stays where earlier versions have put it, if it is there.
    """
    try:
        path = user_data_path(_FOLDER, appauthor=False) / _FILE
        earlier = _earlier_folder() / _FOLDER / _FILE
    except RuntimeError:
        raise HistoryError(
            "There is no home folder for the history of runs: set {variable} to a path.",
            variable=VARIABLE,
            is_passing=False,
        ) from None
    return earlier if earlier.exists() and not path.exists() else path


def _earlier_folder() -> Path:
    """Return the data folder of version 0.1, for which some systems had fewer variables."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return user_data_path()


def database_url(url: str | os.PathLike[str] | None = None) -> URL:
    """Return the URL of the database that `open_history` opens.

    Raises
    ------
    HistoryError
        If it is neither a path nor a URL of SQLite or PostgreSQL.
    """
    chosen = os.fspath(url or os.environ.get(VARIABLE) or default_path())
    if "://" not in chosen:
        try:
            path = Path(chosen).expanduser()
        except RuntimeError:  # the folder of a user whom nobody knows
            raise _no_url() from None
        return URL.create("sqlite", database=str(path.absolute()))
    try:
        parsed = make_url(chosen)
    except (exc.ArgumentError, ValueError):
        raise _no_url() from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    # one in memory would be another one in each thread
    is_file = parsed.database not in (None, "", ":memory:")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite") or not is_file:
        raise _no_url()
    return parsed


def _no_url() -> HistoryError:
    # the text itself stays out of the sentence: it may hold a password
    return HistoryError(
        "{variable} must be the path of a file, `sqlite:///file` or "
        "`postgresql://user:password@host/name`.",
        variable=VARIABLE,
        is_passing=False,
    )


def engine_of(url: URL, patience: float = PATIENCE_SECONDS) -> Engine:
    """Return an engine on a database that may not have its tables yet; see `open_history`."""
    if url.get_backend_name() == "sqlite":
        _make_folder(url)
        arguments = {"timeout": patience}
        try:
            engine = create_engine(url, connect_args=arguments, pool_timeout=patience)
            engine.dialect.create_connect_args(url)
        except (exc.ArgumentError, ValueError, TypeError):  # an option with an impossible value
            raise _no_url() from None
        return engine
    options: dict[str, Any] = {
        "connect_timeout": _CONNECT_SECONDS,
        "application_name": "nncore",
        **_KEEPALIVE,
    }
    given = {name: value for name, value in options.items() if name not in url.query}
    with translated(url):
        engine = create_engine(url, connect_args=given, pool_pre_ping=True, pool_timeout=patience)

    def set_patience(connection: Any, record: object) -> None:
        connection.execute(f"SET lock_timeout = {round(1000 * patience)}")
        connection.commit()

    event.listen(engine, "connect", set_patience)
    return engine


def _make_folder(url: URL) -> None:
    if url.query.get("uri") or url.database is None:  # the text of a URI has rules of its own
        return
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise HistoryError(
            "The folder {folder} for the database of runs cannot be made: name another one.",
            folder=folder,
        ) from None
