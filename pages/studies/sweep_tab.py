"""The first part of Explore: the sweep of the form, what it costs, its start and its file."""

import dataclasses
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.figures.sweep.trial_columns import axis_title
from nncore.messages import sentence_of
from nncore.runs import HistoryError, SweepSummary
from nncore.specs import StencilSpec, SweepSpec
from nncore.studies.first import stored_trials, stored_versions
from pages.app.history import sweep_manager
from pages.app.rights import maker
from pages.output.numbers import free_title
from pages.settings.problems import labels_of, show_problem
from pages.studies.cost import cost_text, cost_texts, varying
from pages.studies.form import ExploreForm, fill_form, sweep_of
from pages.studies.kept_sweeps import choose_sweep
from pages.studies.view import LATEST
from pages.studies.watching import watch_sweep

_COST_WIDTH = 235

START, START_HELP = "Start", "Run all the trials on the workers; it goes on when the tab is closed."
ASK = (
    "This sweep has {n} runs and takes {wall} ({total} of computing, the longest run "
    "{longest}). Start it?"
)
SURE, NOT_SURE = "Start it all the same", "Not now"
TOML, TOML_HELP = "File", "The sweep as a TOML file, to run again or by `python -m nncore sweep`."
DOWNLOAD, UPLOAD = "Download this sweep", "Open a sweep"
NOTHING_VARIES = "This sweep varies nothing: name what varies, with its values, under [vary]."
UNKNOWN = "The sweep of this link is not in the history here; the newest one is shown instead."
PLANNED = (
    "The sweep of the form, before its start: press Start, and the fields fill as results arrive."
)
BEFOREHAND = "The sweep of the form, with results computed beforehand: press Start to run it here."
BEFOREHAND_HELP = "With {versions}. On this machine the seconds will be others."


def sweep_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the sweep of the form with its buttons, and the sweep that is shown.

    Parameters
    ----------
    form : ExploreForm
        Settings of the page.
    row : DeltaGenerator
        The row on top of the page, where the buttons stand.
    """
    sweep, problem = None, None
    try:
        sweep = sweep_of(form)
    except ValueError as found:
        problem = sentence_of(found).said(labels_of(form))
    listed = sweep_manager().summaries()
    shown = next((one for one in listed if one.key == form.view.sweep), None)
    shown = shown or _latest(listed, form.view.kind)
    _start(form, row, sweep, problem)
    with st.container():
        if form.view.sweep not in (LATEST, *(one.key for one in listed)):
            st.warning(UNKNOWN, icon=":material/link_off:")
        if shown is not None:
            choose_sweep(form, listed, shown)
        elif sweep is not None:
            _before_start(sweep)
    if shown is not None:
        watch_sweep(form, sweep_manager().sweep(shown.key), shown.key)
    elif sweep is not None:
        watch_sweep(form, sweep, None)


def _before_start(sweep: SweepSpec) -> None:
    """Say where the results of a sweep come from that was not started here."""
    if stored_trials(sweep) is None:
        st.caption(PLANNED)
    else:
        versions = stored_versions(sweep.base.kind)
        st.caption(BEFOREHAND, help=BEFOREHAND_HELP.format(versions=versions))


def _latest(listed: Sequence[SweepSummary], kind: str) -> SweepSummary | None:
    """Return the newest sweep of the kind that the form is about, of those that can be read."""
    return next((one for one in listed if one.kind == kind and _is_readable(one.key)), None)


def _is_readable(key: str) -> bool:
    try:
        sweep_manager().sweep(key)
    except HistoryError:  # of another version, or deleted just now
        return False
    return True


def _start(
    form: ExploreForm, row: DeltaGenerator, sweep: SweepSpec | None, problem: str | None
) -> None:
    """Draw what the sweep of the form costs, and its buttons."""
    with row:
        pressed = st.button(
            START,
            key="explore_start",
            icon=":material/play_arrow:",
            type="primary",
            help=START_HELP,
            disabled=sweep is None or bool(form.problems),
        )
        with st.popover(TOML, icon=":material/description:", help=TOML_HELP):
            _files(sweep)
        if sweep is not None:
            st.markdown(cost_text(sweep), width=_COST_WIDTH)
    with st.container():
        if sweep is None:
            st.error(problem or "", icon=":material/error:")
            return
        if pressed and not sweep.cost().is_large:
            _begin(form, sweep)
        if pressed:
            st.session_state["explore:asked"] = sweep
        if st.session_state.get("explore:asked") == sweep:
            _ask(form, sweep)


def _ask(form: ExploreForm, sweep: SweepSpec) -> None:
    """Let the user confirm a sweep that takes long, with the estimate."""
    st.warning(ASK.format(**cost_texts(sweep)), icon=":material/timer:")
    with st.container(horizontal=True):
        if st.button(SURE, key="explore_sure", icon=":material/play_arrow:"):
            _begin(form, sweep)
        if st.button(NOT_SURE, key="explore_not_sure"):
            del st.session_state["explore:asked"]
            st.rerun()


def _begin(form: ExploreForm, sweep: SweepSpec) -> None:
    st.session_state.pop("explore:asked", None)
    title = free_title(
        sweep.title or _title(sweep), {one.title for one in sweep_manager().summaries()}
    )
    titled = dataclasses.replace(sweep, title=title)
    form.change_view(sweep=sweep_manager().begin(titled, maker()), x="", y="", measure="")
    st.rerun()


def _title(sweep: SweepSpec) -> str:
    """Write what a sweep is about, for those who gave it no name."""
    base = sweep.base
    what = (
        "stencil (" + ", ".join(map(str, base.offsets)) + ")"
        if isinstance(base, StencilSpec)
        else str(getattr(base, "integrand", ""))
    )
    return f"{what}: " + " × ".join(map(axis_title, varying(sweep)))


def _files(sweep: SweepSpec | None) -> None:
    """Draw the sweep's file to take away, and where one is brought."""
    st.download_button(
        DOWNLOAD,
        (lambda: sweep.to_toml()) if sweep is not None else "",
        file_name="sweep.toml",
        mime="application/toml",
        key="explore_toml",
        icon=":material/download:",
        disabled=sweep is None,
        on_click="ignore",
    )
    brought = st.file_uploader(UPLOAD, type=["toml"], key="explore_brought", help=TOML_HELP)
    if brought is None or st.session_state.get("explore:read") == brought.file_id:
        return
    st.session_state["explore:read"] = brought.file_id
    try:
        found = SweepSpec.from_toml(brought.getvalue().decode("utf-8", "replace"))
    except ValueError as problem:  # of a file: it has the names that the file has
        show_problem(problem)
    else:
        if not found.axes:
            st.error(NOTHING_VARIES, icon=":material/error:")
            return
        fill_form(found)
        st.rerun()
