"""The languages at the end of every page, for a reader whose browser asks for another one."""

import streamlit as st

from nncore.messages import gettext, marked
from pages.app import language

LANGUAGE = marked("Language")

_KEY = "language_choice"


def language_choice() -> None:
    """Draw the names of the languages; the chosen one is spoken from the next run on."""
    st.session_state[_KEY] = language.spoken()
    st.segmented_control(
        gettext(LANGUAGE),
        options=list(language.LANGUAGES),
        format_func=language.LANGUAGES.__getitem__,
        key=_KEY,
        on_change=_choose,
        label_visibility="collapsed",
    )


def _choose() -> None:
    if name := st.session_state[_KEY]:  # none where the language that is spoken was pressed
        language.choose(name)
