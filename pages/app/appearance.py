"""How all pages look, beyond what Streamlit's theme can say."""

from pathlib import Path

import streamlit as st

_STYLES, _PROJECTOR = (Path(__file__).with_name(name) for name in ("app.css", "projector.css"))


def dress(is_projected: bool = False) -> None:
    """Give the page the styles of the app; they take no place.

    Parameters
    ----------
    is_projected : bool
        Whether the last row of a room is to read it.
    """
    st.html(_STYLES)
    if is_projected:
        st.html(_PROJECTOR)
