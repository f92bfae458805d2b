"""The pages of the app and the router that every run goes through."""

from pathlib import Path
from typing import Any

import streamlit as st

from nncore.messages import gettext, marked

TITLE = marked("Neural Calculus Lab")
# A Material icon would come from the network.
_ICON = Path(__file__).parents[1] / "static" / "icon.svg"


def navigation() -> Any:
    """Declare the pages, and return the one that the address names."""
    # Before the pages are declared: the tab's icon would be theirs.
    st.set_page_config(page_title=gettext(TITLE), page_icon=str(_ICON), layout="wide")
    page = st.navigation(
        [
            st.Page("home.py", title=gettext("Home"), icon=":material/home:", default=True),
            st.Page("integrate.py", title=gettext("Integrate"), icon=":material/area_chart:"),
            st.Page(
                "dimensions.py", title=gettext("Many dimensions"), icon=":material/deployed_code:"
            ),
            st.Page("data.py", title=gettext("Your data"), icon=":material/table_chart:"),
            st.Page("race.py", title=gettext("Race"), icon=":material/sports_score:"),
            st.Page(
                "differentiate.py",
                title=gettext("Differentiate"),
                icon=":material/stacked_line_chart:",
            ),
            st.Page("waves.py", title=gettext("Put it to work"), icon=":material/waves:"),
            st.Page("autopsy.py", title=gettext("Autopsy"), icon=":material/biotech:"),
            st.Page("explore.py", title=gettext("Explore"), icon=":material/travel_explore:"),
            st.Page("lessons.py", title=gettext("Lessons"), icon=":material/school:"),
        ],
        position="top",
    )
    # Many tabs are open in a class: each says what it is first.
    st.set_page_config(page_title=f"{page.title} · {gettext(TITLE)}")
    return page
