"""Where the runs of this session are: a seat in the registry of all readers."""

import secrets

import streamlit as st

from nncore.live import HistoryStore, Registry, Tab
from pages.app.engine import engine
from pages.app.history import history_connection

#: The page of the elements that every tab in class has: all are asked to run their script by it.
CLASS = "lesson"

_SEAT = "live:seat"


@st.cache_resource(show_spinner=False, on_release=lambda registry: registry.close())
def registry() -> Registry:
    """Return the tabs of all readers of this server."""
    kept = history_connection()
    return Registry(engine, kept.recorder, HistoryStore(lambda: kept.history))


def seat() -> str:
    """Return the seat of this session, which its browser then names over the channel."""
    found: str = st.session_state.setdefault(_SEAT, secrets.token_hex(16))
    return found


def tab() -> Tab:
    """Return the tab that this session draws."""
    return registry().tab_at(seat())
