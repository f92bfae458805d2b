import pytest

from nncore.messages import SettingError
from nncore.samples.tables.layout import SPACES, find_layout


def headings_of(text):
    return find_layout(text).headings


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("0,1\n1,2\n", (",", ".")),
        ("0, 1\n1, 2\n", (",", ".")),
        ("0;1\n1;2\n", (";", ".")),
        ("0,5;1\n1;2,5\n", (";", ",")),
        ("1,234;5,678\n2,345;1,111\n", (";", ",")),
        ("1.234;5.678\n2.345;1.111\n", (";", ".")),
        ("1.234,5;2\n2.345,5;3\n", (";", ",")),
        ("0,5\t1\n1\t2\n", ("\t", ",")),
        ("1|2\n3|4\n", ("|", ".")),
        ("  1   2\n 30  4\n", (SPACES, ".")),
        ("1,5 200,5\n2,5 300,5\n", (SPACES, ",")),
        ('"0,5","1"\n"1","2,5"\n', (",", ",")),
        ('0,1,2,3,4,5,6,7,"0,5"\n1,2,3,4,5,6,7,8,"1,5"\n', (",", ",")),
        ("0;5 %\n1;7,5 %\n", (";", ",")),
        ("2024-01-01 10:00:00;1,5\n2024-01-01 10:00:30;2,5\n", (";", ",")),
        ("sep=;\n0.5;1\n1;2\n", (";", ".")),
        ('"SEP=;"\n1;2\n3;4\n', (";", ".")),
        ("sep=;;\n1;2\n3;4\n", (";", ".")),
    ],
)
def test_delimiter_and_decimal_sign(text, way):
    layout = find_layout(text)
    assert (layout.delimiter, layout.decimal) == way
    is_said = ["Commas were read as decimal signs."] if way[1] == "," else []
    assert [str(each) for each in layout.said] == is_said


def test_between_cells_with_commas_those_in_numbers_are_between_thousands():
    layout = find_layout('t,v\n0,"1,000"\n1,"2,000"\n')
    assert (layout.delimiter, layout.decimal) == (",", ".")
    assert [str(each) for each in layout.said] == ["Commas were read as signs between thousands."]


@pytest.mark.parametrize(
    "text",
    [
        "t / s,v (m/s)\n0,1\n1,2\n",
        "t / s,v (m/s),\n0,1\n1,2\n",
        "t,v\n[s],[m/s]\n0,1\n1,2\n",
        "t\tv\ns\tm/s\n0\t1\n1\t2\n",
        "# t [s], v [m/s]\n0,1\n1,2\n",
        "t / s   v / (m/s)\n0   1\n1   2\n",
        "t (s) v (m/s)\n0 1\n1 2\n",
        '"t\n(s)";"v, (m/s)"\n0;1\n1;2\n',
    ],
)
def test_headings_with_units(text):
    assert headings_of(text) == (("t", "s"), ("v", "m/s"))


@pytest.mark.parametrize(
    "text",
    [
        "t / s,v (m/s)\n0,1,\n1,2,\n",
        "| t / s | v (m/s) |\n|---|:---:|\n| 0 | 1 |\n| 1 | 2 |\n",
    ],
)
def test_cells_at_the_ends_of_rows_that_are_empty_need_no_heading(text):
    """As some instruments have it, and Markdown, which has a line below the headings too."""
    layout = find_layout(text)
    assert [pair for pair in layout.headings if pair[0]] == [("t", "s"), ("v", "m/s")]
    assert layout.said == ()


def test_a_heading_less_is_no_heading_where_the_cells_are_full():
    assert headings_of("t,v\n0,1,2\n1,2,3\n") == (("", ""),) * 3


def test_without_headings_the_table_begins_at_once():
    layout = find_layout("0,1\n1,2\n")
    assert layout.headings == (("", ""),) * 2
    assert (layout.first_line, layout.first_row) == (0, 1)


@pytest.mark.parametrize(
    ("text", "n_over", "first_row"),
    [
        ("Instrument;X\nRate;100\n\nt;v\n0;1\n1;2\n", 2, 5),
        ("\n".join(f"Key {i}: a, {i}" for i in range(50)) + "\nt,v\n0,1\n1,2\n2,3\n", 50, 52),
        (">>> Begin <<<\n400.1\t12.5\n400.5\t13\n", 1, 2),
        ('"A title\nin two lines"\nt,v\n0,1\n1,2\n', 1, 3),
    ],
)
def test_lines_above_the_table_are_left_out_and_counted(text, n_over, first_row):
    layout = find_layout(text)
    assert layout.first_row == first_row and layout.said[0].values == {"n": n_over}
    assert text.split("\n")[layout.first_line][0].isdigit()


def test_a_word_among_the_numbers_is_no_heading():
    """Row 2 is wrong, and is for the reader of the column to name."""
    layout = find_layout("t,v\nabc,1\n2,3\n")
    assert layout.headings[0] == ("t", "") and layout.first_row == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1\n2\n3\n", "The table has one column: give x and y in two"),
        ("hello, world\n", "There is no table of numbers in the text that begins with “hello, wo"),
        ("\n\n<html>\n", "There is no table of numbers in the text that begins with “<html>”"),
        ("x" * 3_000_000, "There is no table of numbers"),
        ("1,2,3\n4,5\n6,7\n", "Row 1 has 3 cells, others have 2: give all rows as many."),
    ],
)
def test_what_is_no_table_is_refused(text, words):
    with pytest.raises(SettingError) as refusal:
        find_layout(text)
    assert str(refusal.value).startswith(words)
