"""A list of what the server keeps: a row each, with a button that opens it on its own page."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

import pandas as pd
import streamlit as st

from nncore.messages import gettext, marked
from pages.studies.selectable_table import selected_keys

_ROW_HEIGHT, _MOST_ROWS = 35, 14
_OPEN_WIDTH = 70

OPEN_ROW = marked(":material/open_in_new: Open")


class _Kept(Protocol):
    @property
    def key(self) -> str: ...


KeptT = TypeVar("KeptT", bound=_Kept)


def draw_kept(
    name: str,
    listed: Sequence[KeptT],
    table: pd.DataFrame,
    opens: Sequence[Any],
    heads: Mapping[str, str],
    *,
    opens_help: str,
    columns: Mapping[str, Any],
    alt: str,
) -> list[KeptT]:
    """Draw a list, and return what is selected in it.

    Parameters
    ----------
    name : str
        Of the list on its page.
    listed : sequence
        What its rows stand for.
    table : DataFrame
        What is shown, a row for each; there is a column ``when``.
    opens : sequence
        By row, what `opened` returns when its button has been pressed.
    heads : mapping
        Column -> its head in the reader's language.
    opens_help : str
        What the buttons do, in the reader's language.
    columns : mapping
        Column -> what Streamlit draws it as, where a head alone does not say it.
    alt : str
        What the list shows, in the reader's language.
    """
    of_key = {one.key: one for one in listed}
    table.insert(0, "open", gettext(OPEN_ROW))
    button = st.column_config.ButtonColumn(
        "",
        width=_OPEN_WIDTH,
        help=opens_help,
        pinned=True,
        type="tertiary",
        key=_button_key(name),
        on_click=_note_opened,
        args=(name, tuple(opens)),
    )
    when = st.column_config.DatetimeColumn(heads["when"], format="YYYY-MM-DD HH:mm")
    chosen = selected_keys(
        name,
        table,
        tuple(of_key),
        many=True,
        height=_ROW_HEIGHT * (1 + min(len(listed), _MOST_ROWS)) + 3,
        column_config={**heads, **columns, "open": button, "when": when},
        alt=alt,
    )
    return [of_key[key] for key in chosen if key in of_key]


def opened(name: str) -> Any | None:
    """Return once what the button of a row opens that was pressed."""
    return st.session_state.pop(_slot(name), None)


def _note_opened(name: str, opens: Sequence[Any]) -> None:
    """Keep which row of the list that was on the screen is to be opened."""
    clicked = st.session_state[_button_key(name)]
    if clicked is not None and clicked.row < len(opens):
        st.session_state[_slot(name)] = opens[clicked.row]


def _button_key(name: str) -> str:
    return f"{name}_open_row"


def _slot(name: str) -> str:
    return f"{name}:to_open"
