"""What the teacher keeps from the whole class, whatever their links say."""

import streamlit as st

from nncore.messages import gettext, marked
from nncore.runs import HistoryError
from pages.app.language import reader_language
from pages.app.rights import is_teacher
from pages.settings.class_wide import class_wide
from pages.settings.hideable import GROUPS
from pages.settings.widgets import CHOOSE

HIDDEN, HIDDEN_HELP = (
    marked("Hidden from everybody but you"),
    marked(
        "No reader sees or changes these controls on any page, whatever the link says, until you "
        "take them out here. Other servers with the same history follow within seconds."
    ),
)
_KEY, _PROBLEM = "class_hidden", "class:not_hidden"


def hidden_controls() -> None:
    """Draw the choice of the groups of controls that are hidden from the class."""
    hidden = class_wide().hidden
    st.session_state[_KEY] = [name for name in GROUPS if name in hidden]
    st.multiselect(
        gettext(HIDDEN),
        tuple(GROUPS),
        key=_KEY,
        help=gettext(HIDDEN_HELP),
        placeholder=gettext(CHOOSE),
        select_all=False,  # it is English, and what Enter would choose
        format_func=lambda name: gettext(GROUPS[name][0]),
        on_change=_hide,
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(problem, icon=":material/database_off:")


def _hide() -> None:
    with reader_language():
        if not is_teacher():
            return
        try:
            class_wide().hide(st.session_state[_KEY])
        except HistoryError as problem:
            st.session_state[_PROBLEM] = str(problem)
