"""A page with a part that takes longer than its timer; `test_ticking` looks at it."""

import time

import streamlit as st

from pages.shared.ticking import ticking_fragment


def draw() -> None:
    st.session_state.n = st.session_state.get("n", 0) + 1
    until = time.monotonic() + 0.4
    while time.monotonic() < until:  # at work, not asleep: the server has to ask for its time
        pass
    st.text(f"Picture {st.session_state.n}")


ticking_fragment(draw, 0.1)
