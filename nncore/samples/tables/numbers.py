"""The cells of a column as numbers, or which of them is none."""

from typing import Any, NamedTuple

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import Sentence, SettingError
from nncore.samples.tables.cell_units import number_with_unit
from nncore.samples.tables.cells import is_missing, number_or_nan
from nncore.samples.tables.headings import clean_heading


class Numbers(NamedTuple):
    """The numbers of a column, the unit that stands beside them, and what is said of it."""

    values: FloatArray
    unit: str = ""
    said: tuple[Sentence, ...] = ()


def column_numbers(cells: Any, decimal: str, name: str, first_row: int) -> Numbers:
    """Return the numbers of a column of text; NaN where nothing is.

    Parameters
    ----------
    cells : pandas.Series of str
        NaN where a row has no cell.
    decimal : str
        The decimal sign.
    name : str
        Of the column.
    first_row : int
        The row of the first cell, from 1.

    Raises
    ------
    SettingError
        At the first cell that is neither a number nor empty, with its row, or that has no unit
        where others have one.
    """
    import pandas as pd

    # Most cells are plain; the others are looked at one by one.
    plain = cells.str.strip()
    if decimal == ",":
        plain = plain.mask(plain.str.contains(".", regex=False, na=False))
        plain = plain.str.replace(",", ".", regex=False)
    values: FloatArray = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float, copy=True)
    unit, has_unit = _unit_at_ends(plain, values)
    for i in np.flatnonzero(np.isnan(values) & cells.notna().to_numpy()):
        cell = cells.iloc[i]
        values[i] = number_or_nan(cell, decimal)
        if not np.isnan(values[i]) or is_missing(cell):
            continue
        parts = number_with_unit(cell, decimal)
        is_first = not unit and np.all(np.isnan(values[:i]))  # which says what others have
        if parts is None or not (is_first or parts.unit == unit):
            raise cell_refusal(cell, name, first_row + int(i))
        unit, has_unit[i] = parts.unit, True
        values[i] = number_or_nan(parts.number, decimal)
    return _with_unit(values, unit, has_unit, cells, name, first_row) if unit else Numbers(values)


def _unit_at_ends(plain: Any, values: FloatArray) -> tuple[str, np.ndarray]:
    """Fill in the plain numbers that have the unit of the first cell behind them; return both."""
    import pandas as pd

    has_unit = np.zeros(values.size, dtype=bool)
    first = next((cell for cell in plain.dropna() if not is_missing(cell)), "")
    parts = number_with_unit(first, ".")
    if parts is None or not first.endswith(parts.unit):
        return "", has_unit
    ends = plain.str.endswith(parts.unit, na=False)
    found = pd.to_numeric(plain[ends].str.slice(stop=-len(parts.unit)).str.strip(), errors="coerce")
    has_unit[ends] = found.notna()
    values[has_unit] = found.dropna()
    return parts.unit, has_unit


def _with_unit(
    values: FloatArray, unit: str, has_unit: np.ndarray, cells: Any, name: str, first_row: int
) -> Numbers:
    """Return numbers that all have one unit, or refuse the first that has none."""
    without = np.flatnonzero(~has_unit & ~np.isnan(values))
    if without.size:
        raise _no_unit(cells.iloc[without[0]], unit, name, first_row + int(without[0]))
    said = Sentence(
        "“{unit}” beside the numbers of {column} was read as their unit.", unit=unit, column=name
    )
    return Numbers(values, unit, (said,))


def _no_unit(cell: str, unit: str, name: str, row: int) -> SettingError:
    return SettingError(
        "Row {row:,} of column {column} holds “{cell}” without “{unit}”, which others have: give "
        "all in one unit.",
        row=row,
        column=name,
        cell=clean_heading(cell),
        unit=unit,
    )


def cell_refusal(cell: str, name: str, row: int) -> SettingError:
    """Return what is said of a cell that is no number."""
    shown = {"row": row, "column": name, "cell": clean_heading(cell)}
    if cell.lstrip().startswith("="):
        return SettingError(
            "Row {row:,} of column {column} holds the formula “{cell}”, which is not evaluated: "
            "save the table with its values.",
            **shown,
        )
    return SettingError(
        "Row {row:,} of column {column} holds “{cell}”, which is not a number: correct the cell, "
        "or leave it empty where a value is missing.",
        **shown,
    )
