"""The sweeps that are kept: the choice of the one that is shown, and what can be done with it."""

from collections.abc import Sequence

import streamlit as st

from nncore.messages import gettext, marked, marked_plural, said
from nncore.runs import SweepState, SweepSummary
from pages.app.clock import in_readers_zone
from pages.app.history import sweep_manager
from pages.app.rights import button_of, key_box, may_change
from pages.output.numbers import shortened
from pages.settings.widgets import choice
from pages.studies.form import ExploreForm, fill_form
from pages.studies.view import LATEST

_MOST_OF_A_TITLE = 60  # characters: of a longer line the box would show nothing

CANCEL, CANCEL_HELP = (
    marked("Cancel"),
    marked("Start no further trial of this sweep; what is done stays."),
)
GO_ON, GO_ON_HELP = marked("Go on"), marked("Run the trials that are not done yet.")
DELETE, DELETE_HELP = marked("Delete"), marked("Take this sweep out of the history.")
REALLY = marked("Delete this sweep and its {n:,} runs for good, for everybody here?")
NOT_YOURS_TO_CANCEL = marked("Made by somebody else: cancelling it needs the teacher's key.")
NOT_YOURS_TO_GO_ON = marked("Made by somebody else: going on with it needs the teacher's key.")
NOT_YOURS_TO_DELETE = marked("Made by somebody else: deleting it needs the teacher's key.")
SHOWN, SHOWN_HELP = marked("Sweep"), marked("The sweeps that are kept, the newest first.")
RUNS = marked_plural("{n:,} run", "{n:,} runs")
FILL, FILL_HELP = marked("To the form"), marked("Fill the form with the settings of this sweep.")


def choose_sweep(form: ExploreForm, listed: Sequence[SweepSummary], shown: SweepSummary) -> None:
    """Draw the choice of the sweep that is shown, and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        names = {one.key: _name(one) for one in listed}
        choice(
            form,
            "sweep",
            names,
            shown.key,
            text=(gettext(SHOWN), gettext(SHOWN_HELP)),
            label_of=lambda key: names.get(key, LATEST),
            label_visibility="collapsed",
        )
        if st.button(
            gettext(FILL), key="explore_fill", icon=":material/edit_note:", help=gettext(FILL_HELP)
        ):
            fill_form(sweep_manager().sweep(shown.key), sweep=shown.key)
            st.rerun()
        if not shown.state.is_final:
            _cancel_button(shown)
        if _can_go_on(shown):
            _go_on_button(shown)
        if shown.state.is_final:
            with st.popover(gettext(DELETE), icon=":material/delete:", help=gettext(DELETE_HELP)):
                _delete(form, shown)


def _cancel_button(shown: SweepSummary) -> None:
    refusal, icon = gettext(NOT_YOURS_TO_CANCEL), ":material/stop:"
    if button_of(
        shown.made_by,
        gettext(CANCEL),
        refusal,
        key="explore_cancel",
        icon=icon,
        help=gettext(CANCEL_HELP),
    ):
        sweep_manager().cancel(shown.key)
        st.rerun()


def _can_go_on(shown: SweepSummary) -> bool:
    """Whether nobody is at work on a sweep that is not done, and the history has it."""
    if shown.state is SweepState.WAITING:
        return not sweep_manager().is_driven(shown.key)
    return shown.state is SweepState.CANCELLED and shown.key not in sweep_manager().only_here


def _go_on_button(shown: SweepSummary) -> None:
    refusal, icon = gettext(NOT_YOURS_TO_GO_ON), ":material/resume:"
    if button_of(
        shown.made_by,
        gettext(GO_ON),
        refusal,
        key="explore_go_on",
        icon=icon,
        help=gettext(GO_ON_HELP),
    ):
        sweep_manager().resume(shown.key)
        st.rerun()


def _delete(form: ExploreForm, shown: SweepSummary) -> None:
    if not may_change(shown.made_by):
        key_box(gettext(NOT_YOURS_TO_DELETE), "sweep")
        return
    st.markdown(said(REALLY, n=shown.n_done))
    if st.button(
        gettext(DELETE), key="explore_delete", type="primary", icon=":material/delete_forever:"
    ):
        sweep_manager().delete(shown.key)
        form.change_view(sweep=LATEST)
        st.rerun()


def _name(one: SweepSummary) -> str:
    """Return what a sweep is called in the list.

    Streamlit knows a choice by its label: labels must stay, and be of one sweep only.
    """
    when = in_readers_zone(one.created)
    title = shortened(one.title, _MOST_OF_A_TITLE) or said(*RUNS, n=one.n_cells)
    return f"{title} · {when:%Y-%m-%d %H:%M:%S}"
