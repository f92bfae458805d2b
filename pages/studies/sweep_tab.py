"""The first part of Explore: the study of the form, its start, and the choice of one to look at."""

import dataclasses
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.figures.sweep.cells import axis_title
from nncore.runs import HistoryError, SweepState, SweepSummary
from nncore.specs import StencilSpec, SweepSpec
from nncore.studies.first import stored_cells, stored_versions
from pages.app.history import sweep_manager
from pages.app.rights import button_of, key_box, maker, may_change
from pages.output.numbers import free_title
from pages.studies.cost import cost_text, cost_words, varying
from pages.studies.form import ExploreForm, show_study, study_of
from pages.studies.view import LATEST
from pages.studies.watching import watch_study

_COST_WIDTH = 330

START, START_HELP = "Start", "Run all the cells on the workers; it goes on when the tab is closed."
CANCEL, CANCEL_HELP = "Cancel", "Start no further cell of this study; what is done stays."
GO_ON, GO_ON_HELP = "Go on", "Run the cells that are not done yet."
ASK = (
    "This study has {n} runs and takes {wall} ({total} of computing, the longest run "
    "{longest}). Start it?"
)
SURE, NOT_SURE = "Start it all the same", "Not now"
DELETE, DELETE_HELP = "Delete", "Take this study out of the history."
REALLY = "Delete this study and its {n:,} runs for good, for everybody here?"
NOT_YOURS = "Made by somebody else: {what} it needs the teacher's key."
SHOWN, SHOWN_HELP = "Study", "The studies that are kept, the newest first."
FILL, FILL_HELP = "To the form", "Fill the form with the settings of this study."
TOML, TOML_HELP = "File", "The study as a TOML file, to run again or by `python -m nncore sweep`."
DOWNLOAD, UPLOAD = "Download this study", "Open a study"
NOTHING_VARIES = "This study varies nothing: name what varies, with its values, under [vary]."
UNKNOWN = "The study of this link is not in the history here; the newest one is shown instead."
PLANNED = (
    "The study of the form, before its start: press Start, and the fields fill as results arrive."
)
BEFOREHAND = "The study of the form, with results computed beforehand: press Start to run it here."
BEFOREHAND_HELP = "With {versions}. On this machine the seconds will be others."


def sweep_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the study of the form with its buttons, and the study that is shown.

    Parameters
    ----------
    form : ExploreForm
        Settings of the page.
    row : DeltaGenerator
        The row on top of the page, where the buttons stand.
    """
    study, problem = None, None
    try:
        study = study_of(form)
    except ValueError as found:
        problem = str(found)
    listed = sweep_manager().summaries()
    shown = next((one for one in listed if one.key == form.view.sweep), None)
    shown = shown or _latest(listed, form.view.kind)
    _start(form, row, study, problem)
    with st.container():
        if form.view.sweep not in (LATEST, *(one.key for one in listed)):
            st.warning(UNKNOWN, icon=":material/link_off:")
        if shown is not None:
            _choose(form, listed, shown)
        elif study is not None:
            _before_start(study)
    if shown is not None:
        watch_study(form, sweep_manager().sweep(shown.key), shown.key)
    elif study is not None:
        watch_study(form, study, None)


def _before_start(study: SweepSpec) -> None:
    """Say where the results of a study come from that was not started here."""
    if stored_cells(study) is None:
        st.caption(PLANNED)
    else:
        versions = stored_versions(study.base.kind)
        st.caption(BEFOREHAND, help=BEFOREHAND_HELP.format(versions=versions))


def _latest(listed: Sequence[SweepSummary], kind: str) -> SweepSummary | None:
    """Return the newest study of the kind that the form is about, of those that can be read."""
    return next((one for one in listed if one.kind == kind and _is_readable(one.key)), None)


def _is_readable(key: str) -> bool:
    try:
        sweep_manager().sweep(key)
    except HistoryError:  # of another version, or deleted just now
        return False
    return True


def _start(
    form: ExploreForm, row: DeltaGenerator, study: SweepSpec | None, problem: str | None
) -> None:
    """Draw what the study of the form costs, and its buttons."""
    with row:
        pressed = st.button(
            START,
            key="explore_start",
            icon=":material/play_arrow:",
            type="primary",
            help=START_HELP,
            disabled=study is None or bool(form.problems),
        )
        with st.popover(TOML, icon=":material/description:", help=TOML_HELP):
            _files(study)
        if study is not None:
            st.markdown(cost_text(study), width=_COST_WIDTH)
    with st.container():
        if study is None:
            st.error(problem or "", icon=":material/error:")
            return
        if pressed and not study.cost().is_large:
            _begin(form, study)
        if pressed:
            st.session_state["explore:asked"] = study
        if st.session_state.get("explore:asked") == study:
            _ask(form, study)


def _ask(form: ExploreForm, study: SweepSpec) -> None:
    """Let the user confirm a study that takes long, with the estimate."""
    st.warning(ASK.format(**cost_words(study)), icon=":material/timer:")
    with st.container(horizontal=True):
        if st.button(SURE, key="explore_sure", icon=":material/play_arrow:"):
            _begin(form, study)
        if st.button(NOT_SURE, key="explore_not_sure"):
            del st.session_state["explore:asked"]
            st.rerun()


def _begin(form: ExploreForm, study: SweepSpec) -> None:
    st.session_state.pop("explore:asked", None)
    title = free_title(
        study.title or _title(study), {one.title for one in sweep_manager().summaries()}
    )
    titled = dataclasses.replace(study, title=title)
    form.look(sweep=sweep_manager().begin(titled, maker()), x="", y="", measure="")
    st.rerun()


def _title(study: SweepSpec) -> str:
    """Write what a study is about, for those who gave it no name."""
    base = study.base
    what = (
        "stencil (" + ", ".join(map(str, base.offsets)) + ")"
        if isinstance(base, StencilSpec)
        else str(getattr(base, "integrand", ""))
    )
    return f"{what}: " + " × ".join(map(axis_title, varying(study)))


def _files(study: SweepSpec | None) -> None:
    """Draw the study's file to take away, and where one is brought."""
    st.download_button(
        DOWNLOAD,
        (lambda: study.to_toml()) if study is not None else "",
        file_name="study.toml",
        mime="application/toml",
        key="explore_toml",
        icon=":material/download:",
        disabled=study is None,
        on_click="ignore",
    )
    brought = st.file_uploader(UPLOAD, type=["toml"], key="explore_brought", help=TOML_HELP)
    if brought is None or st.session_state.get("explore:read") == brought.file_id:
        return
    st.session_state["explore:read"] = brought.file_id
    try:
        found = SweepSpec.from_toml(brought.getvalue().decode("utf-8", "replace"))
    except ValueError as problem:
        st.error(str(problem), icon=":material/error:")
    else:
        if not found.axes:
            st.error(NOTHING_VARIES, icon=":material/error:")
            return
        show_study(found)
        st.rerun()


def _choose(form: ExploreForm, listed: Sequence[SweepSummary], shown: SweepSummary) -> None:
    """Draw the choice of the study that is shown, and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        names = {one.key: _name(one) for one in listed}
        st.selectbox(
            SHOWN,
            tuple(names),
            key=form.seed("sweep", shown.key),
            format_func=lambda key: names.get(key, LATEST),
            label_visibility="collapsed",
            help=SHOWN_HELP,
            on_change=form.commit,
            args=("sweep",),
        )
        if st.button(FILL, key="explore_fill", icon=":material/edit_note:", help=FILL_HELP):
            show_study(sweep_manager().sweep(shown.key), sweep=shown.key)
            st.rerun()
        if not shown.state.is_final:
            refusal, icon = NOT_YOURS.format(what="cancelling"), ":material/stop:"
            if button_of(
                shown.made_by, CANCEL, refusal, key="explore_cancel", icon=icon, help=CANCEL_HELP
            ):
                sweep_manager().cancel(shown.key)
                st.rerun()
        is_left = shown.state is SweepState.WAITING and not sweep_manager().is_driven(shown.key)
        is_left |= (
            shown.state is SweepState.CANCELLED and shown.key not in sweep_manager().only_here
        )
        if is_left:
            refusal, icon = NOT_YOURS.format(what="going on with"), ":material/resume:"
            if button_of(
                shown.made_by, GO_ON, refusal, key="explore_go_on", icon=icon, help=GO_ON_HELP
            ):
                sweep_manager().resume(shown.key)
                st.rerun()
        if shown.state.is_final:
            with st.popover(DELETE, icon=":material/delete:", help=DELETE_HELP):
                _delete(form, shown)


def _delete(form: ExploreForm, shown: SweepSummary) -> None:
    if not may_change(shown.made_by):
        key_box(NOT_YOURS.format(what="deleting"), "study")
        return
    st.markdown(REALLY.format(n=shown.n_done))
    if st.button(DELETE, key="explore_delete", type="primary", icon=":material/delete_forever:"):
        sweep_manager().delete(shown.key)
        form.look(sweep=LATEST)
        st.rerun()


def _name(one: SweepSummary) -> str:
    """Return what a study is called in the list.

    Streamlit knows a choice by its words: they must stay, and be of one study only.
    """
    return f"{one.title or f'{one.n_cells:,} runs'} · {one.created:%Y-%m-%d %H:%M:%S}"
