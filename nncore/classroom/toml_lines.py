"""The line of a TOML file at which something stands.

Python's ``tomllib`` reads TOML and tells no lines. But it also tells of the first lines of a file
whether they are TOML by themselves, and what they hold: a value stands at the line with which it
first is there.
"""

import re
import tomllib
from collections.abc import Sequence
from typing import Any

Path = Sequence[str | int]
"""Keys of tables and numbers of the tables of an array, from 0, from the top of a file."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def line_of(text: str, path: Path) -> int:
    """Return the line, from 1, at which a value stands.

    Parameters
    ----------
    text : str
        Valid TOML.
    path : sequence
        Of the value. Of what is not there it is the line of the table that misses it.
    """
    whole = tomllib.loads(text)
    path = tuple(path)
    while path and not _is_in(whole, path):
        path = path[:-1]
    lines = text.replace("\r\n", "\n").split("\n")
    without, holding = 0, len(lines)
    while path and holding - without > 1:
        middle = (without + holding) // 2
        if _is_in(_beginning(lines, middle), path):
            holding = middle
        else:
            without = middle
    return holding if path else 1


def line_of_mistake(text: str, problem: tomllib.TOMLDecodeError) -> int:
    """Return the line, from 1, at which a text is no TOML; the last one where it ends too early."""
    found = _AT_LINE.search(str(problem))
    return int(found[1]) if found else len(text.rstrip("\n").split("\n"))


def _beginning(lines: Sequence[str], n_lines: int) -> Any:
    """Return what is in the first lines, with those that end a value begun in them."""
    for end in range(n_lines, len(lines)):
        try:
            return tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
    return tomllib.loads("\n".join(lines))


def _is_in(values: Any, path: Path) -> bool:
    for part in path:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
