"""The first part of Explore: the sweep of the form, what it costs, its start and its file."""

import dataclasses
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.figures.sweep.trial_columns import axis_title
from nncore.messages import gettext, marked, said, sentence_of
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

START, START_HELP = (
    marked("Start"),
    marked("Run all the trials on the workers; it goes on when the tab is closed."),
)
ASK = marked(
    "This sweep has {n:,} runs and takes {wall} ({total} of computing, the longest run "
    "{longest}). Start it?"
)
SURE, NOT_SURE = marked("Start it all the same"), marked("Not now")
TOML, TOML_HELP = (
    marked("File"),
    marked("The sweep as a TOML file, to run again or by `python -m nncore sweep`."),
)
DOWNLOAD, UPLOAD = marked("Download this sweep"), marked("Open a sweep")
NOTHING_VARIES = marked(
    "This sweep varies nothing: name what varies, with its values, under [vary]."
)
UNKNOWN = marked(
    "The sweep of this link is not in the history here; the newest one is shown instead."
)
PLANNED = marked(
    "The sweep of the form, before its start: press Start, and the fields fill as results arrive."
)
BEFOREHAND = marked(
    "The sweep of the form, with results computed beforehand: press Start to run it here."
)
INTEGRAL_TITLE = marked("{integrand}: {axes}")
STENCIL_TITLE = marked("stencil ({offsets}): {axes}")
BEFOREHAND_HELP = marked("With {versions}. On this machine the seconds will be others.")


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
            st.warning(gettext(UNKNOWN), icon=":material/link_off:")
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
        st.caption(gettext(PLANNED))
    else:
        versions = stored_versions(sweep.base.kind)
        st.caption(gettext(BEFOREHAND), help=said(BEFOREHAND_HELP, versions=versions))


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
            gettext(START),
            key="explore_start",
            icon=":material/play_arrow:",
            type="primary",
            help=gettext(START_HELP),
            disabled=sweep is None or bool(form.problems),
        )
        with st.popover(gettext(TOML), icon=":material/description:", help=gettext(TOML_HELP)):
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
    st.warning(said(ASK, n=sweep.n_cells, **cost_texts(sweep)), icon=":material/timer:")
    with st.container(horizontal=True):
        if st.button(gettext(SURE), key="explore_sure", icon=":material/play_arrow:"):
            _begin(form, sweep)
        if st.button(gettext(NOT_SURE), key="explore_not_sure"):
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
    axes = " × ".join(map(axis_title, varying(sweep)))
    if isinstance(base, StencilSpec):
        return said(STENCIL_TITLE, offsets=", ".join(map(str, base.offsets)), axes=axes)
    return said(INTEGRAL_TITLE, integrand=getattr(base, "integrand", ""), axes=axes)


def _files(sweep: SweepSpec | None) -> None:
    """Draw the sweep's file to take away, and where one is brought."""
    st.download_button(
        gettext(DOWNLOAD),
        (lambda: sweep.to_toml()) if sweep is not None else "",
        file_name="sweep.toml",
        mime="application/toml",
        key="explore_toml",
        icon=":material/download:",
        disabled=sweep is None,
        on_click="ignore",
    )
    brought = st.file_uploader(
        gettext(UPLOAD), type=["toml"], key="explore_brought", help=gettext(TOML_HELP)
    )
    if brought is None or st.session_state.get("explore:read") == brought.file_id:
        return
    st.session_state["explore:read"] = brought.file_id
    try:
        found = SweepSpec.from_toml(brought.getvalue().decode("utf-8", "replace"))
    except ValueError as problem:  # of a file: it has the names that the file has
        show_problem(problem)
    else:
        if not found.axes:
            st.error(gettext(NOTHING_VARIES), icon=":material/error:")
            return
        fill_form(found)
        st.rerun()
