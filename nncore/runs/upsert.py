"""Insert a row unless there is one already, the same way on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert `row` unless it breaks a unique index, and return whether it was inserted.

    Both databases wait for a transaction that is inserting the same row.
    """
    if connection.dialect.name == "sqlite":
        statement = sqlite.insert(table).on_conflict_do_nothing()
        return connection.execute(statement, row).rowcount == 1
    return connection.execute(postgresql.insert(table).on_conflict_do_nothing(), row).rowcount == 1


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert all the rows that break no unique index, in one go."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
