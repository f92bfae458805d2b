"""What stands below a table: totals, and notes."""

import csv
import re

from nncore.messages import Sentence
from nncore.samples.tables.cell_units import is_value
from nncore.samples.tables.cells import is_missing
from nncore.samples.tables.headings import clean_heading

# So many lines are looked at.
_MOST_LINES = 20
# What begins a row that is made of those above it.
_TOTALS = frozenset(
    "total totals totale sum sums summe somme suma soma gesamt subtotal сумма итого всего "
    "average averages mean means mittel mittelwert durchschnitt moyenne media média promedio "
    "среднее median minimum maximum min max count anzahl std stdev".split()
)
_WORDS = re.compile(r"[\W_]*[^\W\d_]{2,}")


def without_footer(rows: str, delimiter: str, decimal: str) -> tuple[str, tuple[Sentence, ...]]:
    """Leave out the lines below a table, and say how many these are.

    They begin with a word where rows begin with a number or a date, and it is one for a total or a
    mean, or no number stands beside it: a word beside a number may be a slip in the table.

    Parameters
    ----------
    rows : str
        From the first row of numbers on.
    delimiter : str
        Between cells, a regular expression if it has more than one sign.
    decimal : str
        The decimal sign.
    """
    first = _cells(rows.partition("\n")[0], delimiter)
    if not first or not is_value(first[0], decimal):
        return rows, ()
    end, n, last = len(rows), 0, ""
    position = end
    for _ in range(_MOST_LINES):
        start = rows.rfind("\n", 0, position) + 1
        line = rows[start:position]
        if line.strip():
            if not _is_footer(_cells(line, delimiter), decimal):
                break
            end, n, last = start, n + 1, line
        if not start:
            break
        position = start - 1
    if not n:
        return rows, ()
    said = Sentence(
        "The line below the table that begins with “{first}” left out.",
        "{n:,} lines below the table left out, the first of which begins with “{first}”.",
        n=n,
        first=clean_heading(_cells(last, delimiter)[0]),
    )
    return rows[:end], (said,)


def _cells(line: str, delimiter: str) -> list[str]:
    if len(delimiter) > 1:
        return re.split(delimiter, line.strip())
    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])


def _is_footer(cells: list[str], decimal: str) -> bool:
    head = cells[0] if cells else ""
    if not _WORDS.match(head) or is_missing(head) or is_value(head, decimal):
        return False
    if set(re.split(r"[\W_]+", head.lower())) & _TOTALS:
        return True
    return not any(is_value(cell, decimal) for cell in cells)
