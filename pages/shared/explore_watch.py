"""A study while its results arrive: how far it is, its charts, and the runs that they open."""

import streamlit as st

from nncore.durations import about_text
from nncore.figures.sweep import CellColumns
from nncore.figures.sweep.cells import axis_title, value_label
from nncore.first_studies import stored_cells
from nncore.runs import HistoryError, SweepState, SweepSummary
from nncore.specs import SweepSpec
from pages.shared.explore_charts import draw_charts
from pages.shared.explore_form import ExploreForm
from pages.shared.explore_open import open_run
from pages.shared.history import shelf
from pages.shared.ticking import ticking_fragment

#: Seconds between two looks at what has arrived.
TICK = 0.7

PROGRESS = "**{done:,} of {n:,} done**{failed} · {state}{rest}"
FAILED, REST = " · {n:,} failed", " {rest} left."
RESUMED = "This study was interrupted, and goes on with the runs that were not done."
_PLANNED, _STORED = "planned", "stored-"  # in place of the key of a study in the history
_STATES = {
    SweepState.RUNNING: ":material/sync:",
    SweepState.WAITING: ":material/hourglass_top:",
    SweepState.FINISHED: ":material/check_circle:",
    SweepState.CANCELLED: ":material/cancel:",
}


def watch_study(form: ExploreForm, study: SweepSpec, key: str | None) -> None:
    """Draw a study, again and again until all of it is done.

    Parameters
    ----------
    form : ExploreForm
        Settings of the page.
    study : SweepSpec
        What it is.
    key : str, optional
        Of the study in the history; None before its start.
    """
    ticking = key is not None and not shelf().summary(key).state.is_final

    def watch() -> None:
        try:
            now = None if key is None else shelf().summary(key)
            _draw(form, study, now)
        except (HistoryError, ValueError) as problem:  # the next look may find it again
            st.error(str(problem), icon=":material/database_off:")
            return
        if (now is not None and not now.state.is_final) != ticking:
            st.rerun()  # one full run switches the timer and changes the buttons

    ticking_fragment(watch, TICK if ticking else None)


def _draw(form: ExploreForm, study: SweepSpec, now: SweepSummary | None) -> None:
    """Draw how far a study is, and its charts."""
    with st.container():  # what comes and goes has a place of its own
        if now is not None:
            _progress(now)
    if now is not None:
        _open_clicked(form, study, _results(now, study), now.key)
    elif (stored := stored_cells(study)) is not None:
        _open_clicked(form, study, CellColumns.of(study, stored), _STORED + study.base.kind)
    else:
        _open_clicked(form, study, CellColumns.of(study), _PLANNED)


def _progress(now: SweepSummary) -> None:
    rest = shelf().rest_seconds(now.key)
    text = PROGRESS.format(
        done=now.n_done,
        n=now.n_cells,
        failed=FAILED.format(n=now.n_failed) if now.n_failed else "",
        state=now.state.value,
        rest=REST.format(rest=about_text(rest).capitalize()) if rest else "",
    )
    st.progress(now.n_done / now.n_cells, text=f"{_STATES[now.state]} {text}")
    with st.container():
        if now.key in shelf().resumed and not now.state.is_final:
            st.caption(f":material/restart_alt: {RESUMED}")
        if problem := shelf().problem_of(now.key):
            st.warning(problem, icon=":material/database_off:")


def _results(now: SweepSummary, study: SweepSpec) -> CellColumns:
    """Return what the charts read of a study."""
    columns = _columns(now.key, now.n_done, study)
    if len(columns) != now.n_done:  # something arrived in between
        _columns.clear(now.key, now.n_done, study)
    return columns


@st.cache_resource(show_spinner=False, max_entries=16)
def _columns(key: str, n_done: int, _study: SweepSpec) -> CellColumns:
    """Return what the charts read, made anew when more is done, and for all tabs together."""
    return CellColumns.of(_study, shelf().cells(key))


def _open_clicked(form: ExploreForm, sweep: SweepSpec, columns: CellColumns, key: str) -> None:
    """Draw the charts; a click on one opens the run."""
    number = draw_charts(form, columns, key, sweep.base.kind)
    if number is None:
        return
    try:
        spec = sweep.cell(number)
    except ValueError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    settings = sweep.settings(number).items()
    name = ", ".join(f"{axis_title(axis)} {value_label(value)}" for axis, value in settings)
    is_kept = not key.startswith((_PLANNED, _STORED)) and key not in shelf().only_here
    open_run(spec, name, is_kept=is_kept)
