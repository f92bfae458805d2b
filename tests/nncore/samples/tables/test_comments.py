import pytest

from nncore.samples.tables.comments import without_comments, without_headings


@pytest.mark.parametrize("line", ["# pause", "  % go on", "// end", "#pause, 5 min"])
def test_lines_that_are_comments_are_emptied(line):
    rows, said = without_comments(f"0,1\n{line}\n2,3", ",")
    assert rows == "0,1\n\n2,3" and str(said[0]) == "1 line with a comment left out."


@pytest.mark.parametrize("cell", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NV", "#####", "#¡NUM!"])
def test_errors_of_formulas_are_no_comments(cell):
    assert without_comments(f"{cell},1", ",") == (f"{cell},1", ())


@pytest.mark.parametrize(
    ("rows", "delimiter", "left"),
    [
        ("0,1 # bad\n1,2", ",", "0,1\n1,2"),
        ("0;1  // bad; no", ";", "0;1  // bad; no"),
        ("0 1 # bad, really\n", r"\s+", "0 1\n"),
        ("a,pt #3,5\n", ",", "a,pt #3,5\n"),
        ("0,1,pt #3\n", ",", "0,1,pt #3\n"),
    ],
)
def test_comments_at_the_ends_of_rows_are_cut(rows, delimiter, left):
    found, said = without_comments(rows, delimiter)
    assert found == left
    n = ["1 comment at the end of a row left out."] if found != rows else []
    assert [str(each) for each in said] == n


def test_headings_that_come_again_are_left_out():
    rows, said = without_headings("0,1\nt,v (m/s)\n2,3\nt,v (m/s) \n", ["t,v (m/s)"])
    assert rows == "0,1\n\n2,3\n\n"
    assert str(said[0]) == "2 lines with the headings once more left out."
    assert without_headings("0;1\nt;v\ns;V\n2;3", ["t;v", "s;V"])[0] == "0;1\n\n\n2;3"
    assert without_headings("0,1\n\n", ["t,v"]) == ("0,1\n\n", ())
