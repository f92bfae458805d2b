"""Tables of measurements that are too large for a link, and that their reader keeps."""

import zlib
from typing import Any

from sqlalchemy import Column, delete, func, insert, select

from nncore.messages import SettingError, marked
from nncore.runs.database import Database, now
from nncore.runs.history_error import HistoryError
from nncore.runs.run_record import new_key
from nncore.runs.schema import measured_tables

_MEGABYTE = 2**20
#: Megabytes of the text of one table, and of all tables together as they are kept.
LARGEST_KEPT, MOST_KEPT = 32, 512

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

    def delete_table(self, key: str) -> bool:
        """Delete a table, and return whether there was one."""
        with self.writing() as connection:
            gone = delete(measured_tables).where(measured_tables.c.key == key)
            return connection.execute(gone).rowcount == 1
