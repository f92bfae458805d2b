"""At which line of a TOML file something stands, whatever stands before it."""

import tomllib

import pytest

from nncore.classroom.toml_lines import line_of, line_of_mistake

TEXT = '''# A comment with step = 3
title = """
[[step]]
a = 1
"""

other = { a = 1, b = [1, { c = 2 }] }
dotted.key = 5 # dotted.other

[[step]]
a = [
  1,
  2,
]

[step.settings]
x = 1
[[step]]
"quoted key" = '''

TEXT += "'''\n[table]\n'''\n[table]\ny = 2"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("other",), 7),
        (("other", "b", 1, "c"), 7),
        (("dotted", "key"), 8),
        (("step", 0), 10),
        (("step", 0, "a"), 11),
        (("step", 0, "a", 1), 11),
        (("step", 0, "settings"), 16),
        (("step", 0, "settings", "x"), 17),
        (("step", 1), 18),
        (("step", 1, "quoted key"), 19),
        (("table",), 22),
        (("table", "y"), 23),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_value_is_found_at_its_line(path, line, ending):
    assert line_of(TEXT.replace("\n", ending), path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("step", 0, "nothing"), 10),
        (("step", 1, "settings", "x"), 18),
        (("step", 7), 10),
        (("dotted", "other"), 8),
        (("nothing", "at all"), 1),
        ((), 1),
        (("title", "a"), 2),
    ],
)
def test_what_is_not_there_is_missed_by_the_table_around_it(path, line):
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \nc = 2", 2), ("a = 1\na = 2\n", 2), ('a = 1\nb = """\nc\n', 3), ("[a", 1)],
)
def test_a_mistake_has_the_line_that_tomllib_tells(text, line):
    with pytest.raises(tomllib.TOMLDecodeError) as problem:
        tomllib.loads(text)
    assert line_of_mistake(text, problem.value) == line
