"""The list of the runs that were kept: a row each, with a button that opens its run."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from nncore.messages import gettext, marked
from nncore.runs import RunSummary
from pages.app.clock import in_readers_zone
from pages.studies.compare import error_of, run_label, trainer_label
from pages.studies.opening import open_kept
from pages.studies.selectable_table import selected_keys

_ROW_HEIGHT, _MOST_ROWS = 35, 14
_OPEN_WIDTH = 70
_NAME_WIDTH = 200  # a long name pushes no number out of sight
_OPENED, _TO_OPEN = "explore_open_row", "explore:to_open"

TABLE_ALT = marked("The runs of the history with their settings and results.")
OPEN_ROW = marked(":material/open_in_new: Open")
ROW_OPENS = marked("Opens the run of this row on its own page, where it stood.")
#: Column -> its head.
HEADS: Mapping[str, str] = {
    "name": marked("name"),
    "of": marked("of"),
    "optimizer": marked("optimizer"),
    "units": marked("units"),
    "samples": marked("samples"),
    "rate": marked("rate"),
    "seed": marked("seed"),
    "validation MSE": marked("validation MSE"),
    "error": marked("error"),
    "estimated error": marked("estimated error"),
    "seconds": marked("seconds"),
    "status": marked("status"),
    "when": marked("when"),
}
_NUMBER_FORMATS = {
    "validation MSE": "%.2e",
    "estimated error": "%.2e",
    "seconds": "%.3f",
    "rate": "%g",
}
ERROR_HELP = marked("Of the integral; of a stencil, the largest distance from the optimum.")


def draw_runs(listed: Sequence[RunSummary]) -> list[RunSummary]:
    """Draw the list and return the runs that are selected."""
    if opened := st.session_state.pop(_TO_OPEN, None):
        open_kept(*opened)
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
        alt=gettext(TABLE_ALT),
    )
    return [of_key[key] for key in chosen if key in of_key]


def _column_config(listed: Sequence[RunSummary]) -> dict[str, Any]:
    heads = {name: gettext(head) for name, head in HEADS.items()}
    numbers = {
        name: st.column_config.NumberColumn(heads[name], format=form)
        for name, form in _NUMBER_FORMATS.items()
    }
    return {
        **heads,
        **numbers,
        "open": st.column_config.ButtonColumn(
            "",
            width=_OPEN_WIDTH,
            help=gettext(ROW_OPENS),
            pinned=True,
            type="tertiary",
            key=_OPENED,
            on_click=_note_opened,
            args=(listed,),
        ),
        "name": st.column_config.TextColumn(heads["name"], width=_NAME_WIDTH),
        "when": st.column_config.DatetimeColumn(heads["when"], format="YYYY-MM-DD HH:mm"),
        "error": st.column_config.NumberColumn(
            heads["error"], format="%.2e", help=gettext(ERROR_HELP)
        ),
    }


def _note_opened(listed: Sequence[RunSummary]) -> None:
    """Keep which run of the table that was on the screen is to be opened."""
    clicked = st.session_state[_OPENED]
    if clicked is not None and clicked.row < len(listed):
        one = listed[clicked.row]
        st.session_state[_TO_OPEN] = one.key, one.name or run_label(one)


def _row(one: RunSummary) -> dict[str, Any]:
    return {
        "open": gettext(OPEN_ROW),
        "name": one.name,
        "of": run_label(one),
        "optimizer": trainer_label(one),
        "units": one.n_hidden,
        "samples": one.n_samples,
        "rate": one.learning_rate,
        "seed": one.seed,
        "validation MSE": one.validation_loss,
        "error": error_of(one),
        "estimated error": one.error_estimate,
        "seconds": one.seconds,
        "status": one.reason or one.status.label,
        "when": in_readers_zone(one.created),
    }
