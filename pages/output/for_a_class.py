"""What a teacher chooses for a class, by ticking boxes: what is hidden, and the projector."""

import dataclasses

import streamlit as st

from nncore.messages import gettext, marked
from pages.settings.hideable import GROUPS, GROUPS_OF_PAGE
from pages.settings.presentation import asked_presentation, present

FOR_A_CLASS = marked("For a class")
HIDDEN = marked(
    "**Hide** what the class is not to change; the link below then hides it as well, and still "
    "sets it."
)
PROJECTOR, PROJECTOR_HELP = (
    marked("Projector"),
    marked("Large type and thick lines, three numbers, and no settings beside the page."),
)
KEYS, KEYS_HELP = (
    marked("Keys of the buttons"),
    marked("P plays, U pauses, S steps, X resets; off where these keys are in somebody's way."),
)


_CHANGED = "for_a_class:changed"
_SWITCHES = {"projector": (PROJECTOR, PROJECTOR_HELP), "keys": (KEYS, KEYS_HELP)}


def class_options(page: str) -> None:
    """Draw the boxes to tick, if the page has controls that can be hidden.

    Parameters
    ----------
    page : str
        Whose controls are listed.
    """
    if page not in GROUPS_OF_PAGE:
        return
    if st.session_state.pop(_CHANGED, False):
        st.rerun()  # what is hidden may stand anywhere on the page
    now = asked_presentation()
    with st.popover(gettext(FOR_A_CLASS), icon=":material/school:"):
        st.markdown(gettext(HIDDEN))
        boxes, switches = st.columns(2)
        for name in GROUPS_OF_PAGE[page]:
            key = _seeded(page, name, name in now.hidden)
            boxes.checkbox(gettext(GROUPS[name][0]), key=key, on_change=_take, args=(page,))
        values = {"projector": now.is_projected, "keys": now.has_keys}
        for name, (label, help_text) in _SWITCHES.items():
            key = _seeded(page, name, values[name])
            words = gettext(help_text)
            switches.toggle(gettext(label), key=key, help=words, on_change=_take, args=(page,))


def _key(page: str, name: str) -> str:
    return f"{page}_class_{name}"


def _seeded(page: str, name: str, value: bool) -> str:
    """Let a box show what holds, which a link may have changed, and return its key."""
    st.session_state[_key(page, name)] = value
    return _key(page, name)


def _take(page: str) -> None:
    """Show the pages as the boxes say; those of other pages stay as they are."""
    now, groups = asked_presentation(), GROUPS_OF_PAGE[page]
    ticked = {name for name in groups if st.session_state[_key(page, name)]}
    asked = dataclasses.replace(
        now,
        hidden=(now.hidden - frozenset(groups)) | ticked,
        is_projected=st.session_state[_key(page, "projector")],
        has_keys=st.session_state[_key(page, "keys")],
    )
    present(asked)
    st.session_state[_CHANGED] = True
