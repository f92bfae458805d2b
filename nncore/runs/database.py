"""Transactions on the engine that the history is given."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection, Engine, event, func, select, text

from nncore.runs.history_error import translated

_WRITES = "nncore_writes"
# Of the advisory lock in PostgreSQL: any number that nobody else takes.
_LOCK = 0x6E6E_636F_7265


class Database:
    """An engine with transactions for reading and for writing, whose errors are sentences.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        On SQLite or PostgreSQL, migrated (`open_history`).
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        if engine.dialect.name == "sqlite" and not event.contains(engine, "begin", _begin):
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin)
            engine.dispose()  # the connections made before do not know of it

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with translated(self.engine.url), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is committed at the end of the block."""
        with translated(self.engine.url), self.engine.connect() as connection:
            with _as_writer(connection).begin():
                yield connection

    @contextmanager
    def altering(self, patience: float) -> Iterator[Connection]:
        """Open a transaction for changing tables, which no other program opens meanwhile.

        Parameters
        ----------
        patience : float
            Seconds to wait for others.
        """
        with translated(self.engine.url), self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                driver: Any = connection.connection.driver_connection
                connection.detach()  # it is closed at the end, so that the next one is as before
                driver.execute(f"PRAGMA busy_timeout = {round(1000 * patience)}")
                # A table that is copied and dropped would take with it all that refers to it:
                # https://www.sqlite.org/lang_altertable.html#otheralter
                driver.execute("PRAGMA foreign_keys = OFF")
            with _as_writer(connection).begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SET LOCAL lock_timeout = '{round(patience)}s'"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                yield connection

    def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _as_writer(connection: Connection) -> Connection:
    return connection.execution_options(**{_WRITES: True})


def now(connection: Connection) -> datetime:
    """Return the present; PostgreSQL's servers may stand elsewhere, with clocks of their own."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # `_begin` begins, and Python's sqlite3 does not
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        # A commit is on the disk when it returns, even if the power fails then.
        cursor.execute("PRAGMA synchronous = FULL")
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then writes could be refused at once, without waiting
    # for the other writer: https://www.sqlite.org/isolation.html
    immediate = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def use_write_ahead_log(engine: Engine) -> None:
    """Let SQLite's readers go on while somebody writes; the file remembers it."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:
        pass  # read-only, or another program is at it just now: it works without, only slower
    finally:
        connection.close()
