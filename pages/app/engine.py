"""The engine that all tabs share."""

import streamlit as st

from nncore.engine import Engine


@st.cache_resource(show_spinner=False, on_release=lambda engine: engine.close())
def engine() -> Engine:
    """Return the engine; its workers load TensorFlow while pages are read."""
    return Engine()
