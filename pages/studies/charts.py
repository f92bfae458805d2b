"""The charts of a study, and the choice of what they show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
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
from pages.live.elements import Shown, live_chart, live_table
from pages.output.numbers import error_text, escaped
from pages.settings.widgets import segments
from pages.studies.form import ExploreForm
from pages.studies.view import INTEGRAL, STENCIL

_KEY, _TABLE = "explore_chart", "explore_best"
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
CHART_HELP = "Click a point: its run opens on its own page, as it ended."
MEASURE_HELP = "What is judged; the smaller, the better."
AXIS_HELP = (
    "Of what varies. Over the rest, the heat map and the curves show the median run, "
    "of two the worse."
)
DRAG = "Drag along an axis to keep the runs in that range; the table lists them, the best first."
BEST, BEST_HELP = "Best runs", "Select a row: its run opens on its own page, as it ended."
FAILED = "Failed ({n})"
NO_FAILURE = "No run has failed."
NO_RUN = "No run is done yet."
NO_RUN_THERE = "No run lies in the ranges that are chosen on the axes."


@dataclass(frozen=True)
class ChartChoice:
    """What is shown of a study: chart, measure, the two axes, and what was dragged on others."""

    chart: str
    measure: str
    across: str
    down: str
    ranges: tuple[tuple[int, tuple[tuple[float, ...], ...]], ...] = ()

    def run(self, key: str) -> str:
        """Return what identifies the chart of a study: zoom starts anew with another one."""
        return f"{key} {self.chart} {self.measure} {self.across} {self.down}"


def chart_choices(form: ExploreForm, kind: str, axes: tuple[str, ...]) -> ChartChoice:
    """Draw what can be chosen, and return it."""
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
    return ChartChoice(view.chart, measure, across, down)


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


def chart_contents(cells: CellColumns, key: str, choice: ChartChoice) -> dict[str, Any]:
    """Return what the chart and the tables beside it show.

    Parameters
    ----------
    cells : CellColumns
        What is done.
    key : str
        Of the study.
    choice : ChartChoice
        How it is shown.
    """
    figure = _figure(choice.chart, cells, choice.measure, choice.across, choice.down)
    return {
        "chart": {"figure": figure, "run": choice.run(key)},
        "best": _best(cells, key, choice),
        "failed": _failed(cells),
    }


def draw_charts(shown: Shown, cells: CellColumns, choice: ChartChoice) -> int | None:
    """Draw the chart and the tables beside it.

    Returns
    -------
    int or None
        The number of the cell that was clicked just now.
    """
    left, right = st.columns([3, 2], gap="small")
    words = {
        "measure": MEASURES[choice.measure].label,
        "x": _in_words(choice.across),
        "y": _in_words(choice.down),
    }
    with left.container(border=True):
        live_chart(
            shown,
            "chart",
            key=_KEY,
            height=_HEIGHT,
            alt=CHARTS[choice.chart][2].format(**words),
            on_click=_note_click,
            bundle="full",
        )
    with right:
        _tables(shown, cells, choice)
    study, number = st.session_state.pop("explore:clicked", ("", None))
    return number if study and study == str(shown["chart"]["run"]).partition(" ")[0] else None


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


def _note_row() -> None:
    """Keep the study and the cell of the row that was chosen."""
    study, _, number = str(st.session_state[_TABLE].clicked or "").partition(" ")
    if number.isdecimal():
        st.session_state["explore:clicked"] = study, int(number)


def with_ranges(choice: ChartChoice, key: str) -> ChartChoice:
    """Return the choice with what was dragged on the axes of this very chart."""
    found = getattr(st.session_state.get(_KEY), "ranges", None) or {}
    if choice.chart != "parallel" or found.get("run") != choice.run(key):
        return choice
    axes = found.get("axes", {}).items()
    return replace(
        choice,
        ranges=tuple((int(number), tuple(map(tuple, allowed))) for number, allowed in axes),
    )


def _tables(shown: Shown, cells: CellColumns, choice: ChartChoice) -> None:
    n_failed = int(np.count_nonzero(cells.failed))
    best, problems = st.tabs([BEST, FAILED.format(n=n_failed)])
    with best:
        live_table(shown, "best", key=_TABLE, alt=BEST, max_height=_HEIGHT - 60, on_click=_note_row)
        st.caption(DRAG if choice.chart == "parallel" else BEST_HELP)
    with problems:
        live_table(shown, "failed", key="explore_failed", alt=FAILED, max_height=_HEIGHT - 60)


def _best(cells: CellColumns, key: str, choice: ChartChoice) -> dict[str, Any]:
    """Return the best runs as a table; its keys name the study and the cell."""
    measure, ranges = choice.measure, {n: list(map(list, r)) for n, r in choice.ranges}
    chosen = chosen_cells(cells, measure, ranges)
    chosen = chosen[np.argsort(cells.measure(measure)[chosen], kind="stable")][:_BEST]
    shown = (measure, *(name for name in ("seconds",) if name != measure))
    rows = [
        [
            *(_number(name, float(cells.measures[name][i])) for name in shown),
            *map(escaped, map(str, _row(cells.settings(i)).values())),
        ]
        for i in chosen
    ]
    if not rows:
        return {"columns": [NO_RUN_THERE if len(cells) else NO_RUN], "rows": [], "keys": []}
    columns = [*(MEASURES[name].label for name in shown), *map(axis_title, cells.axes)]
    keys = [f"{key} {number}" for number in cells.numbers[chosen].tolist()]
    words = list(range(len(shown), len(columns)))
    return {"columns": columns, "rows": rows, "keys": keys, "words": words}


def _number(name: str, value: float) -> str:
    return f"{value:.3f}" if name == "seconds" else error_text(value)


def _failed(cells: CellColumns) -> dict[str, Any]:
    """Return the runs that have failed, with their reasons."""
    failed = np.flatnonzero(cells.failed)
    if not failed.size:
        return {"columns": [NO_FAILURE], "rows": []}
    rows = [
        [
            str(int(cells.numbers[i])),
            *map(escaped, map(str, _row(cells.settings(i)).values())),
            escaped(cells.reasons[i]),
        ]
        for i in failed[:_BEST]
    ]
    columns = ["run", *map(axis_title, cells.axes), "why"]
    return {"columns": columns, "rows": rows, "words": list(range(1, len(columns)))}


def _row(settings: dict[str, Any]) -> dict[str, Any]:
    return {
        axis_title(name): value if isinstance(value, int | float) else value_label(value)
        for name, value in settings.items()
    }
