"""Tables of measurements that are too large for a link, and that their reader keeps."""

import zlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, LargeBinary, delete, func, insert, select

from nncore.messages import SettingError, marked
from nncore.runs.database import Database, now
from nncore.runs.history_error import HistoryError
from nncore.runs.run_record import new_key
from nncore.runs.schema import measured_tables
from nncore.runs.table_summary import TableSummary

_MEGABYTE = 2**20
#: Megabytes of the text of one table, and of all tables together as they are kept.
LARGEST_KEPT, MOST_KEPT = 32, 512
# Of what a table begins with, as it is kept and as text: enough for the headings.
_HEAD_BYTES, _HEAD_LENGTH = 1_024, 200

_NOT_KEPT = marked(
    "The measurements of this link are not kept here: they were deleted, or the link is of another "
    "server."
)


class KeptTables(Database):
    """The part of `RunHistory` that keeps tables of measurements.

    A table and a `DataSpec` together are a run that can be repeated.
    """

    def keep_table(self, text: str, made_by: str = "") -> str:
        """Keep a table until it is deleted, and return its key.

        Raises
        ------
        SettingError
            If it has more than `LARGEST_KEPT` megabytes, or there is no room beside the others.
        HistoryError
            If the database does not do what it should.
        """
        raw = text.encode("utf-8", "surrogatepass")
        if len(raw) > LARGEST_KEPT * _MEGABYTE:
            raise SettingError(
                "The table has {size:,.0f} MB, at most {most} MB are kept: leave out columns or "
                "rows that are not needed.",
                size=len(raw) / _MEGABYTE,
                most=LARGEST_KEPT,
            )
        contents, key = zlib.compress(raw), new_key()
        with self.writing() as connection:
            taken = connection.scalar(select(func.sum(measured_tables.c.n_bytes))) or 0
            if taken + len(contents) > MOST_KEPT * _MEGABYTE:
                raise SettingError(
                    "The tables that are kept take {most} MB already: delete some that are not "
                    "needed any more.",
                    most=MOST_KEPT,
                )
            row = {"key": key, "created": now(connection), "made_by": made_by or None}
            row |= {"n_bytes": len(contents), "contents": contents}
            connection.execute(insert(measured_tables), row)
        return key

    def tables(self, made_by: Collection[str] | None = None) -> list[TableSummary]:
        """Return the tables that are kept, the newest first.

        Parameters
        ----------
        made_by : collection of str, optional
            Only those that one of these digests keeps.
        """
        contents = func.substr(measured_tables.c.contents, 1, _HEAD_BYTES, type_=LargeBinary)
        columns = (measured_tables.c[name] for name in ("key", "created", "n_bytes", "made_by"))
        wanted = select(*columns, contents.label("head"))
        wanted = wanted.order_by(measured_tables.c.created.desc(), measured_tables.c.key)
        if made_by is not None:
            wanted = wanted.where(measured_tables.c.made_by.in_(made_by))
        with self.reading() as connection:
            return [
                TableSummary(
                    row.key, _first_line(row.head), row.created, row.n_bytes, row.made_by or ""
                )
                for row in connection.execute(wanted)
            ]

    def kept_table(self, key: str) -> str:
        """Return the text of a table that is kept.

        Raises
        ------
        HistoryError
            If it is not kept, or the database does not do what it should.
        """
        contents: bytes = self._of_table(key, measured_tables.c.contents)
        return zlib.decompress(contents).decode("utf-8", "surrogatepass")

    def table_maker(self, key: str) -> str:
        """Return who keeps a table: a digest of the browser or tab, empty where nobody knows.

        Raises
        ------
        HistoryError
            As `kept_table` does.
        """
        return self._of_table(key, measured_tables.c.made_by) or ""

    def _of_table(self, key: str, column: "Column[Any]") -> Any:
        query = select(column).where(measured_tables.c.key == key)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise HistoryError(_NOT_KEPT, is_passing=False)
        return row[0]

    def delete_table(self, *keys: str) -> bool:
        """Delete tables, all of them or none, and return whether there was one."""
        with self.writing() as connection:
            gone = delete(measured_tables).where(measured_tables.c.key.in_(keys))
            return connection.execute(gone).rowcount > 0


def _first_line(head: bytes) -> str:
    """Return the first line of a table of which the first bytes are given, compressed."""
    text = zlib.decompressobj().decompress(bytes(head), _HEAD_LENGTH).decode("utf-8", "replace")
    return next((line for line in text.splitlines() if line.strip()), "")
