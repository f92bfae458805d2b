"""Reading a table: a file's content, or columns that were pasted."""

import io
import re
from pathlib import Path
from typing import Any

from nncore.messages import Sentence, SettingError
from nncore.samples.tables.cells import MISSING_AS_WRITTEN
from nncore.samples.tables.comments import without_comments, without_headings
from nncore.samples.tables.file_text import check_size, file_text
from nncore.samples.tables.footer import without_footer
from nncore.samples.tables.layout import SPACES, Layout, cell_count_refusal, find_layout
from nncore.samples.tables.row_lengths import without_empty_ends
from nncore.samples.tables.table import Column, Table

#: More rows are not read, and no more columns.
MOST_ROWS, MOST_COLUMNS = 1_000_000, 1_000


def read_table_file(path: str | Path) -> Table:
    """Read a table from a file.

    Raises
    ------
    SettingError
        If it cannot be opened, or for what `read_table` refuses.
    """
    try:
        check_size(Path(path).stat().st_size)
        content = Path(path).read_bytes()
    except OSError as problem:
        raise SettingError(
            "The file {path} cannot be read: {reason}.", path=path, reason=problem.strerror
        ) from problem
    return read_table(content)


def read_table(content: bytes | str) -> Table:
    r"""Read a table: a file's content, or columns that were pasted.

    Columns are separated by commas, semicolons, tabs, bars or spaces; numbers have a decimal point
    or a decimal comma, with or without signs between thousands; there may be headings, with units
    (``v (m/s)``, ``t / s``), also in a line of their own, and lines above them. A cell that is
    empty, or NA, NaN, null or a dash, or a formula's error such as #DIV/0!, is a missing value.

    Parameters
    ----------
    content : bytes or str
        At most `MOST_ROWS` rows and `MOST_COLUMNS` columns.

    Raises
    ------
    SettingError
        If it is no table of numbers with two columns, or a row has more cells than the others.
    """
    text, said = file_text(content)
    layout = find_layout(text)
    if len(layout.headings) > MOST_COLUMNS:
        raise SettingError(
            "The table has {n_columns:,} columns, at most {most:,} are read: leave out those that "
            "are not needed.",
            n_columns=len(layout.headings),
            most=MOST_COLUMNS,
        )
    n_rows = text.count("\n") + (not text.endswith("\n")) - layout.first_line
    if n_rows > MOST_ROWS:
        raise SettingError(
            "The table has {n_rows:,} rows, at most {most:,} are read: leave out or average some.",
            n_rows=n_rows,
            most=MOST_ROWS,
        )
    rows, left_out = _rows(text, layout)
    frame = _frame(rows, layout)
    return Table(_columns(frame, layout), (*said, *layout.said, *left_out), layout, frame)


def _rows(text: str, layout: Layout) -> tuple[str, tuple[Sentence, ...]]:
    """Return the text of the rows, without what is none, and what is said of that."""
    rows, said = without_comments(_from_line(text, layout.first_line), layout.delimiter)
    if any(label for label, _ in layout.headings):
        above = text.split("\n", layout.first_line)[:-1]
        rows, again = without_headings(rows, [line for line in above if line.strip()][-2:])
        said = (*said, *again)
    rows, below = without_footer(rows, layout.delimiter, layout.decimal)
    return rows, (*said, *below)


def _from_line(text: str, number: int) -> str:
    start = 0
    for _ in range(number):
        start = text.index("\n", start) + 1
    return text[start:]


def _frame(rows: str, layout: Layout) -> Any:
    import pandas as pd  # a third of a second to load, which only tables need

    options = {
        "sep": layout.delimiter,
        "header": None,
        "skip_blank_lines": False,
        "keep_default_na": False,
        "na_values": MISSING_AS_WRITTEN,
        "skipinitialspace": layout.delimiter != SPACES,
    }
    source = io.StringIO(rows)
    try:
        frame = pd.read_csv(source, decimal=layout.decimal, low_memory=False, **options)
        # Truth values and very large numbers: as they are written.
        others = [name for name, kind in frame.dtypes.items() if not _is_number_or_text(kind)]
        if others:
            source.seek(0)
            frame[others] = pd.read_csv(source, usecols=others, dtype=str, **options)[others]
    except pd.errors.EmptyDataError:  # what is left were headings and comments
        check_size(0)
    except pd.errors.ParserError as problem:
        if layout.delimiter != SPACES:
            even = without_empty_ends(rows, layout.delimiter, len(layout.headings))
            if even != rows:
                return _frame(even, layout)
        raise _row_refusal(problem, layout) from None
    return frame


def _is_number_or_text(kind: Any) -> bool:
    import pandas as pd

    return kind.kind in "iuf" or isinstance(kind, pd.StringDtype)


def _row_refusal(problem: ValueError, layout: Layout) -> SettingError:
    """Return what is said of a row that pandas cannot read, of which it gives the number."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(problem)):
        n_columns, line, n_cells = map(int, found.groups())
        row = line + layout.first_row - 1
        return cell_count_refusal(row, n_cells, n_columns)
    found = re.search(r"starting at row (\d+)", str(problem))
    return SettingError(
        "The quotation mark in row {row:,} is not closed: close it, or leave it out.",
        row=layout.first_row + int(found[1] if found else 0),
    )


def _columns(frame: Any, layout: Layout) -> tuple[Column, ...]:
    """Return the columns that are not empty; spreadsheets write some more."""
    columns: list[Column] = []
    taken: set[str] = set()
    for i, (label, unit) in enumerate(layout.headings[: frame.shape[1]]):
        if not label and frame[i].isna().all():
            continue
        name = label if label and label not in taken else str(i + 1)
        taken.add(name)
        columns.append(Column(name, label, unit, i + 1))
    return tuple(columns)
