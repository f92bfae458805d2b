"""A step of a lesson goes on when the runs of its page have come to their end."""

from collections.abc import Callable
from typing import Protocol

import streamlit as st

_ARRIVED = "live:arrived"


class Ending(Protocol):
    """What can come to an end."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""


def await_end(arrived: Callable[[], None] | None) -> None:
    """Have the end of the runs noted on the page that is open; None where nobody waits for it."""
    st.session_state[_ARRIVED] = arrived


def note_end(runs: Ending) -> None:
    """Note that the runs are over if somebody waits for that, and draw the whole page anew.

    The lesson stands above the fragment of the runs, whose script alone runs at their end.
    """
    arrived: Callable[[], None] | None = st.session_state.get(_ARRIVED)
    if arrived is not None and runs.is_over:
        st.session_state[_ARRIVED] = None
        arrived()
        st.rerun()
