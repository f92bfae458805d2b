"""The tables beside the chart of a sweep: its best trials, and those that have failed."""

from typing import Any

import numpy as np
import streamlit as st

from nncore.figures.sweep import MEASURES, TrialColumns
from nncore.figures.sweep.parallel_coordinates import chosen_cells
from nncore.figures.sweep.trial_columns import axis_title, is_numeric, value_label
from nncore.messages import gettext, marked, number_text, said
from pages.app.markdown import escaped
from pages.live.elements import Shown, live_table
from pages.output.numbers import error_text
from pages.studies.chart_choice import ChartChoice

#: Where the sweep and the trial stand that were clicked just now.
CLICKED = "explore:clicked"
_TABLE = "explore_best"
_MOST = 50

DRAG = marked(
    "Drag along an axis to keep the runs in that range; the table lists them, the best first."
)
BEST, BEST_HELP = (
    marked("Best runs"),
    marked("Select a row: its run opens on its own page, as it ended."),
)
FAILED = marked("Failed ({n})")
RUN, WHY = marked("run"), marked("why")
NO_FAILURE = marked("No run has failed.")
NO_RUN = marked("No run is done yet.")
NO_RUN_THERE = marked("No run lies in the ranges that are chosen on the axes.")


def draw_tables(shown: Shown, trials: TrialColumns, choice: ChartChoice, height: int) -> None:
    """Draw both tables; the row that is chosen is kept as `CLICKED`."""
    n_failed = int(np.count_nonzero(trials.failed))
    best, problems = st.tabs([gettext(BEST), said(FAILED, n=n_failed)])
    with best:
        live_table(
            shown, "best", key=_TABLE, alt=gettext(BEST), max_height=height, on_click=_note_row
        )
        st.caption(gettext(DRAG if choice.chart == "parallel" else BEST_HELP))
    with problems:
        live_table(
            shown, "failed", key="explore_failed", alt=said(FAILED, n=n_failed), max_height=height
        )


def best_trials(trials: TrialColumns, key: str, choice: ChartChoice) -> dict[str, Any]:
    """Return the best runs as a table; its keys name the sweep and the trial."""
    measure, ranges = choice.measure, {n: list(map(list, r)) for n, r in choice.ranges}
    chosen = chosen_cells(trials, measure, ranges)
    chosen = chosen[np.argsort(trials.measure(measure)[chosen], kind="stable")][:_MOST]
    shown = (measure, *(name for name in ("seconds",) if name != measure))
    rows = [
        [
            *(_number(name, float(trials.measures[name][i])) for name in shown),
            *map(escaped, map(str, _row(trials.settings(i)).values())),
        ]
        for i in chosen
    ]
    if not rows:
        return {
            "columns": [gettext(NO_RUN_THERE if len(trials) else NO_RUN)],
            "rows": [],
            "keys": [],
        }
    columns = [*(gettext(MEASURES[name].label) for name in shown), *map(axis_title, trials.axes)]
    keys = [f"{key} {number}" for number in trials.numbers[chosen].tolist()]
    left = _columns_of_words(trials, len(shown))
    return {"columns": columns, "rows": rows, "keys": keys, "text_columns": left}


def _columns_of_words(trials: TrialColumns, n_before: int) -> list[int]:
    """Return which columns are words, where those of the axes stand after `n_before` others."""
    of_words = [not is_numeric(values) for values in trials.axes.values()]
    return [n_before + j for j in np.flatnonzero(of_words).tolist()]


def _number(name: str, value: float) -> str:
    return number_text(value, ".3f") if name == "seconds" else error_text(value)


def failed_trials(trials: TrialColumns) -> dict[str, Any]:
    """Return the runs that have failed, with their reasons."""
    failed = np.flatnonzero(trials.failed)
    if not failed.size:
        return {"columns": [gettext(NO_FAILURE)], "rows": []}
    rows = [
        [
            str(int(trials.numbers[i])),
            *map(escaped, map(str, _row(trials.settings(i)).values())),
            escaped(trials.reasons[i]),
        ]
        for i in failed[:_MOST]
    ]
    columns = [gettext(RUN), *map(axis_title, trials.axes), gettext(WHY)]
    left = [*_columns_of_words(trials, 1), len(columns) - 1]
    return {"columns": columns, "rows": rows, "text_columns": left}


def _row(settings: dict[str, Any]) -> dict[str, Any]:
    return {
        axis_title(name): value if isinstance(value, int | float) else value_label(value)
        for name, value in settings.items()
    }


def _note_row() -> None:
    """Keep the sweep and the trial of the row that was chosen."""
    sweep, _, number = str(st.session_state[_TABLE].clicked or "").partition(" ")
    if number.isdecimal():
        st.session_state[CLICKED] = sweep, int(number)
