"""The charts of a study, and the choice of what they show."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nncore.figures.style import Figure
from nncore.figures.sweep import (
    MEASURES,
    CellColumns,
    error_by_units_figure,
    heat_map_figure,
    parallel_coordinates_figure,
    pareto_figure,
)
from nncore.figures.sweep.cells import axis_title, value_label
from nncore.figures.sweep.parallel_coordinates import chosen_cells
from pages.shared.controls import segments
from pages.shared.explore_form import ExploreForm
from pages.shared.explore_rows import selected_keys
from pages.shared.explore_view import INTEGRAL, STENCIL
from pages.shared.live_plot import live_plot

_KEY = "explore_chart"
_HEIGHT = 350
_BEST = 50
_CHOICE_WIDTH = 150
_NONE = ""

#: Chart -> its name, its icon, and what it shows for those who do not see it.
CHARTS: Mapping[str, tuple[str, str, str]] = {
    "map": ("Map", "grid_on", "Heat map of the {measure} over {x} and {y}."),
    "units": ("Curves", "show_chart", "{measure} against {x}, with its spread, by {y}."),
    "pareto": ("Pareto", "stairs", "{measure} against time, with the Pareto front."),
    "parallel": ("Parallel", "airwave", "One line a run over all that varies."),
}
#: Kind -> its measures, the most telling first.
MEASURES_OF: Mapping[str, tuple[str, ...]] = {
    INTEGRAL: ("integral_error", "validation_loss", "loss", "seconds"),
    STENCIL: ("weight_error", "test_error", "validation_loss", "loss", "seconds"),
}
#: Chart -> what the two choices of an axis are called; None where there is nothing to choose.
_CHOICES: Mapping[str, tuple[str | None, str | None]] = {
    "map": ("x", "y"),
    "units": ("x", "by"),
    "pareto": (None, "by"),
    "parallel": (None, None),
}
CHART = "Chart"
CHART_HELP = "Click a point: its settings open on their page; Play repeats it."
MEASURE_HELP = "What is judged; the smaller, the better."
AXIS_HELP = (
    "Of what varies. Over the rest, the heat map and the curves show the median run, "
    "of two the worse."
)
DRAG = "Drag along an axis to keep the runs in that range; the table lists them, the best first."
BEST, BEST_HELP = "Best runs", "Select a row: its settings open on their page; Play repeats it."
FAILED = "Failed ({n})"
NO_FAILURE = "No run has failed."
NO_RUN = "No run is done yet."
NO_RUN_THERE = "No run lies in the ranges that are chosen on the axes."


def chart_choices(form: ExploreForm, kind: str, axes: tuple[str, ...]) -> tuple[str, str, str]:
    """Draw what can be chosen, and return the measure and the two axes of the chart."""
    view = form.view
    measures = MEASURES_OF[kind]
    measure = view.measure if view.measure in measures else measures[0]
    across = view.x if view.x in axes else _usual(axes, "n_hidden", ())
    down = view.y if view.y in axes and view.y != across else _usual(axes, "trainer", (across,))
    names = _CHOICES[view.chart]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        titles = {name: f":material/{icon}: {title}" for name, (title, icon, _) in CHARTS.items()}
        segments(form, "chart", titles, view.chart, text=(CHART, CHART_HELP))
        _select(form, "measure", "", measures, measure, MEASURE_HELP)
        _select(form, "x", names[0], axes, across, AXIS_HELP)
        _select(form, "y", names[1], (*axes, _NONE), down, AXIS_HELP)
    return measure, across, down


def _usual(axes: tuple[str, ...], usual: str, taken: tuple[str, ...]) -> str:
    left = [name for name in axes if name not in taken]
    return usual if usual in left else next(iter(left), _NONE)


def _select(
    form: ExploreForm,
    name: str,
    label: str | None,
    choices: tuple[str, ...],
    value: str,
    help_text: str,
) -> None:
    """Draw one choice; one that means nothing for this chart stays in its place, disabled."""
    st.selectbox(
        label or name,
        choices,
        key=form.seed(name, value),
        format_func=lambda choice: _choice_words(label, choice),
        label_visibility="collapsed",
        help=help_text,
        disabled=label is None,
        width=_CHOICE_WIDTH,
        on_change=form.commit,
        args=(name,),
    )


def _choice_words(label: str | None, choice: str) -> str:
    return "–" if label is None else (f"{label}: " if label else "") + _in_words(choice)


def _in_words(name: str) -> str:
    return MEASURES[name].label if name in MEASURES else axis_title(name) or "–"


def draw_charts(form: ExploreForm, cells: CellColumns, key: str, kind: str) -> int | None:
    """Draw the chosen chart and the tables beside it.

    Parameters
    ----------
    form : ExploreForm
        What is looked at.
    cells : CellColumns
        What is done.
    key : str
        Of the study.
    kind : str
        Of the study.

    Returns
    -------
    int or None
        The number of the cell that was clicked or selected just now.
    """
    measure, across, down = chart_choices(form, kind, tuple(cells.axes))
    left, right = st.columns([3, 2], gap="small")
    chart = form.view.chart
    run = f"{key} {chart} {measure} {across} {down}"
    words = {"measure": MEASURES[measure].label, "x": _in_words(across), "y": _in_words(down)}
    with left.container(border=True):
        dragged = live_plot(
            _figure(chart, cells, measure, across, down),
            key=_KEY,
            run=run,
            height=_HEIGHT,
            alt=CHARTS[chart][2].format(**words),
            on_click=_note_click,
            bundle="full",
        )
    ranges = _ranges(dragged, run) if chart == "parallel" else {}
    with right:
        selected = _tables(cells, key, measure, ranges, chart)
    study, number = selected or st.session_state.pop("explore:clicked", (key, None))
    return number if study == key else None


def _figure(chart: str, cells: CellColumns, measure: str, across: str, down: str) -> Figure:
    if chart == "units":
        return error_by_units_figure(cells, measure, across, down or None)
    if chart == "pareto":
        error = measure if measure != "seconds" else "loss"
        return pareto_figure(cells, error, down or None)
    if chart == "parallel":
        return parallel_coordinates_figure(cells, measure)
    return heat_map_figure(cells, measure, across, down or None)


def _note_click() -> None:
    """Keep the study and the cell that were clicked; fields without a run have none."""
    point = st.session_state[_KEY].clicked or {}
    custom = point.get("customdata")
    if custom and custom[0] >= 0:
        study = str(point.get("run", "")).partition(" ")[0]
        st.session_state["explore:clicked"] = study, int(custom[0])


def _ranges(dragged: Any, run: str) -> dict[int, list[list[float]]]:
    """Return what was dragged on the axes of this very chart, and not on one before it."""
    found = getattr(dragged, "ranges", None) or {}
    axes = found.get("axes", {}) if found.get("run") == run else {}
    return {int(number): allowed for number, allowed in axes.items()}


def _tables(
    cells: CellColumns,
    key: str,
    measure: str,
    ranges: dict[int, list[list[float]]],
    chart: str,
) -> tuple[str, int] | None:
    failed = np.flatnonzero(cells.failed)
    best, problems = st.tabs([BEST, FAILED.format(n=failed.size)])
    with best.container():
        chosen = chosen_cells(cells, measure, ranges)
        values = cells.measure(measure)[chosen]
        chosen = chosen[np.argsort(values, kind="stable")][:_BEST]
        picked = _best_table(cells, key, chosen, measure)
        st.caption(DRAG if chart == "parallel" else BEST_HELP)
    with problems:
        if failed.size:
            rows = [
                {"run": int(cells.numbers[i]), **_row(cells.settings(i)), "why": cells.reasons[i]}
                for i in failed[:_BEST]
            ]
            st.dataframe(pd.DataFrame(rows), hide_index=True, height=_HEIGHT - 60)
        else:
            st.caption(NO_FAILURE)
    return picked


def _best_table(
    cells: CellColumns, key: str, chosen: np.ndarray, measure: str
) -> tuple[str, int] | None:
    """Draw the best runs, and return the study and the cell of one that was selected."""
    shown = (measure, *(name for name in ("seconds",) if name != measure))
    rows = [
        {
            **{MEASURES[name].label: float(cells.measures[name][i]) for name in shown},
            **_row(cells.settings(i)),
        }
        for i in chosen
    ]
    if not rows:
        st.caption(NO_RUN_THERE if len(cells) else NO_RUN)
        return None
    picked = selected_keys(
        "best",
        pd.DataFrame(rows),
        [(key, number) for number in cells.numbers[chosen].tolist()],
        height=_HEIGHT - 60,
        column_config={
            MEASURES[name].label: st.column_config.NumberColumn(
                format="%.3f" if name == "seconds" else "%.1e"
            )
            for name in shown
        },
        alt=BEST_HELP,
    )
    return picked[0] if picked else None


def _row(settings: dict[str, Any]) -> dict[str, Any]:
    return {
        axis_title(name): value if isinstance(value, int | float) else value_label(value)
        for name, value in settings.items()
    }
