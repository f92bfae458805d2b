"""The second part of Explore: every run that was kept, to be found, compared and taken away."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.figures.sweep.compare import AXES
from nncore.integrands import INTEGRANDS
from nncore.runs import HistoryError, RunFilter, RunHistory, RunSummary
from nncore.trainers import TRAINERS
from pages.app.clock import in_readers_zone
from pages.app.history import run_history
from pages.app.rights import key_box, may_change
from pages.output.downloads import Taken, take_away
from pages.settings.problems import bold_labels, show_problem
from pages.settings.widgets import choice, text_box
from pages.studies.compare import compare, error_of, run_label
from pages.studies.form import ExploreForm
from pages.studies.opening import open_kept
from pages.studies.selectable_table import selected_keys
from pages.studies.view import ALL, INTEGRAL, ORDERS, STENCIL

ROWS_PER_PAGE = 200
_MOST_COMPARED = 6
_ROW_HEIGHT, _MOST_ROWS = 35, 14
_OPEN_WIDTH, _FILTER_WIDTH = 70, 180
_OPENED, _TO_OPEN = "explore_open_row", "explore:to_open"

#: Choice -> its words.
RUNS: Mapping[str, str] = {ALL: "all runs", INTEGRAL: "integrals", STENCIL: "stencils"}
ONLY: Mapping[str, str] = {
    ALL: "with those of sweeps",
    "single": "single runs only",
    "named": "named runs only",
}
ORDER_LABELS: Mapping[str, str] = {
    "created": "newest first",
    "integral_error": "lowest integral error",
    "validation_loss": "lowest validation loss",
    "weight_error": "lowest weight error",
    "seconds": "shortest",
    "n_hidden": "fewest hidden units",
    "name": "by name, Z to A",
}
FOUND, FOUND_ONE = "{n:,} runs", "1 run"
NOTHING = "No run is kept yet. Play one on Integrate or Differentiate, or start a sweep."
NONE_FITS = "No run fits: empty the search, or set a choice above to any."
SELECT = "Open a row's run, or select it to name, take away or delete it; two to six to compare."
TOO_MANY = "At most six runs are compared in one chart: {n} are selected."
OPEN, OPEN_HELP = "Open", "On its own page, where it stood."
OPEN_ROW = ":material/open_in_new: Open"
ROW_OPENS = "Opens the run of this row on its own page, where it stood."
NAME, NAME_HELP = "Name", "For the list and for the search; empty takes it away."
DELETE, DELETE_HELP = "Delete", "Take the selected runs out of the history."
REALLY = "Delete {n} for good? A sweep that loses a run this way is cancelled."
NOT_YOURS = "Made by somebody else: deleting it needs the teacher's key."
NOT_ALL_YOURS = "Some were made by somebody else: deleting them needs the teacher's key."
NOT_YOUR_NAME = "Made by somebody else: naming it needs the teacher's key."
TAKE_AWAY = "Take away"
AGAINST_HELP = "What the loss curves are drawn against."


def history_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the filters, the list of the runs, and what can be done with those selected."""
    history = run_history()
    wanted = _filters(form)
    n_found = history.count(wanted)
    n_pages = max(1, -(-n_found // ROWS_PER_PAGE))
    page = 1
    with row:
        st.markdown(
            f"**{(FOUND_ONE if n_found == 1 else FOUND).format(n=n_found)}**", width="content"
        )
        nothing = NOTHING if wanted == RunFilter() else NONE_FITS
        st.caption(SELECT if n_found else nothing, width="content")
        if n_pages > 1:
            page = st.number_input(
                f"Page of {n_pages:,}", 1, n_pages, key="explore_page", width=150
            )
    order = form.view.order
    listed = history.find(
        wanted,
        order,
        descending=ORDERS[order],
        limit=ROWS_PER_PAGE,
        offset=ROWS_PER_PAGE * (int(page) - 1),
    )
    chosen = _table(listed)
    if opened := st.session_state.pop(_TO_OPEN, None):
        open_kept(*opened)
    with st.container():
        if chosen:
            _actions(history, chosen)


def _filters(form: ExploreForm) -> RunFilter:
    view = form.view
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _pick(form, "runs", "Show", RUNS, view.runs)
        _pick(form, "only", "Which", ONLY, view.only)
        titles = {ALL: "any", **{name: f.title for name, f in INTEGRANDS.items()}}
        _pick(form, "integrand_of", "Integrand", titles, view.integrand_of or ALL)
        labels = {ALL: "any", **{name: t.label for name, t in TRAINERS.items()}}
        _pick(form, "trainer_of", "Optimizer", labels, view.trainer_of)
        text_box(form, "text", placeholder="name, formula, offsets")
        _pick(form, "order", "Order", ORDER_LABELS, view.order)
    return RunFilter(
        kind=None if view.runs == ALL else view.runs,
        integrands=() if view.integrand_of in ("", ALL) else (view.integrand_of,),
        trainers=() if view.trainer_of == ALL else (view.trainer_of,),
        text=view.text,
        single_runs_only=view.only == "single",
        named_only=view.only == "named",
    )


def _pick(form: ExploreForm, name: str, label: str, labels: Mapping[str, str], value: str) -> None:
    text = label, f"{label}: which runs are listed, and how."
    label_of = partial(_label_of, labels)
    choice(form, name, labels, value, text=text, label_of=label_of, width=_FILTER_WIDTH)


def _label_of(labels: Mapping[str, str], value: str) -> str:
    return labels.get(value, value)


def _table(listed: Sequence[RunSummary]) -> list[RunSummary]:
    """Draw the list and return the runs that are selected."""
    if not listed:
        return []
    of_key = {one.key: one for one in listed}
    chosen = selected_keys(
        "runs",
        pd.DataFrame([_row(one) for one in listed]).dropna(axis="columns", how="all"),
        tuple(of_key),
        many=True,
        height=_ROW_HEIGHT * (1 + min(len(listed), _MOST_ROWS)) + 3,
        column_config=_column_config(listed),
        alt="The runs of the history with their settings and results.",
    )
    return [of_key[key] for key in chosen if key in of_key]


def _column_config(listed: Sequence[RunSummary]) -> dict[str, Any]:
    return {
        "open": st.column_config.ButtonColumn(
            "",
            width=_OPEN_WIDTH,
            help=ROW_OPENS,
            pinned=True,
            type="tertiary",
            key=_OPENED,
            on_click=_note_opened,
            args=(listed,),
        ),
        "when": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
        "validation MSE": st.column_config.NumberColumn(format="%.2e"),
        "error": st.column_config.NumberColumn(
            format="%.2e",
            help="Of the integral; of a stencil, the largest distance from the optimum.",
        ),
        "estimated error": st.column_config.NumberColumn(format="%.2e"),
        "seconds": st.column_config.NumberColumn(format="%.3f"),
        "rate": st.column_config.NumberColumn(format="%g"),
    }


def _note_opened(listed: Sequence[RunSummary]) -> None:
    """Keep which run of the table that was on the screen is to be opened."""
    clicked = st.session_state[_OPENED]
    if clicked is not None and clicked.row < len(listed):
        one = listed[clicked.row]
        st.session_state[_TO_OPEN] = one.key, one.name or run_label(one)


def _row(one: RunSummary) -> dict[str, Any]:
    return {
        "open": OPEN_ROW,
        "name": one.name,
        "of": run_label(one),
        "optimizer": TRAINERS[one.trainer].label if one.trainer in TRAINERS else one.trainer,
        "units": one.n_hidden,
        "samples": one.n_samples,
        "rate": one.learning_rate,
        "seed": one.seed,
        "validation MSE": one.validation_loss,
        "error": error_of(one),
        "estimated error": one.claimed_error,
        "seconds": one.seconds,
        "status": one.reason or one.status.label,
        "when": in_readers_zone(one.created),
    }


def _actions(history: RunHistory, chosen: list[RunSummary]) -> None:
    """Draw what can be done with the selected runs, and their curves."""
    first = chosen[0]
    alone = len(chosen) == 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        opened = st.button(
            OPEN,
            key="explore_open",
            icon=":material/open_in_new:",
            help=OPEN_HELP,
            disabled=not alone,
        )
        with st.popover(NAME, icon=":material/edit:", help=NAME_HELP, disabled=not alone):
            _rename(history, first)
        with st.popover(TAKE_AWAY, icon=":material/download:", disabled=not alone):
            if alone:
                _take_away(history, first)
        with st.popover(DELETE, icon=":material/delete:", help=DELETE_HELP):
            _delete(history, chosen)
        against = st.segmented_control(
            "Against",
            tuple(AXES),
            default="iterations",
            key="explore_against",
            required=True,
            label_visibility="collapsed",
            help=AGAINST_HELP,
        )
    if opened:
        open_kept(first.key, first.name or run_label(first))
    if len(chosen) > _MOST_COMPARED:
        st.info(TOO_MANY.format(n=len(chosen)), icon=":material/info:")
    compare(history, chosen[:_MOST_COMPARED], against or "iterations")


def _take_away(history: RunHistory, one: RunSummary) -> None:
    """Draw the files of a run, or the sentence that says why it cannot be read."""
    try:
        take_away(Taken.of_record(history.get(one.key, with_state=False)), "explore")
    except (HistoryError, ValueError) as problem:
        st.error(str(problem), icon=":material/error:")


def _rename(history: RunHistory, one: RunSummary) -> None:
    if not may_change(one.made_by):
        key_box(NOT_YOUR_NAME, "name")
        return
    box, known = f"explore_name_{one.key}", f"explore:name_{one.key}"
    if box not in st.session_state or st.session_state.get(known) != one.name:
        # Somebody else may have named it: what stands in the box then is no wish of this user.
        st.session_state[box] = st.session_state[known] = one.name
    name = st.text_input(NAME, key=box, help=NAME_HELP)
    if name != one.name:
        try:
            history.rename(one.key, name)
        except (ValueError, HistoryError) as problem:
            show_problem(problem, bold_labels({"name": (NAME, NAME_HELP)}))
        else:
            st.rerun()


def _delete(history: RunHistory, chosen: Sequence[RunSummary]) -> None:
    if not may_change(*(one.made_by for one in chosen)):
        key_box(NOT_YOURS if len(chosen) == 1 else NOT_ALL_YOURS, "runs")
        return
    n = "this run" if len(chosen) == 1 else f"these {len(chosen)} runs"
    st.markdown(REALLY.format(n=n))
    if st.button(DELETE, key="explore_delete", type="primary", icon=":material/delete_forever:"):
        history.delete(*(one.key for one in chosen))
        st.rerun()
