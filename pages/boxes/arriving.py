"""What the page of many dimensions finds beside its pictures: references that take seconds."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from nncore.live import PageRuns
from nncore.live.arrivals import Arrivals

#: Of the first look: what is there so soon need not come later.
_PATIENCE = 0.3

#: A function and its arguments.
Search = tuple[Any, ...]


@st.cache_resource(show_spinner=False)
def arrivals() -> Arrivals[Search, Any]:
    """Return what all readers of this server have asked for."""
    return Arrivals(_found)


def _found(search: Search) -> Any:
    find: Callable[..., Any] = search[0]
    return find(*search[1:])


def have_found(searches: Sequence[Search], runs: PageRuns) -> None:
    """Have values found; the page of the runs shows each when it comes."""
    if not searches:
        return

    def show() -> None:
        runs.touch()
        runs.wake()

    arrivals().ask(searches, show, _PATIENCE)
