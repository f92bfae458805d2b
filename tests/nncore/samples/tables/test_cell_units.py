import pytest

from nncore.samples.tables.cell_units import is_value, number_with_unit


@pytest.mark.parametrize(
    ("cell", "decimal", "parts"),
    [
        ("5 %", ".", ("5", "%")),
        ("-0,5‰", ",", ("-0,5", "‰")),
        ("US$1,200.50", ".", ("1,200.50", "US$")),
        ("- $ 3", ".", ("-3", "$")),
        ("(€ 3)", ".", ("-3", "€")),
        ("3 kr", ".", ("3", "kr")),
        ("1.5e3 N/m", ".", ("1.5e3", "N/m")),
        ("20°C", ".", ("20", "°C")),
    ],
)
def test_number_and_unit(cell, decimal, parts):
    assert number_with_unit(cell, decimal) == parts


@pytest.mark.parametrize(
    "cell", ["5", "%", "V 5", "5 parts", "1 1", "5 V 6", "1,5 V", "(5)", "$", "$x", "m/s", "=5 V"]
)
def test_what_is_no_number_with_a_unit(cell):
    assert number_with_unit(cell, ".") is None


def test_what_a_value_is():
    assert all(is_value(cell, ".") for cell in ("2024-01-31", "10:30", "1", "1,000", "5 V"))
    assert not any(is_value(cell, ".") for cell in ("NA", "", "x", "t / s"))
