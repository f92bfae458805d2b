"""A sweep while its results arrive: how far it is, its charts, and the runs that they open."""

from typing import Any

import streamlit as st

from nncore.figures.sweep import TrialColumns
from nncore.figures.sweep.trial_columns import axis_title, value_label
from nncore.live import Contents, SweepWatch
from nncore.messages import gettext, marked, said
from nncore.runs import HistoryError, SweepState, SweepSummary
from nncore.specs import SweepSpec
from nncore.studies.durations import about_text
from nncore.studies.first import stored_trials
from pages.app.history import sweep_manager
from pages.app.language import fragment
from pages.app.seats import tab
from pages.live.elements import Shown, live_status
from pages.live.panel import show
from pages.settings.problems import labels_of, show_problem
from pages.studies.chart_choice import ChartChoice, chart_choices, with_ranges
from pages.studies.charts import chart_contents, draw_charts
from pages.studies.form import ExploreForm
from pages.studies.opening import open_kept, open_settings

_PAGE = "explore"
DONE, FAILED = marked("**{done:,} of {n:,} done**"), marked("{n:,} failed")
REST = marked("{rest} left.")
RESUMED = marked("This sweep was interrupted, and goes on with the runs that were not done.")
_PLANNED, _STORED = "planned", "stored-"  # in place of the key of a sweep in the history
_STATES = {
    SweepState.RUNNING: ":material/sync:",
    SweepState.WAITING: ":material/hourglass_top:",
    SweepState.FINISHED: ":material/check_circle:",
    SweepState.CANCELLED: ":material/cancel:",
}


def watch_sweep(form: ExploreForm, sweep: SweepSpec, key: str | None) -> None:
    """Draw a sweep; what arrives of it comes over the channel.

    Parameters
    ----------
    form : ExploreForm
        Settings of the page.
    sweep : SweepSpec
        What it is.
    key : str, optional
        Of the sweep in the history; None before its start.
    """

    @fragment
    def watch() -> None:
        form.write_address()  # what was changed in this fragment
        try:
            _draw(form, sweep, key)
        except (HistoryError, ValueError) as problem:  # the next look may find it again
            st.error(str(problem), icon=":material/database_off:")

    watch()


def _draw(form: ExploreForm, sweep: SweepSpec, key: str | None) -> None:
    """Draw how far a sweep is, and its charts."""
    place = st.container()
    choice = chart_choices(form, sweep.base.kind, tuple(sweep.axes))
    if key is None:
        stored = stored_trials(sweep)
        trials = TrialColumns.of(sweep) if stored is None else TrialColumns.of(sweep, stored)
        name = _PLANNED if stored is None else _STORED + sweep.base.kind
        choice = with_ranges(choice, name)
        shown = Shown(chart_contents(trials, name, choice))
        _open_clicked(form, sweep, draw_charts(shown, trials, choice), name)
        return
    watched = _watched(key)
    choice = with_ranges(choice, key)
    shown = show(_PAGE, watched, lambda watched: _contents(watched, sweep, choice))
    with place:
        live_status(shown, "progress", key="explore_progress")
        _notices(watched.summary)
    trials = _results(watched.summary, sweep)
    _open_clicked(form, sweep, draw_charts(shown, trials, choice), key)


def _watched(key: str) -> SweepWatch:
    """Return what tells where a sweep stands, as it stands now."""
    here = tab()
    here.open(_PAGE)
    found = here.watched_as(_PAGE, key)
    if isinstance(found, SweepWatch):
        found.tick()
        return found
    made = SweepWatch(lambda: sweep_manager().summary(key))
    here.watch(_PAGE, made, key)
    return made


def _contents(watched: SweepWatch, sweep: SweepSpec, choice: ChartChoice) -> Contents:
    """Return what the elements show of a sweep."""
    now = watched.summary
    trials = _results(now, sweep)
    return {"progress": _progress(now), **chart_contents(trials, now.key, choice)}


def _progress(now: SweepSummary) -> dict[str, Any]:
    rest = sweep_manager().rest_seconds(now.key)
    parts = [said(DONE, done=now.n_done, n=now.n_cells)]
    parts += [said(FAILED, n=now.n_failed)] if now.n_failed else []
    sentences = [gettext(now.state.value)]
    sentences += [said(REST, rest=about_text(rest).capitalize())] if rest else []
    text = " · ".join([*parts, " ".join(sentences)])
    return {"text": f"{_STATES[now.state]} {text}", "progress": now.n_done / now.n_cells}


def _notices(now: SweepSummary) -> None:
    with st.container():
        if now.key in sweep_manager().resumed and not now.state.is_final:
            st.caption(f":material/restart_alt: {gettext(RESUMED)}")
        if problem := sweep_manager().problem_of(now.key):
            st.warning(problem, icon=":material/database_off:")


def _results(now: SweepSummary, sweep: SweepSpec) -> TrialColumns:
    """Return what the charts read of a sweep."""
    columns = _columns(now.key, now.n_done, sweep)
    if len(columns) != now.n_done:  # something arrived in between
        _columns.clear(now.key, now.n_done, sweep)
    return columns


@st.cache_resource(show_spinner=False, max_entries=16)
def _columns(key: str, n_done: int, _sweep: SweepSpec) -> TrialColumns:
    """Return what the charts read, made anew when more is done, and for all tabs together."""
    return TrialColumns.of(_sweep, sweep_manager().trials(key))


def _open_clicked(form: ExploreForm, sweep: SweepSpec, number: int | None, key: str) -> None:
    """Open the run that was clicked just now."""
    if number is None:
        return
    try:
        spec = sweep.cell(number)
    except ValueError as problem:
        show_problem(problem, labels_of(form))
        return
    settings = sweep.settings(number).items()
    name = ", ".join(f"{axis_title(axis)} {value_label(value)}" for axis, value in settings)
    kept = _key_of(key, number)
    if kept:
        open_kept(kept, name)
    else:
        open_settings(spec, name)


def _key_of(key: str, number: int) -> str:
    """Return the key of a trial of a sweep in the history; empty where there is none."""
    if key.startswith((_PLANNED, _STORED)) or key in sweep_manager().only_here:
        return ""
    trials = sweep_manager().trials(key)
    return dict(zip(trials.cell.tolist(), trials.key, strict=True)).get(number, "")
