"""Data that are too many for a link: whether the history keeps them, so that a link names them."""

import streamlit as st

from nncore.messages import gettext, marked, said
from nncore.runs import LARGEST_KEPT, HistoryError
from pages.app.history import run_history
from pages.app.rights import button_of
from pages.measured.source import forget, keep
from pages.measured.view import DataForm
from pages.settings.problems import show_problem

TOO_MANY = marked(
    "These data are too many for a link. Up to {most} MB of them can be kept on this lab's server: "
    "the address is then a link to them, and whoever opens it repeats the run. Otherwise they are "
    "forgotten when this tab is closed."
)
KEPT = marked(
    "These data are kept on this lab's server, and the address of this page is a link to them: "
    "whoever opens it repeats the run."
)
KEEP, DELETE = marked("Keep these data"), marked("Delete them from the server")
NOT_YOURS = marked("Only who has kept these data may delete them, and the teacher.")


def draw_keeping(form: DataForm) -> None:
    """Draw what is kept, and the button that changes it."""
    try:
        if form.view.kept:
            is_changed = _kept(form)
        else:
            is_changed = _not_kept(form)
    except (HistoryError, ValueError) as problem:
        show_problem(problem)
        return
    if is_changed:
        st.rerun()


def _not_kept(form: DataForm) -> bool:
    st.caption(said(TOO_MANY, most=LARGEST_KEPT))
    if not st.button(gettext(KEEP), key=form.key("keep"), icon=":material/save:"):
        return False
    keep(form)
    return True


def _kept(form: DataForm) -> bool:
    st.caption(gettext(KEPT))
    made_by = run_history().table_maker(form.view.kept)
    if not button_of(
        made_by,
        gettext(DELETE),
        gettext(NOT_YOURS),
        key=form.key("forget"),
        icon=":material/delete:",
    ):
        return False
    forget(form)
    return True
