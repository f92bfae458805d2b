"""The second part of Explore: every run that was kept, to be found, compared and taken away."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.figures.sweep.compare import AXES
from nncore.integrands import BOX_INTEGRANDS, INTEGRANDS
from nncore.messages import gettext, marked, marked_plural, said
from nncore.runs import HistoryError, RunFilter, RunHistory, RunSummary
from nncore.trainers import TRAINERS
from pages.app.history import run_history
from pages.app.rights import key_box, may_change
from pages.output.downloads import Taken, take_away
from pages.settings.problems import bold_labels, show_problem
from pages.settings.widgets import choice, text_box
from pages.studies.compare import compare, run_label
from pages.studies.form import ExploreForm
from pages.studies.history_table import draw_runs
from pages.studies.opening import open_kept
from pages.studies.view import ALL, BOX, INTEGRAL, ORDERS, STENCIL

ROWS_PER_PAGE = 200
_MOST_COMPARED = 6
_FILTER_WIDTH = 180

#: Choice -> its words.
RUNS: Mapping[str, str] = {
    ALL: marked("all runs"),
    INTEGRAL: marked("integrals"),
    BOX: marked("integrals over boxes"),
    STENCIL: marked("stencils"),
}
ONLY: Mapping[str, str] = {
    ALL: marked("with those of sweeps"),
    "single": marked("single runs only"),
    "named": marked("named runs only"),
}
ORDER_LABELS: Mapping[str, str] = {
    "created": marked("newest first"),
    "integral_error": marked("lowest integral error"),
    "validation_loss": marked("lowest validation loss"),
    "weight_error": marked("lowest weight error"),
    "seconds": marked("shortest"),
    "n_hidden": marked("fewest hidden units"),
    "name": marked("by name, Z to A"),
}
FOUND = marked_plural("{n:,} run", "{n:,} runs")
PAGE_OF = marked("Page of {n:,}")
NOTHING = marked("No run is kept yet. Play one on Integrate or Differentiate, or start a sweep.")
NONE_FITS = marked("No run fits: empty the search, or set a choice above to any.")
SELECT = marked(
    "Open a row's run, or select it to name, take away or delete it; two to six to compare."
)
TOO_MANY = marked("At most six runs are compared in one chart: {n} are selected.")
OPEN, OPEN_HELP = marked("Open"), marked("On its own page, where it stood.")
NAME, NAME_HELP = marked("Name"), marked("For the list and for the search; empty takes it away.")
DELETE, DELETE_HELP = marked("Delete"), marked("Take the selected runs out of the history.")
REALLY = marked_plural(
    "Delete this run for good? A sweep that loses a run this way is cancelled.",
    "Delete these {n} runs for good? A sweep that loses a run this way is cancelled.",
)
NOT_YOURS = marked("Made by somebody else: deleting it needs the teacher's key.")
NOT_ALL_YOURS = marked("Some were made by somebody else: deleting them needs the teacher's key.")
NOT_YOUR_NAME = marked("Made by somebody else: naming it needs the teacher's key.")
SHOW, WHICH, ORDER = marked("Show"), marked("Which"), marked("Order")
INTEGRAND, OPTIMIZER, ANY = marked("Integrand"), marked("Optimizer"), marked("any")
SEARCHED = marked("name, formula, offsets")
PICK_HELP = marked("{label}: which runs are listed, and how.")
TAKE_AWAY = marked("Take away")
AGAINST = marked("Against")
AXIS_NAMES = {"iterations": marked("iterations"), "seconds": marked("seconds")}
AGAINST_HELP = marked("What the loss curves are drawn against.")


def history_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the filters, the list of the runs, and what can be done with those selected."""
    history = run_history()
    wanted = _filters(form)
    n_found = history.count(wanted)
    n_pages = max(1, -(-n_found // ROWS_PER_PAGE))
    page = 1
    with row:
        st.markdown(f"**{said(*FOUND, n=n_found)}**", width="content")
        nothing = NOTHING if wanted == RunFilter() else NONE_FITS
        st.caption(gettext(SELECT if n_found else nothing), width="content")
        if n_pages > 1:
            page = st.number_input(
                said(PAGE_OF, n=n_pages), 1, n_pages, key="explore_page", width=150
            )
    order = form.view.order
    listed = history.find(
        wanted,
        order,
        descending=ORDERS[order],
        limit=ROWS_PER_PAGE,
        offset=ROWS_PER_PAGE * (int(page) - 1),
    )
    chosen = draw_runs(listed)
    with st.container():
        if chosen:
            _actions(history, chosen)


def _filters(form: ExploreForm) -> RunFilter:
    view = form.view
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _pick(form, "runs", SHOW, RUNS, view.runs)
        _pick(form, "only", WHICH, ONLY, view.only)
        titles = {ALL: ANY, **{name: f.title for name, f in INTEGRANDS.items()}}
        titles |= {name: family.title for name, family in BOX_INTEGRANDS.items()}
        _pick(form, "integrand_of", INTEGRAND, titles, view.integrand_of or ALL)
        labels = {ALL: ANY, **{name: t.label for name, t in TRAINERS.items()}}
        _pick(form, "trainer_of", OPTIMIZER, labels, view.trainer_of)
        text_box(form, "text", placeholder=gettext(SEARCHED))
        _pick(form, "order", ORDER, ORDER_LABELS, view.order)
    return RunFilter(
        kind=None if view.runs == ALL else view.runs,
        integrands=() if view.integrand_of in ("", ALL) else (view.integrand_of,),
        trainers=() if view.trainer_of == ALL else (view.trainer_of,),
        text=view.text,
        single_runs_only=view.only == "single",
        named_only=view.only == "named",
    )


def _pick(form: ExploreForm, name: str, label: str, labels: Mapping[str, str], value: str) -> None:
    label = gettext(label)
    text = label, said(PICK_HELP, label=label)
    label_of = partial(_label_of, labels)
    choice(form, name, labels, value, text=text, label_of=label_of, width=_FILTER_WIDTH)


def _label_of(labels: Mapping[str, str], value: str) -> str:
    return gettext(labels[value]) if value in labels else value


def _actions(history: RunHistory, chosen: list[RunSummary]) -> None:
    """Draw what can be done with the selected runs, and their curves."""
    first = chosen[0]
    alone = len(chosen) == 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        opened = st.button(
            gettext(OPEN),
            key="explore_open",
            icon=":material/open_in_new:",
            help=gettext(OPEN_HELP),
            disabled=not alone,
        )
        with st.popover(
            gettext(NAME), icon=":material/edit:", help=gettext(NAME_HELP), disabled=not alone
        ):
            _rename(history, first)
        with st.popover(gettext(TAKE_AWAY), icon=":material/download:", disabled=not alone):
            if alone:
                _take_away(history, first)
        with st.popover(gettext(DELETE), icon=":material/delete:", help=gettext(DELETE_HELP)):
            _delete(history, chosen)
        against = _against()
    if opened:
        open_kept(first.key, first.name or run_label(first))
    if len(chosen) > _MOST_COMPARED:
        st.info(said(TOO_MANY, n=len(chosen)), icon=":material/info:")
    compare(history, chosen[:_MOST_COMPARED], against)


def _against() -> str:
    """Draw the choice of what the curves are drawn against."""
    chosen: str | None = st.segmented_control(
        gettext(AGAINST),
        tuple(AXES),
        default="iterations",
        key="explore_against",
        required=True,
        format_func=lambda axis: gettext(AXIS_NAMES[axis]),
        label_visibility="collapsed",
        help=gettext(AGAINST_HELP),
    )
    return chosen or "iterations"


def _take_away(history: RunHistory, one: RunSummary) -> None:
    """Draw the files of a run, or the sentence that says why it cannot be read."""
    try:
        take_away(Taken.of_record(history.get(one.key, with_state=False)), "explore")
    except (HistoryError, ValueError) as problem:
        st.error(str(problem), icon=":material/error:")


def _rename(history: RunHistory, one: RunSummary) -> None:
    if not may_change(one.made_by):
        key_box(gettext(NOT_YOUR_NAME), "name")
        return
    box, known = f"explore_name_{one.key}", f"explore:name_{one.key}"
    if box not in st.session_state or st.session_state.get(known) != one.name:
        # Somebody else may have named it: what stands in the box then is no wish of this user.
        st.session_state[box] = st.session_state[known] = one.name
    name = st.text_input(gettext(NAME), key=box, help=gettext(NAME_HELP))
    if name != one.name:
        try:
            history.rename(one.key, name)
        except (ValueError, HistoryError) as problem:
            show_problem(problem, bold_labels({"name": (NAME, NAME_HELP)}))
        else:
            st.rerun()


def _delete(history: RunHistory, chosen: Sequence[RunSummary]) -> None:
    if not may_change(*(one.made_by for one in chosen)):
        key_box(gettext(NOT_YOURS if len(chosen) == 1 else NOT_ALL_YOURS), "runs")
        return
    st.markdown(said(*REALLY, n=len(chosen)))
    if st.button(
        gettext(DELETE), key="explore_delete", type="primary", icon=":material/delete_forever:"
    ):
        history.delete(*(one.key for one in chosen))
        st.rerun()
