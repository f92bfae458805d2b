"""The list of the runs that were kept: a row each, with a button that opens its run."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from nncore.messages import gettext, marked
from nncore.runs import RunSummary
from pages.app.clock import in_readers_zone
from pages.studies.compare import error_of, run_label, trainer_label
from pages.studies.kept_list import draw_kept, opened
from pages.studies.opening import open_kept

_NAME = "runs"
_NAME_WIDTH = 200  # a long name pushes no number out of sight

TABLE_ALT = marked("The runs of the history with their settings and results.")
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
    if run := opened(_NAME):
        open_kept(*run)
    if not listed:
        return []
    heads = {name: gettext(head) for name, head in HEADS.items()}
    return draw_kept(
        _NAME,
        listed,
        pd.DataFrame([_row(one) for one in listed]).dropna(axis="columns", how="all"),
        [(one.key, one.name or run_label(one)) for one in listed],
        heads,
        opens_help=gettext(ROW_OPENS),
        columns=_columns(heads),
        alt=gettext(TABLE_ALT),
    )


def _columns(heads: Mapping[str, str]) -> dict[str, Any]:
    numbers = {
        name: st.column_config.NumberColumn(heads[name], format=form)
        for name, form in _NUMBER_FORMATS.items()
    }
    return {
        **numbers,
        "name": st.column_config.TextColumn(heads["name"], width=_NAME_WIDTH),
        "error": st.column_config.NumberColumn(
            heads["error"], format="%.2e", help=gettext(ERROR_HELP)
        ),
    }


def _row(one: RunSummary) -> dict[str, Any]:
    return {
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
