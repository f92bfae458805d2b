import math

import pytest

from nncore.samples.tables.cells import is_missing, is_number, number_or_nan


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1", ".", 1.0),
        (" -1.5e3 ", ".", -1500.0),
        (".5", ".", 0.5),
        ("1,5", ",", 1.5),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1\u202f234\u202f567,5", ",", 1234567.5),
        ("1'234.5", ".", 1234.5),
        ("\u22122,5", ",", -2.5),
        ("1.5D-2", ".", 0.015),
        ("-inf", ".", -math.inf),
    ],
)
def test_numbers_of_many_countries(cell, decimal, value):
    assert is_number(cell, decimal) and number_or_nan(cell, decimal) == value


@pytest.mark.parametrize(
    ("cell", "decimal"),
    [("1,5", "."), ("1.5", ","), ("0,125", "."), ("1,23,456", "."), ("1_000", "."), ("0x10", "."),
     ("٣", "."), ("1 2", "."), ("=1", "."), ("True", "."), ("5 V", "."), ("", ".")],
)  # fmt: skip
def test_what_is_no_number(cell, decimal):
    assert not is_number(cell, decimal) and math.isnan(number_or_nan(cell, decimal))


def test_missing_values():
    assert all(map(is_missing, ("", " ", "NA", "n/a", "NaN", "null", "-", "—", "<NA>", "n.d.")))
    assert not any(map(is_missing, ("0", "x", "#", "#1", "Err", "# N/A is missing")))


@pytest.mark.parametrize(
    "cell",
    ["#DIV/0!", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#WERT!",
     "#BEZUG!", "#NV", "#¡VALOR!", "#¿NOMBRE?", "#N/D", "#ДЕЛ/0!", "#Н/Д", "#####", "Err:502"],
)  # fmt: skip
def test_an_error_of_a_formula_is_a_missing_value(cell):
    assert is_missing(cell) and is_missing(f" {cell} ")
