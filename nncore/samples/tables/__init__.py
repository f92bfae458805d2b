"""Tables of measurements: read as text, and nothing in them is evaluated."""

from nncore.samples.tables.reading import MOST_COLUMNS, MOST_ROWS, read_table, read_table_file
from nncore.samples.tables.table import Column, Table

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Column", "Table", "read_table", "read_table_file"]
