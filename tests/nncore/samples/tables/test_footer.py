import pytest

from nncore.samples.tables import read_table
from nncore.samples.tables.footer import without_footer

ROWS = "0,1\n1,2\n2,4\n"


@pytest.mark.parametrize(
    ("below", "first"),
    [
        ("Total,7\n", "Total"),
        ("\n\n Grand total : ,7\n\n", "Grand total :"),
        ("Mittelwert,2.3", "Mittelwert"),
        ("measured in lab 3", "measured in lab 3"),
        ('"Note: a, b, c",', "Note: a, b, c"),
    ],
)
def test_totals_and_notes_below_a_table_are_left_out(below, first):
    rows, said = without_footer(ROWS + below, ",", ".")
    assert rows == ROWS + below[: len(below) - len(below.lstrip("\n"))]
    assert [str(each) for each in said] == [
        f"The line below the table that begins with “{first}” left out."
    ]


def test_they_are_counted():
    rows, said = without_footer("0 1\n1 2\nSumme 3\nMittelwert 1.5\n", r"\s+", ".")
    assert rows == "0 1\n1 2\n" and said[0].values == {"n": 2, "first": "Summe"}


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        ROWS + "abc,5\n",  # a slip, which the column names
        ROWS + "NaN,5\n",
        ROWS + ",7\n",
        "Total,7\n" + ROWS,
        "Mon,1\nTue,2\nTotal,3\n",  # names of rows
        "",
    ],
)
def test_rows_are_no_footer(rows):
    assert without_footer(rows, ",", ".") == (rows, ())


def test_a_table_with_totals_is_read():
    data = read_table("t;v\n0;1,5\n1;2,5\n2;3,5\nSumme;7,5\n").measured()
    assert data.y.tolist() == [1.5, 2.5, 3.5] and "“Summe”" in str(data.mended[-1])
