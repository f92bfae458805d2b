"""How all pages look, beyond what Streamlit's theme can say."""

from pathlib import Path

import streamlit as st

_STYLES = Path(__file__).with_name("app.css")


def dress() -> None:
    """Give the page the styles of the app; it takes no place."""
    st.html(_STYLES)
