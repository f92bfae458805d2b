"""A table whose rows are selected as what they stand for, whatever the table holds by then."""

import hashlib
from collections.abc import Hashable, Sequence
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

KeyT = TypeVar("KeyT", bound=Hashable)


def selected_keys(
    name: str, table: pd.DataFrame, keys: Sequence[KeyT], *, many: bool = False, **options: Any
) -> list[KeyT]:
    """Draw a table and return the keys of the rows that are selected.

    The browser tells the places of the rows. By the time it does, the table may hold others: the
    places are looked up in the very table that was on the screen, and another table, with a key
    of its own, begins with what is selected and still in it.

    Parameters
    ----------
    name : str
        Of the table on its page.
    table : DataFrame
        What is shown.
    keys : sequence
        What each row stands for.
    many : bool
        Whether more than one row can be selected.
    **options
        Of ``st.dataframe``.
    """
    slot, state = f"explore:rows_{name}", st.session_state
    before, shown, default = state.get(slot, ("", (), []))
    chosen: list[KeyT] = []
    if before and before in state:
        rows = state[before]["selection"]["rows"]
        chosen = [shown[row] for row in rows if row < len(shown)]
    else:  # the page was left since then
        default = []
    widget = f"explore_{name}_{_digest(keys)}"
    if widget != before:
        default = [j for j, key in enumerate(keys) if key in chosen]
    state[slot] = widget, tuple(keys), default
    with st.container(key=f"explore_{name}"):
        st.dataframe(
            table,
            key=widget,
            hide_index=True,
            on_select="rerun",
            selection_mode="multi-row" if many else "single-row",
            selection_default={"selection": {"rows": default, "columns": [], "cells": []}},
            **options,
        )
    return chosen


def _digest(keys: Sequence[Hashable]) -> str:
    return hashlib.blake2b(repr(tuple(keys)).encode(), digest_size=8).hexdigest()
