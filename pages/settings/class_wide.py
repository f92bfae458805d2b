"""What the teacher hides from the whole class: the server holds it, whatever a link says."""

import threading
from collections.abc import Iterable

import streamlit as st

from pages.app.rights import is_teacher
from pages.settings.hideable import GROUPS


class ClassWide:
    """The groups of controls that are hidden from all readers of a server but the teacher."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hidden: frozenset[str] = frozenset()

    @property
    def hidden(self) -> frozenset[str]:
        """Names of groups."""
        with self._lock:
            return self._hidden

    def hide(self, groups: Iterable[str]) -> None:
        """Hide these groups, and no others any more; what is no group is left out."""
        with self._lock:
            self._hidden = frozenset(groups) & frozenset(GROUPS)


@st.cache_resource(show_spinner=False)
def class_wide() -> ClassWide:
    """Return what is hidden from all readers of this server."""
    return ClassWide()


def hidden_from_reader() -> frozenset[str]:
    """Return what the teacher hides from the reader of this session: nothing from the teacher."""
    hidden = class_wide().hidden
    return hidden if hidden and not is_teacher() else frozenset()
