"""Comments among the rows of a table, at the ends of rows, and headings that come again."""

import re
from collections.abc import Sequence

from nncore.messages import Sentence

# Beside a comment's sign, a spreadsheet's #N/A and #DIV/0! are cells, and so is ####.
_SIGN = r"(?:#(?!\S*[/!?]|NV\b|#)|//)"
_LINES = re.compile(rf"^[ \t]*(?:{_SIGN}|%).*$", re.MULTILINE)


def without_comments(rows: str, delimiter: str) -> tuple[str, tuple[Sentence, ...]]:
    """Empty the lines that are comments, cut those at the ends of rows, and say how many."""
    rows, n_lines = _LINES.subn("", rows)
    sign, gap = ("", r"[ \t]+") if len(delimiter) > 1 else (re.escape(delimiter), " +")
    at_ends = rf"(?<=[^\s{sign}]){gap}{_SIGN}[ \t]*[^\W\d_][^\n\"{sign}]*$"
    n_ends = 0
    if "#" in rows or "//" in rows:
        rows, n_ends = re.subn(at_ends, "", rows, flags=re.MULTILINE)
    said = []
    if n_lines:
        said.append(
            Sentence(
                "{n:,} line with a comment left out.",
                "{n:,} lines with a comment left out.",
                n=n_lines,
            )
        )
    if n_ends:
        said.append(
            Sentence(
                "{n:,} comment at the end of a row left out.",
                "{n:,} comments at the ends of rows left out.",
                n=n_ends,
            )
        )
    return rows, tuple(said)


def without_headings(rows: str, headings: Sequence[str]) -> tuple[str, tuple[Sentence, ...]]:
    """Empty the lines that are the headings once more, as where logs were joined."""
    lines = "|".join(re.escape(heading.rstrip()) for heading in headings)
    rows, n = re.subn(rf"^(?:{lines})[ \t]*$", "", rows, flags=re.MULTILINE)
    said = Sentence(
        "{n:,} line with the headings once more left out.",
        "{n:,} lines with the headings once more left out.",
        n=n,
    )
    return rows, (said,) if n else ()
