"""Tables as comma-separated values that any program reads, with every digit of their numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

#: What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_SIGNS = ("=", "+", "-", "@")


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write a table as RFC 4180 has it: commas, quotes where needed, lines that end in CR LF.

    Parameters
    ----------
    heads : sequence of str
        The heads of the columns, with their units in brackets. They are English in every
        language, for programs read them.
    rows : iterable of sequences
        Numbers, booleans, text, and None for an empty cell.

    Returns
    -------
    str
        Floats have as many digits as it takes to read the very same float64 again.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # its defaults are those of the RFC
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def no_formula(text: str) -> str:
    """Return what a user wrote so that a spreadsheet shows it, and does not work it out."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | np.integer):
        return str(int(value))
    return value if isinstance(value, str) else repr(float(value))
