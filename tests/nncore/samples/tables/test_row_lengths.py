import pytest

from nncore.samples.tables import read_table
from nncore.samples.tables.row_lengths import without_empty_ends


@pytest.mark.parametrize(
    ("rows", "even"),
    [
        ("0,1,\n1,2,,\n2,", "0,1\n1,2\n2,"),
        ("0,, \n", "0,\n"),
        ('"a,b",1,\n"a,b,",', '"a,b",1\n"a,b,",'),
        ("0,1,2\n", "0,1,2\n"),
    ],
)
def test_empty_cells_beyond_the_columns_are_left_out(rows, even):
    assert without_empty_ends(rows, ",", 2) == even


def test_rows_may_end_with_a_delimiter_or_without():
    data = read_table("t,v\n0,1\n1,2,\n2,3,,\n3,4\n").measured()
    assert data.x.tolist() == [0.0, 1.0, 2.0, 3.0] and data.y_label == "v"
