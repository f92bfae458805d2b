"""Rows that end with more delimiters than others, as spreadsheets and loggers write them."""

import csv


def without_empty_ends(rows: str, delimiter: str, n_columns: int) -> str:
    """Leave out the empty cells with which some rows are longer than others."""
    return "\n".join(_shortened(line, delimiter, n_columns) for line in rows.split("\n"))


def _shortened(line: str, delimiter: str, n_columns: int) -> str:
    if line.count(delimiter) < n_columns or not line.rstrip(" ").endswith(delimiter):
        return line
    n_more = len(next(csv.reader([line], delimiter=delimiter))) - n_columns
    while n_more > 0 and (short := line.rstrip(" ")).endswith(delimiter):
        line, n_more = short[: -len(delimiter)], n_more - 1
    return line
