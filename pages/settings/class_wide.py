"""What the teacher hides from the whole class: all servers hold it, whatever a link says."""

import streamlit as st

from nncore.classroom.class_controls import ClassControls
from pages.app.history import history_connection
from pages.app.rights import is_teacher
from pages.app.seats import CLASS, registry
from pages.settings.hideable import GROUPS


@st.cache_resource(show_spinner=False, on_release=lambda controls: controls.close())
def class_wide() -> ClassControls:
    """Return what is hidden from all readers, on this server and others with its history."""
    kept, readers = history_connection(), registry()
    return ClassControls(lambda: kept.history, lambda: readers.draw_anew(CLASS))


def hidden_from_reader() -> frozenset[str]:
    """Return what the teacher hides from the reader of this session: nothing from the teacher.

    What another version of the program calls a group, and this one does not, is left out.
    """
    hidden = class_wide().hidden & frozenset(GROUPS)
    return hidden if hidden and not is_teacher() else frozenset()
