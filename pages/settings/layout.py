"""Sections and tabs of a page that know whether they are open: what nobody sees is not drawn."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.settings.form import Form


def section(form: Form[Any, Any], name: str, title: str, icon: str) -> Any:
    """Return an expander that tells whether it is open, and is closed to begin with."""
    return st.expander(title, icon=f":material/{icon}:", key=form.key(name), on_change="rerun")


def open_tab(form: Form[Any, Any], tabs: Sequence[str]) -> str:
    """Return which of the page's tabs is open, before they are drawn."""
    chosen = st.session_state.get(form.key("tabs"))
    return str(chosen) if chosen in tabs else tabs[0]
