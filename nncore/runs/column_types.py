"""Columns that give back exactly what was kept, whatever the database."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Double, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

#: Of a primary key that the database counts up: SQLite does that for INTEGER only.
Identity = BigInteger().with_variant(Integer(), "sqlite")


class _SqliteFloat(UserDefinedType[float]):
    """A number in SQLite, or the text ``'nan'``."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "REAL"

    def bind_processor(self, dialect: Dialect) -> Callable[[float | None], Any]:
        return _to_sqlite

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], float | None]:
        return _from_sqlite


class Float64(TypeDecorator[float]):
    """A float64 with its infinities and nan, which stays different from NULL.

    SQLite turns a nan into NULL. There it is kept as the text ``'nan'``, which no number becomes
    and which sorts after all numbers, as PostgreSQL sorts its own nan. (SQLite also drops the
    sign of a zero, which nothing here needs.)
    """

    impl = Double
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database."""
        return _SqliteFloat() if dialect.name == "sqlite" else Double()


def _to_sqlite(value: float | None) -> float | str | None:
    return "nan" if value is not None and value != value else value


def _from_sqlite(value: Any) -> float | None:
    return None if value is None else float(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, given and returned with its time zone UTC, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; SQLite keeps it without the zone."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
