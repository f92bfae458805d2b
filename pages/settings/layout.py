"""Sections and tabs of a page that know whether they are open: what nobody sees is not drawn."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import streamlit as st

from nncore.messages import gettext
from pages.settings.concealed import TABS, concealed, say_later
from pages.settings.form import Form
from pages.settings.presentation import are_hidden


def heading(title: str, *names: str) -> None:
    """Draw the heading of some controls, unless all of them are hidden; `title` is a message."""
    if not are_hidden(names):
        st.subheader(gettext(title), anchor=False)


def section(form: Form[Any, Any], name: str, title: str, icon: str) -> Any:
    """Return an expander that tells whether it is open, and is closed to begin with.

    One that is hidden is not drawn and never open.
    """
    if form.hides(name):
        return SimpleNamespace(open=False)
    return st.expander(title, icon=f":material/{icon}:", key=form.key(name), on_change="rerun")


def open_tab(form: Form[Any, Any], tabs: Sequence[str]) -> str:
    """Return which of the page's tabs is open, by its title in English, before they are drawn.

    Empty where a lesson leaves them out.
    """
    if TABS in concealed():
        return ""
    chosen = st.session_state.get(form.key("tabs"))
    return next((tab for tab in tabs if gettext(tab) == chosen), tabs[0])


def draw_tabs(form: Form[Any, Any], tabs: Sequence[str]) -> Sequence[Any]:
    """Draw the page's tabs, whose titles are messages; closed ones where they are left out."""
    if TABS in concealed():
        say_later()
        return [SimpleNamespace(open=False) for _ in tabs]
    return st.tabs(list(map(gettext, tabs)), key=form.key("tabs"), on_change="rerun")
