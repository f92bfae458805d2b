"""A table of measurements: columns with names, from which measured data are chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import Sentence, SettingError
from nncore.samples.measured_data import MeasuredData, check_sigma, check_values
from nncore.samples.tables.cell_units import is_value
from nncore.samples.tables.cells import is_missing
from nncore.samples.tables.clocks import is_clock
from nncore.samples.tables.dates import date_refusal, is_date, times
from nncore.samples.tables.headings import clean_heading, is_sigma
from nncore.samples.tables.layout import Layout
from nncore.samples.tables.number_dates import written_dates
from nncore.samples.tables.numbers import Numbers, column_numbers

_MOST_NAMED = 8
# So many cells say whether a column holds text, and so many columns are worth a word.
_FIRST_CELLS, _MANY_COLUMNS = 100, 20


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        What it is chosen by: its label, with a number where another one has the same, or the
        number of the column if there are no headings.
    label : str
        What was measured; empty if there are no headings.
    unit : str
        Empty where there is none.
    number : int
        From 1.
    """

    name: str
    label: str
    unit: str
    number: int


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read.

    Parameters
    ----------
    columns : tuple of Column
        Those that are not empty.
    said : tuple of Sentence
        What a reader should know of how it was read.
    layout : Layout
        How it was written.
    frame : pandas.DataFrame
        The cells: columns of numbers, or of text where one cell is no number.
    """

    columns: tuple[Column, ...]
    said: tuple[Sentence, ...]
    layout: Layout
    frame: Any

    def column(self, chosen: str | int) -> Column:
        """Return the column of a name, or of a number from 1.

        Raises
        ------
        SettingError
            If there is none.
        """
        text = clean_heading(str(chosen))
        for column in self.columns:
            if text in (column.name, column.label):
                return column
        for column in self.columns:
            if text == str(column.number):
                return column
        raise SettingError(
            "There is no column “{chosen}”: choose one of {columns}, or its number.",
            chosen=text,
            columns=", ".join(column.name for column in self.columns[:_MOST_NAMED]),
        )

    @cached_property
    def suggested(self) -> tuple[Column, Column, Column | None]:
        """The columns that are likely x, y and the standard error of y.

        Raises
        ------
        SettingError
            If not two columns hold numbers.
        """
        usable = [column for column in self.columns if not self._is_text(column)]
        filled = [column for column in usable if self._cells(column).notna().any()]
        usable = filled if len(filled) > 1 else usable
        if len(usable) > 2 and self._has_row_numbers(usable[0]):
            usable = usable[1:]
        x = usable[0] if usable else None
        numbers = [column for column in usable if column != x and self._dates(column) is None]
        if x is None or not numbers:
            raise self._no_numbers()
        y, *rest = numbers
        return x, y, next((each for each in rest if is_sigma(each.label, y.label)), None)

    def measured(
        self,
        x: str | int | None = None,
        y: str | int | None = None,
        sigma: str | int | None = None,
    ) -> MeasuredData:
        """Return the measurements of chosen columns.

        Parameters
        ----------
        x, y, sigma : str or int, optional
            Names or numbers of columns; x and y are as `suggested` without it, and without sigma
            the standard errors are not known.

        Raises
        ------
        SettingError
            If a cell is no number, with its row and column.
        """
        x_column = self.suggested[0] if x is None else self.column(x)
        y_column = self.suggested[1] if y is None else self.column(y)
        points, unit, said = self._points(x_column)
        measured = self._numbers(y_column)
        values = {"x": points, "y": measured.values}
        self._check(check_values, x_column, values["x"])
        self._check(check_values, y_column, values["y"])
        if sigma is not None:
            values["sigma"] = self._numbers(self.column(sigma)).values
            self._check(check_sigma, self.column(sigma), values["sigma"])
        return MeasuredData(
            **{name: column[self._is_filled] for name, column in values.items()},
            x_label=x_column.label or "x",
            y_label=y_column.label or "y",
            x_unit=unit,
            y_unit=y_column.unit or measured.unit,
            mended=(*self.said, *self._many_columns(x_column, y_column), *said, *measured.said),
        )

    def _many_columns(self, x: Column, y: Column) -> tuple[Sentence, ...]:
        if len(self.columns) <= _MANY_COLUMNS:
            return ()
        return (
            Sentence(
                "Of {n:,} columns {x} and {y} were taken.", n=len(self.columns), x=x.name, y=y.name
            ),
        )

    def matrix(self) -> FloatArray:
        """Return all the numbers, (n_rows, n_columns), where no row and no cell is empty.

        Raises
        ------
        SettingError
            If a cell is no number, or missing, with its row and column.
        """
        columns = []
        for column in self.columns:
            numbers = self._numbers(column).values
            missing = np.flatnonzero(np.isnan(numbers) & self._is_filled)
            if missing.size:
                raise SettingError(
                    "Row {row:,} of column {column} is empty: a field has a value at each point.",
                    row=int(missing[0]) + self.layout.first_row,
                    column=column.name,
                )
            columns.append(numbers[self._is_filled])
        return np.column_stack(columns)

    @cached_property
    def _is_filled(self) -> np.ndarray:
        """Which rows are not empty: that an empty line is none is not worth a word."""
        return self.frame.notna().any(axis=1).to_numpy()

    def _check(self, check: Callable[..., None], column: Column, values: FloatArray) -> None:
        given = np.flatnonzero(~np.isnan(values))
        check(column.name, values[given], given + self.layout.first_row)

    def _cells(self, column: Column) -> Any:
        return self.frame[column.number - 1]

    def _first(self, column: Column) -> str | None:
        """Return the first cell of a column of text that is not missing."""
        cells = self._cells(column)
        if cells.dtype.kind in "iuf":
            return None
        return next((cell for cell in cells.dropna() if not is_missing(cell)), None)

    def _dates(self, column: Column) -> Any:
        """Return the cells of a column of dates, NaN where one is missing; None of any other."""
        import pandas as pd

        cells = self._cells(column)
        if cells.dtype.kind in "iuf":
            return written_dates(cells.to_numpy(dtype=float), column.label)
        first = self._first(column)
        if first is None or not (is_date(first) or first.strip().isdigit()):
            return None
        given = cells.mask(_are_missing(cells))
        if is_date(first):
            return given
        numbers = pd.to_numeric(given, errors="coerce")  # a formula's error stands beside them
        is_whole = numbers.notna().equals(given.notna())
        return written_dates(numbers.to_numpy(dtype=float), column.label) if is_whole else None

    def _has_row_numbers(self, column: Column) -> bool:
        """Return whether a column has no heading, unlike others, and counts the rows."""
        cells = self._cells(column)
        if column.label or not any(each.label for each in self.columns) or cells.dtype.kind != "i":
            return False
        return cells[0] in (0, 1) and bool((cells.diff()[1:] == 1).all())

    def _no_numbers(self) -> SettingError:
        """Return what is said of a table without two columns of numbers."""
        for column in filter(self._is_text, self.columns):
            cells = self._cells(column)
            is_wrong = [
                not (is_missing(cell) or is_value(cell, self.layout.decimal))
                for cell in cells[:_FIRST_CELLS].fillna("")
            ]
            if any(is_wrong):
                i = is_wrong.index(True)
                return SettingError(
                    "The table has no two columns of numbers: row {row:,} of column {column} holds "
                    "“{cell}”; give one column of numbers for x and y each.",
                    row=self.layout.first_row + i,
                    column=column.name,
                    cell=clean_heading(cells[i]),
                )
        return SettingError("The table has no two columns of numbers: give one for x and y each.")

    def _is_text(self, column: Column) -> bool:
        if self._first(column) is None:
            return False
        cells = [
            cell for cell in self._cells(column).dropna()[:_FIRST_CELLS] if not is_missing(cell)
        ]
        return sum(is_value(cell, self.layout.decimal) for cell in cells) < len(cells) / 2

    def _numbers(self, column: Column) -> Numbers:
        cells = self._cells(column)
        if cells.dtype.kind in "iuf":
            return Numbers(cells.to_numpy(dtype=float))
        return column_numbers(cells, self.layout.decimal, column.name, self.layout.first_row)

    def _points(self, column: Column) -> tuple[FloatArray, str, tuple[Sentence, ...]]:
        """Return the points of a column, their unit, and what is said of them: dates may be x."""
        dates = self._dates(column)
        if dates is None:
            numbers = self._numbers(column)
            return numbers.values, column.unit or numbers.unit, numbers.said
        dates, said = self._with_clock(column, dates)
        found = times(dates)
        if found.failed is not None:
            row = self.layout.first_row + found.failed
            raise date_refusal(dates.iloc[found.failed], column.name, row)
        return found.values, found.unit, (*said, *found.said)

    def _with_clock(self, column: Column, dates: Any) -> tuple[Any, tuple[Sentence, ...]]:
        """Return dates with the times of day that stand in the next column, if they have none."""
        after = next((each for each in self.columns if each.number == column.number + 1), None)
        clock = None if after is None else self._dates(after)
        if after is None or clock is None or not is_clock(str(clock.dropna().iloc[0])):
            return dates, ()
        both = dates.str.strip() + " " + clock.str.strip()
        present = both.dropna()
        first = str(present.iloc[0]) if present.size else ""
        if is_clock(str(dates.dropna().iloc[0])) or not is_date(first):
            return dates, ()
        said = Sentence(
            "The dates of {x} and the times of day of {clock} were taken together.",
            x=column.name,
            clock=after.name,
        )
        return both, (said,)


def _are_missing(cells: Any) -> Any:
    """Return which cells of text say that there is no value."""
    return cells.map(is_missing, na_action="ignore").fillna(False).astype(bool)
