"""How the main button of a page looks."""

from typing import Literal

import streamlit as st


def main_button() -> Literal["primary", "secondary"]:
    """Return the type of the button that a page is for.

    Streamlit writes white on the primary colour. In the dark this colour is also that of chosen
    words, and no colour is light enough for words on a dark page (4.5 : 1) and dark enough below
    white ones: there an outline has to do.
    """
    return "secondary" if st.context.theme.type == "dark" else "primary"
