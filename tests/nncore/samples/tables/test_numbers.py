import numpy as np
import pandas as pd
import pytest

from nncore.messages import SettingError
from nncore.samples.tables.numbers import column_numbers


def numbers(*cells, decimal="."):
    return column_numbers(pd.Series(cells, dtype=str), decimal, "v", 5)


def refusal_of(*cells):
    with pytest.raises(SettingError) as refusal:
        numbers(*cells)
    return str(refusal.value)


def test_cells_are_numbers_or_missing():
    found = numbers("1", " 2.5 ", None, "#DIV/0!", "1,000.5", "\u22123")
    assert found[1:] == ("", ())
    assert np.array_equal(found.values, [1.0, 2.5, np.nan, np.nan, 1000.5, -3.0], equal_nan=True)


def test_a_point_between_thousands_is_no_decimal_point():
    assert numbers("1.234", "1,5", "1.234,5", decimal=",").values.tolist() == [1234.0, 1.5, 1234.5]


@pytest.mark.parametrize("cell", ["abc", "1,5", "5 V", "True", "1;2"])
def test_a_word_is_refused_with_row_and_column(cell):
    words = f"Row 6 of column v holds “{cell}”, which is not a number"
    assert refusal_of("1", cell, "also wrong").startswith(words)


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://localhost";"x")', "=1+1", " =A1"])
def test_formulas_are_refused_and_not_evaluated(cell):
    with pytest.raises(SettingError, match="Row 5 of column v holds the formula “=.*not evaluated"):
        numbers(cell)


@pytest.mark.parametrize(
    ("cells", "decimal", "unit", "values"),
    [
        (("12.5%", "", "-3 %"), ".", "%", [12.5, np.nan, -3.0]),
        (("$1,200.50", "($4.00)", "-$5", "$-6"), ".", "$", [1200.5, -4.0, -5.0, -6.0]),
        (("1.200,50 €", "n.d.", "0,5€"), ",", "€", [1200.5, np.nan, 0.5]),
        (("CHF 1'200", "CHF 3"), ".", "CHF", [1200.0, 3.0]),
        (("3 m/s", "1e-3 m/s"), ".", "m/s", [3.0, 1e-3]),
    ],
)
def test_a_unit_beside_all_numbers_is_that_of_the_column(cells, decimal, unit, values):
    found = numbers(*cells, decimal=decimal)
    assert np.array_equal(found.values, values, equal_nan=True) and found.unit == unit
    assert [str(each) for each in found.said] == [
        f"“{unit}” beside the numbers of v was read as their unit."
    ]


def test_one_unit_is_that_of_all_numbers_or_of_none():
    assert refusal_of("5 V", "", "6").startswith("Row 7 of column v holds “6” without “V”, which")
    assert refusal_of("5 V", "6 mV").startswith("Row 6 of column v holds “6 mV”, which is not a")
