"""The pages of the app and the router that every run goes through."""

from pathlib import Path
from typing import Any

import streamlit as st

TITLE = "Neural Calculus Lab"
# A Material icon would come from the network.
_ICON = Path(__file__).parents[2] / "static" / "icon.svg"
_ROUTED = "navigation:routed"


def navigation() -> Any:
    """Declare the pages, and return the one that the address names."""
    st.session_state[_ROUTED] = True
    st.set_page_config(page_title=TITLE, page_icon=str(_ICON), layout="wide")
    return st.navigation(
        [
            st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
            st.Page("pages/integrate.py", title="Integrate", icon=":material/area_chart:"),
            st.Page(
                "pages/differentiate.py",
                title="Differentiate",
                icon=":material/stacked_line_chart:",
            ),
            st.Page("pages/race.py", title="Race", icon=":material/sports_score:"),
            st.Page("pages/autopsy.py", title="Autopsy", icon=":material/biotech:"),
            st.Page("pages/explore.py", title="Explore", icon=":material/travel_explore:"),
        ],
        position="top",
    )


def require_router() -> None:
    """Run the app again through its router, if Streamlit has started this page by itself.

    Until the first ``st.navigation`` of a server, Streamlit takes a folder named ``pages`` for
    the older kind of multipage app: who opens a fresh server by the link of a page would see
    that page without the router.
    """
    if _ROUTED not in st.session_state:
        navigation()
        st.rerun()
