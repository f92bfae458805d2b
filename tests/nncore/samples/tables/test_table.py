import numpy as np
import pytest

from nncore.messages import SettingError
from nncore.samples.tables import read_table

TABLE = read_table(
    "n,t / s,v (m/s),comment,σ_v\n1,0,1,ok,.1\n2,1,3,,.2\n3,2,NA,bad,.1\n4,3,2,,.1\n"
)


def test_columns_are_chosen_by_name_or_number():
    by_name = TABLE.measured("t", "v", "σ_v")
    by_number = TABLE.measured(2, "3", 5)
    for data in (by_name, by_number):
        assert data.x.tolist() == [0.0, 1.0, 3.0] and data.y.tolist() == [1.0, 3.0, 2.0]
        assert data.sigma.tolist() == [0.1, 0.2, 0.1]
        assert (data.x_label, data.x_unit, data.y_label, data.y_unit) == ("t", "s", "v", "m/s")
        assert [str(each) for each in data.mended] == ["1 row without a value left out."]


def test_a_name_comes_before_a_number():
    assert read_table("t,1\n0,5\n1,6\n").column("1").number == 2


def test_a_long_name_is_found_as_it_is_kept_and_as_it_was_written():
    long = "the temperature of the water in the upper part of the basin of the lake"
    table = read_table(f"t,{long}\n0,5\n1,6\n")
    assert table.column(long) == table.column(table.columns[1].name) == table.columns[1]


def test_columns_with_one_name_have_their_numbers():
    assert [column.name for column in read_table("v,v,t\n0,1,2\n1,2,3\n").columns] == [
        "v",
        "2",
        "t",
    ]


def test_x_and_y_are_the_first_columns_of_numbers():
    x, y, sigma = TABLE.suggested
    assert (x.name, y.name, sigma) == ("n", "t", None)
    x, y, sigma = read_table("id,t,v,dv\na,0,1,.1\nb,1,2,.1\n").suggested
    assert (x.name, y.name, sigma.name) == ("t", "v", "dv")
    x, y, _ = read_table("v,when,T\n1,2024-01-01,5\n2,2024-01-02,6\n").suggested
    assert (x.name, y.name) == ("v", "T")


def test_empty_columns_and_row_numbers_are_neither_x_nor_y():
    for text in ("t,note,v\n1,,2\n2,,3\n", ",t,v\n0,1,2\n1,2,3\n", ",t,v\n1,1,2\n2,2,3\n"):
        x, y, _ = read_table(text).suggested
        assert (x.name, y.name) == ("t", "v")
    # A column without heading that does not count, or that is needed, is one as others.
    assert read_table(",t,v\n0,1,2\n2,2,3\n").suggested[0].name == "1"
    assert read_table(",v\n0,1\n1,2\n").suggested[0].name == "1"


def test_dates_may_be_x_and_not_y():
    table = read_table("day,T\n2024-01-01,5\n2024-01-02,6\n-,7\n")
    data = table.measured()
    assert data.x.tolist() == [0.0, 86400.0] and data.x_unit == "s"
    assert [str(each) for each in data.mended] == [
        "Dates are counted in seconds from 2024-01-01 00:00:00.",
        "1 row without a value left out.",
    ]
    with pytest.raises(SettingError, match="Row 2 of column day holds “2024-01-01”, which is not"):
        table.measured("T", "day")


def test_empty_lines_and_columns_are_not_worth_a_word():
    table = read_table("t,v,,\n\n0,1,,\n,,,\n1,2,,\n\n\n")
    assert [column.name for column in table.columns] == ["t", "v"]
    assert table.measured().mended == () and table.measured().x.tolist() == [0.0, 1.0]


def test_many_columns_are_said():
    rows = [",".join(f"c{i}" for i in range(200))]
    rows += [",".join(str(i * j) for i in range(200)) for j in range(1, 12)]
    data = read_table("\n".join(rows)).measured("c1", "c7")
    assert np.array_equal(data.y, 7 * data.x)
    assert [str(each) for each in data.mended] == ["Of 200 columns c1 and c7 were taken."]


@pytest.mark.parametrize(
    ("text", "columns", "words"),
    [
        ("t,v\n0,1\n1,2\n", ("q", "v"), "There is no column “q”: choose one of t, v"),
        ("t,v\n0,1\n1,2\n", ("t", 3), "There is no column “3”"),
        ("t,v\n0,1\n\n1,abc\n", (), "Row 4 of column v holds “abc”, which is not a number"),
        ("t,v\n0,1\n1,=HYPERLINK(\"http://x\")\n", (), "Row 3 of column v holds the formula"),
        ("t,v\n0,1\n1,2\nabc,1.5\n", (), "Row 4 of column t holds “abc”"),
        ("t,v\n0,1\n1,1e400\n", (), "`v` is inf in row 3"),
        ("t,v,s\n0,1,1\n\n1,2,0\n", ("t", "v", "s"), "`s` is 0 in row 4: a standard error must be"),
        (
            "t,v\n0,True\n1,False\n",
            (),
            "The table has no two columns of numbers: row 2 of column v holds “True”; give one",
        ),
        ("t,v\n1,-\n2,12 x\n", (), "The table has no two columns of numbers: row 3 of column v"),
        ("2024-01-01,2024-01-02\n", (), "The table has no two columns of numbers: give one"),
        ("t,v\n0,True\n1,False\n", ("t", "v"), "Row 2 of column v holds “True”"),
        ("t,v\n5,1\n5,2\n", (), "All values of `x` are 5"),
        ("t,v\n5,1\n", (), "All values of `x` are 5"),
        ("t,v\n1,NA\n2,NA\n", (), "There is no row with a value of `x` and of `y`."),
        ("t,v\n2024-01-01,1\nsoon,2\n", (), "Row 3 of column t holds “soon”, which is not a date"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused_with_row_and_column(text, columns, words):
    with pytest.raises(SettingError) as refusal:
        read_table(text).measured(*columns)
    assert str(refusal.value).startswith(words)


def test_a_matrix_has_no_empty_cells():
    table = read_table("0,1,2\n3,4,5\n\n6,7,8\n")
    assert table.matrix().tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]
    with pytest.raises(SettingError, match="Row 2 of column 3 is empty"):
        read_table("0,1,2\n3,4,\n6,7,8\n").matrix()


@pytest.mark.parametrize(
    ("text", "unit", "x"),
    [
        ("day,v\n20240131,1\n20240201,2\n20240205,3\n", "d", [0.0, 1.0, 5.0]),
        ("20240131;1,5\n#N/A;2\n20240201;2,5\n20240202;2,5\n", "s", [0.0, 86400.0, 172800.0]),
        ("Date\tv\n45322.5\t1\n45323\t2\n", "s", [0.0, 43200.0]),
        ("t (s),v\n20240131,1\n20240132,2\n20240133,3\n", "s", [20240131, 20240132, 20240133]),
    ],
)
def test_dates_may_be_written_as_numbers(text, unit, x):
    data = read_table(text).measured()
    assert data.x.tolist() == x and data.x_unit == unit


def test_dates_and_times_of_day_in_two_columns_are_taken_together():
    rows = "31.01.2024;23:59:30;1,5\n01.02.2024;00:00:00;2,5\n01.02.2024;00:00:30;\n"
    data = read_table(f"Datum;Uhrzeit;v\n{rows}").measured()
    assert (data.x.tolist(), data.x_unit, data.y.tolist()) == ([0.0, 30.0], "s", [1.5, 2.5])
    words = "The dates of Datum and the times of day of Uhrzeit were taken together."
    assert words in [str(each) for each in data.mended]
    digits = "day,at,v\n20240131,23:00,1\n20240201,0:00,2\n20240202,1:00,3\n"
    assert read_table(digits).measured().x.tolist() == [0.0, 3600.0, 93600.0]
    # What has a time already needs none.
    both = "t,at,v\n2024-01-31 10:00,9:00,1\n2024-01-31 11:00,9:30,2\n"
    assert read_table(both).measured().x.tolist() == [0.0, 3600.0]


def test_the_unit_beside_numbers_is_theirs_unless_the_heading_says_another():
    data = read_table("t,share\n0 s,10 %\n1 s,12 %\n").measured()
    assert (data.x_unit, data.y_unit, data.y.tolist()) == ("s", "%", [10.0, 12.0])
    assert read_table("t,p (USD)\n0,$10\n1,$12\n").measured().y_unit == "USD"


ERRORS = ("#DIV/0!", "#N/A", "#VALUE!", "NaN", "-", "", "#WERT!", "Err:502")


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_with_an_error_of_a_formula_are_left_out_and_counted(delimiter, column):
    cells = [[str(i), str(i + 1)] for i in range(20)]
    for i, error in enumerate(ERRORS):
        cells[2 * i + 1][column] = error
    data = read_table(f"t{delimiter}v\n" + "\n".join(map(delimiter.join, cells))).measured()
    assert data.x.size == 20 - len(ERRORS)
    assert [str(each) for each in data.mended] == [f"{len(ERRORS)} rows without a value left out."]
