"""Play is locked while a lesson waits for a prediction."""

import streamlit as st

_LOCK = "live:lock"


def lock_play(reason: str | None) -> None:
    """Lock Play and Step on the page that is open, or unlock them.

    Parameters
    ----------
    reason : str or None
        What is to be done first, in the reader's language; None for nothing.
    """
    st.session_state[_LOCK] = reason


def play_lock() -> str | None:
    """Return what is to be done before Play, or None."""
    reason: str | None = st.session_state.get(_LOCK)
    return reason
