"""The cells of a column as numbers, or which of them is none."""

from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.samples.tables.cells import is_missing, number_or_nan
from nncore.samples.tables.headings import clean_heading


def column_numbers(cells: Any, decimal: str, name: str, first_row: int) -> FloatArray:
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
        At the first cell that is neither a number nor empty, with its row.
    """
    import pandas as pd

    # Most cells are plain; the others are looked at one by one.
    plain = cells.str.strip()
    if decimal == ",":
        plain = plain.mask(plain.str.contains(".", regex=False, na=False))
        plain = plain.str.replace(",", ".", regex=False)
    values: FloatArray = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float, copy=True)
    for i in np.flatnonzero(np.isnan(values) & cells.notna().to_numpy()):
        cell = cells.iloc[i]
        values[i] = number_or_nan(cell, decimal)
        if np.isnan(values[i]) and not is_missing(cell):
            raise cell_refusal(cell, name, first_row + int(i))
    return values


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
