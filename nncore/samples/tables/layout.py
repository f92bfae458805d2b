"""How a table is written: between what its cells stand, its decimal sign, and its headings."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nncore.messages import Sentence, SettingError
from nncore.samples.tables.cell_units import is_value
from nncore.samples.tables.cells import is_missing, is_number, is_plain_number
from nncore.samples.tables.dates import is_date
from nncore.samples.tables.headings import clean_heading, label_and_unit, unit_alone

# So many rows say how all are written, and so many of their cells.
_SAMPLE_LINES, _SAMPLE_LENGTH, _SAMPLE_CELLS = 200, 2**18, 2**13
#: The delimiter of columns that stand below each other.
SPACES = r"\s+"
#: Delimiter and decimal sign, the likelier first: of two that fit as well, it is taken.
_WAYS = (
    *(("\t", "."), ("\t", ","), (";", "."), (";", ","), (",", "."), ("|", "."), ("|", ",")),
    *((SPACES, "."), (SPACES, ","), (",", ",")),
)
# What a comment begins with; headings often stand in one.
_COMMENT = re.compile(r"^\s*[#%]+\s*")
# A spreadsheet's own first line, which has one cell, or a second one that is empty.
_HINT = re.compile(r'"?sep=(.)"?\1*', re.IGNORECASE)
# The line between headings and rows, as Markdown has it.
_RULE = re.compile(r"[\s:=+-]*[-=]{2}[\s:=+-]*")
# At least such a share of the cells of a row of numbers is values.
_LEAST_SHARE = 0.5
# How much a cell speaks for a way to read it, if another way may be better: of a number 1.
_PERHAPS, _RATHER_NOT = 0.9, 0.8

_Cells = list[str]


@dataclass(frozen=True)
class Layout:
    r"""How a table is written.

    Parameters
    ----------
    delimiter : str
        What stands between cells, or ``\s+`` for any spaces.
    decimal : str
        The decimal sign.
    headings : tuple of (label, unit)
        One a column, with empty labels where the table has no headings.
    first_line : int
        The line, from 0, with which the numbers begin.
    first_row : int
        The row of it, from 1, as a spreadsheet counts them.
    said : tuple of Sentence
        What of this a reader should know.
    """

    delimiter: str
    decimal: str
    headings: tuple[tuple[str, str], ...]
    first_line: int
    first_row: int
    said: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """The first rows as one delimiter and decimal sign have them, and the line each ends with."""

    delimiter: str
    decimal: str
    rows: list[_Cells]
    ends: list[int]

    def quality(self, row: _Cells) -> float:
        """Return how much of a row is values, by its first cells if there are many."""
        cells = row[: _SAMPLE_CELLS // len(self.rows) + 1]
        total = sum(map(self.weight, cells))
        return total / len(cells) if cells else 0.0

    def weight(self, cell: str) -> float:
        """Return how much a cell speaks for this way to read it."""
        is_delimiter_in = self.delimiter == self.decimal and self.decimal in cell
        if is_plain_number(cell, self.decimal) or is_date(cell):
            # Between cells with commas, "1,234" has thousands rather than decimals.
            return _RATHER_NOT if is_delimiter_in else 1.0
        # 1.234 is rather a number with decimals than one with thousands.
        return _PERHAPS if is_value(cell, self.decimal) or is_missing(cell) else 0.0

    @cached_property
    def n_columns(self) -> int:
        """The most frequent number of cells, of rows of which at least half is values."""
        counts = Counter(len(row) for row in self.rows if self.quality(row) >= _LEAST_SHARE)
        of_all = Counter(map(len, self.rows))
        return max(counts, key=lambda n: (n > 1, counts[n], of_all[n], n), default=0)

    @property
    def full_rows(self) -> Iterator[_Cells]:
        """The rows with that number of cells."""
        return (row for row in self.rows if len(row) == self.n_columns)

    @cached_property
    def likelihood(self) -> float:
        """How many rows of values there are, if it is a table at all."""
        n = self.n_columns
        return sum(map(self.quality, self.full_rows)) if n > 1 else 0.0

    @cached_property
    def start(self) -> int | None:
        """The first row of values; None where there is none, or one column."""
        if self.n_columns < 2:
            return None
        full = [row for row in enumerate(self.rows) if len(row[1]) == self.n_columns]
        valued = [any(is_value(cell, self.decimal) for cell in row) for _, row in full]
        if not any(valued):
            return None
        begun = (
            has and bool(self.weight(row[0])) for has, (_, row) in zip(valued, full, strict=True)
        )
        first = next((j for j, is_begun in enumerate(begun) if is_begun), None)
        if first is None:  # names of rows stand before the values
            first = valued.index(True)
        # A word beside values is a heading, unless headings stand above it: then it is wrong.
        block = next((j + 1 for j in reversed(range(first)) if not valued[j]), None)
        return full[first if block is None else block][0]


def find_layout(text: str) -> Layout:
    """Find how a table is written from its first rows.

    Raises
    ------
    SettingError
        If it has one column only, or no numbers.
    """
    lines = _first_lines(text)
    hint = _HINT.fullmatch(lines[0].strip())
    ways = [way for way in _WAYS if not hint or way[0] == hint[1]] or _WAYS
    readings = [_reading(lines[1:] if hint else lines, *way) for way in ways]
    best = max(readings, key=lambda reading: reading.likelihood)
    if best.start is None:
        raise _no_table(lines, max(reading.n_columns for reading in readings) == 1)
    return _layout(best, best.start, 1 if hint else 0)


def _first_lines(text: str) -> list[str]:
    lines = text[:_SAMPLE_LENGTH].split("\n", _SAMPLE_LINES)
    is_cut = len(lines) > _SAMPLE_LINES or len(text) > _SAMPLE_LENGTH
    return lines[:-1] if is_cut and len(lines) > 1 else lines


def _reading(lines: Sequence[str], delimiter: str, decimal: str) -> _Reading:
    if delimiter == SPACES:
        rows = [line.split() for line in lines]
        return _Reading(delimiter, decimal, rows, [*range(1, len(lines) + 1)])
    rows, ends = [], []
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:  # a cell of more than 131,072 characters: no table of numbers has it
        pass
    return _Reading(delimiter, decimal, rows, ends)


def _layout(found: _Reading, start: int, n_skipped: int) -> Layout:
    """Look for headings in the rows above the first row of numbers."""
    above = [i for i, row in enumerate(found.rows[:start]) if not _is_empty(row)]
    headings, n_used = _headings(found, [found.rows[i] for i in above])
    over = above[: len(above) - n_used]
    for i in over:
        if len(found.rows[i]) > 1 and found.quality(found.rows[i]) == 1.0:
            row = i + 1 + n_skipped
            raise cell_count_refusal(row, len(found.rows[i]), found.n_columns)
    said = []
    if over:
        said.append(
            Sentence(
                "{n:,} line above the table left out.",
                "{n:,} lines above the table left out.",
                n=len(over),
            )
        )
    if found.decimal == ",":
        said.append(Sentence("Commas were read as decimal signs."))
    elif any("," in cell and is_number(cell, ".") for row in found.full_rows for cell in row):
        said.append(Sentence("Commas were read as signs between thousands."))
    first_line = (found.ends[start - 1] if start else 0) + n_skipped
    first_row = start + 1 + n_skipped
    return Layout(found.delimiter, found.decimal, headings, first_line, first_row, tuple(said))


def _is_empty(row: _Cells) -> bool:
    """Return whether a row above the numbers holds nothing, or rules alone."""
    return not any(cell.strip() and not _RULE.fullmatch(cell) for cell in row)


def _headings(found: _Reading, above: Sequence[_Cells]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return the headings, and of how many of the rows above the table they are made."""
    n = found.n_columns
    lines = [_heading_cells(row, found) for row in above[-2:]]
    if not lines or not (last := lines.pop()):
        return (("", ""),) * n, 0
    units = [unit_alone(cell) for cell in last]
    is_units = all(unit or is_missing(cell) for unit, cell in zip(units, last, strict=True))
    if is_units and any(units) and lines and (names := lines.pop()):
        pairs = zip(map(clean_heading, names), units, strict=True)
        return tuple((name, unit or "") for name, unit in pairs), 2
    return tuple(map(label_and_unit, last)), 1


def _heading_cells(row: _Cells, found: _Reading) -> _Cells | None:
    """Return the cells of a heading, which may stand in a comment; None where they are others."""
    cells, n = [_COMMENT.sub("", row[0]), *row[1:]], found.n_columns
    if found.delimiter == SPACES:
        cells = [cell for cell in cells if cell]
        if len(cells) != n:  # t / s  v / (m/s)
            joined = re.sub(r" ?/ ?", "/", " ".join(cells))
            cells = re.sub(r" ([(\[])", r"\1", joined).split(" ")
    while len(cells) > n and not cells[-1].strip():  # headings alone may end with a delimiter
        cells.pop()
    # Where each row ends with a delimiter, headings may end without one.
    if 1 < len(cells) < n and not any(any(each[len(cells) :]) for each in found.full_rows):
        cells += [""] * (n - len(cells))
    return cells if len(cells) == n else None


def cell_count_refusal(row: int, n_cells: int, n_columns: int) -> SettingError:
    """Return what is said of a row that is not as long as the others."""
    return SettingError(
        "Row {row:,} has {n_cells:,} cells, others have {n_columns:,}: give all rows as many.",
        row=row,
        n_cells=n_cells,
        n_columns=n_columns,
    )


def _no_table(lines: Sequence[str], has_one_column: bool) -> SettingError:
    if has_one_column:
        return SettingError(
            "The table has one column: give x and y in two, with a comma, a semicolon, a tab or "
            "spaces between them."
        )
    first = next(clean_heading(line) for line in lines if line.strip())
    return SettingError(
        "There is no table of numbers in the text that begins with “{first}”: give rows with a "
        "number for x and one for y.",
        first=first,
    )
