"""Insert rows unless there are such already, the same way on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert `row` unless it breaks a unique index, and return whether it was inserted.

    Both databases wait for a transaction that is inserting the same row.
    """
    # SQLAlchemy does not keep it of each insertion, on PostgreSQL.
    kept = {"preserve_rowcount": True}
    inserted = connection.execute(_insertion(connection, table), row, execution_options=kept)
    return inserted.rowcount == 1


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert all the rows that break no unique index, in one go."""
    if rows:
        connection.execute(_insertion(connection, table), list(rows))


def insert_or_replace(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, each in place of the one with the same primary key."""
    insertion = _dialect(connection).insert(table)
    new = {one.name: insertion.excluded[one.name] for one in table.c if not one.primary_key}
    same = table.primary_key.columns
    connection.execute(insertion.on_conflict_do_update(index_elements=same, set_=new), list(rows))


def _insertion(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return _dialect(connection).insert(table).on_conflict_do_nothing()


def _dialect(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgresql
