import numpy as np
import pandas as pd
import pytest

from nncore.messages import SettingError
from nncore.samples.tables.numbers import column_numbers


def numbers(*cells, decimal="."):
    return column_numbers(pd.Series(cells, dtype=str), decimal, "v", 5)


def test_cells_are_numbers_or_missing():
    found = numbers("1", " 2.5 ", None, "NA", "1,000.5", "\u22123")
    assert np.array_equal(found, [1.0, 2.5, np.nan, np.nan, 1000.5, -3.0], equal_nan=True)


def test_a_point_between_thousands_is_no_decimal_point():
    assert numbers("1.234", "1,5", "1.234,5", decimal=",").tolist() == [1234.0, 1.5, 1234.5]


@pytest.mark.parametrize("cell", ["abc", "1,5", "5 V", "True", "1;2"])
def test_a_word_is_refused_with_row_and_column(cell):
    with pytest.raises(SettingError) as refusal:
        numbers("1", cell, "also wrong")
    assert str(refusal.value).startswith(f"Row 6 of column v holds “{cell}”, which is not a number")


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://localhost";"x")', "=1+1", " =A1"])
def test_formulas_are_refused_and_not_evaluated(cell):
    with pytest.raises(SettingError, match="Row 5 of column v holds the formula “=.*not evaluated"):
        numbers(cell)
