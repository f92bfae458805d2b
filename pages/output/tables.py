"""Tables in Markdown, which a browser redraws faster than a grid."""

import math
from collections.abc import Iterable, Sequence

import streamlit as st

_PADDING, _LINE = 10.0, 24.0  # of a row, in pixels


def markdown_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], text_columns: Iterable[int] = (0,)
) -> str:
    """Write a table as Markdown.

    Parameters
    ----------
    columns : sequence of str
        The heads.
    rows : iterable of sequences of str
        The cells; what a user wrote must be `escaped`.
    text_columns : iterable of int
        The columns that hold words, not numbers, and are aligned to the left.
    """
    left = set(text_columns)
    head, *body = ("| " + " | ".join(cells) + " |" for cells in (columns, *rows))
    rule = "|" + "|".join("---" if j in left else "--:" for j in range(len(columns))) + "|"
    return "\n".join((head, rule, *body))


def scrolling_table(text: str, lines_per_row: float = 1.0) -> None:
    """Draw a table of Markdown in a box that scrolls where it is too narrow: the page does not.

    Parameters
    ----------
    text : str
        The table, of `markdown_table`.
    lines_per_row : float
        How many lines the rows have on average; the box is that high.
    """
    n_rows = text.count("\n") - 1
    row = _PADDING + lines_per_row * _LINE
    head = _PADDING + 2 * _LINE
    with st.container(height=math.ceil(head + n_rows * row) + 2, border=False):
        st.markdown(text)
