import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.messages import SettingError
from nncore.samples.tables import MOST_COLUMNS, MOST_ROWS, layout, read_table, read_table_file

X, Y = [0.0, 0.1 + 0.2, 1e-5], [-1.5, 1 / 3, 12345678.9]


def written(delimiter=",", decimal=".", heading="t{}v\n"):
    lines = [f"{x!r}{delimiter}{y!r}\n".replace(".", decimal) for x, y in zip(X, Y, strict=True)]
    return heading.format(delimiter) + "".join(lines)


@pytest.mark.parametrize("heading", ["t{}v\n", ""])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("delimiter", [";", "\t", "|", " "])
def test_all_digits_are_kept(delimiter, decimal, heading):
    frame = read_table(written(delimiter, decimal, heading)).frame
    assert frame[0].tolist() == X and frame[1].tolist() == Y


def test_a_spreadsheet_s_text_export():
    content = written("\t", ",").replace("\n", "\r\n").encode("utf-16")
    data = read_table(content).measured()
    assert sorted(X) == data.x.tolist() and data.x_label == "t"


def test_headings_are_text_whatever_they_hold():
    table = read_table("<b>t</b>,<script>alert(1)</script>\n0,1\n1,2\n")
    assert [column.label for column in table.columns] == ["<b>t</b>", "<script>alert(1)</script>"]


def test_comments_among_the_rows_are_left_out_and_counted():
    table = read_table("# a\nt,v\n0,1\n# pause, 5 min\n1,2\n  % go on\n#N/A,3\n2,x\n# end")
    assert [str(each) for each in table.said] == [
        "1 line above the table left out.",
        "3 lines with a comment left out.",
    ]
    with pytest.raises(SettingError, match="Row 8 of column v holds “x”"):
        table.measured()


def test_a_line_without_end_is_refused_after_some_of_its_cells(monkeypatch):
    looked_at = []
    monkeypatch.setattr(layout, "is_date", lambda cell: looked_at.append(cell) or False)
    with pytest.raises(SettingError, match="There is no table of numbers"):
        read_table("a," * 500_000)
    assert 0 < len(looked_at) < 500_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("t,v\n0,1\n1,2,3\n2,3\n", "Row 3 has 3 cells, others have 2"),
        ('t,v\n0,1\n1,"2\n2,3\n', "The quotation mark in row 3 is not closed"),
        ('x,0,"\n0,x,",0\n0,x,",0\n",0', "The table is empty: choose a file with rows of numbers"),
        ("t,v\n" + "0,1\n" * (MOST_ROWS + 1), "The table has 1,000,001 rows, at most 1,000,000"),
    ],
)
def test_what_is_no_table_is_refused_with_its_row(content, words):
    with pytest.raises(SettingError) as refusal:
        read_table(content)
    assert str(refusal.value).startswith(words)


def test_there_is_a_limit_of_columns():
    rows = [",".join(str(row + i) for i in range(MOST_COLUMNS + 1)) for row in range(3)]
    with pytest.raises(SettingError, match="The table has 1,001 columns, at most 1,000 are read"):
        read_table("\n".join(rows))
    most = "\n".join(row.rpartition(",")[0] for row in rows)
    assert len(read_table(most).columns) == MOST_COLUMNS


def test_columns_without_a_name_of_their_own_have_their_numbers():
    names = [column.name for column in read_table("t,v,v,,2\n0,1,2,3,4\n1,2,3,4,5\n").columns]
    assert names == ["t", "v", "3", "4", "2"]


def test_a_quotation_mark_over_two_rows_leaves_columns_without_cells():
    table = read_table('x 1.1.2024 NA NA\n\n-3e4 " =1\n1.1.2024 10:00 " "')
    assert len(table.columns) <= table.frame.shape[1]


def test_files(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text(written())
    assert read_table_file(path).frame[1].tolist() == Y
    path.write_bytes(b"")
    for wrong, words in ((path, "The table is empty"), (tmp_path / "no.csv", "cannot be read: No")):
        with pytest.raises(SettingError, match=words):
            read_table_file(wrong)
    with path.open("wb") as file:
        file.truncate(2**30)  # a hole: it takes no room
    with pytest.raises(SettingError, match="The table has 1,024 MB, at most 256 MB"):
        read_table_file(path)


CELLS = st.sampled_from(["0", "1.5", "2,5", "-3e4", "", "NA", "x", "=1", '"', "1.1.2024", "10:00"])
ROWS = st.lists(st.lists(CELLS, max_size=4), max_size=8)


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_anything_is_read_or_refused_in_a_sentence(content):
    try:
        read_table(content).measured()
    except SettingError as refusal:
        assert str(refusal).endswith(".")


@given(ROWS, st.sampled_from([",", ";", "\t", " ", "|"]))
def test_any_rows_are_read_or_refused_in_a_sentence(rows, delimiter):
    try:
        data = read_table("\n".join(map(delimiter.join, rows))).measured()
    except SettingError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert np.all(np.diff(data.x) > 0.0) and np.all(np.isfinite(data.y))
