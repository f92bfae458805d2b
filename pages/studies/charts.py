"""The charts of a sweep, and the choice of what they show."""

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
from pages.settings.widgets import choice, segments
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
    """What is shown of a sweep: chart, measure, the two axes, and what was dragged on others."""

    chart: str
    measure: str
    across: str
    down: str
    ranges: tuple[tuple[int, tuple[tuple[float, ...], ...]], ...] = ()

    def run(self, key: str) -> str:
        """Return what identifies the chart of a sweep: zoom starts anew with another one."""
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
        segments(form, "chart", titles, text=(CHART, CHART_HELP))
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
    choice(
        form,
        name,
        choices,
        value,
        text=(label or name, help_text),
        label_of=lambda value: _choice_label(label, value),
        label_visibility="collapsed",
        disabled=label is None,
        width=_CHOICE_WIDTH,
    )


def _choice_label(label: str | None, value: str) -> str:
    return "–" if label is None else (f"{label}: " if label else "") + _name_of(value)


def _name_of(name: str) -> str:
    return MEASURES[name].label if name in MEASURES else axis_title(name) or "–"


def chart_contents(trials: CellColumns, key: str, choice: ChartChoice) -> dict[str, Any]:
    """Return what the chart and the tables beside it show.

    Parameters
    ----------
    trials : CellColumns
        What is done.
    key : str
        Of the sweep.
    choice : ChartChoice
        How it is shown.
    """
    figure = _figure(choice.chart, trials, choice.measure, choice.across, choice.down)
    return {
        "chart": {"figure": figure, "run": choice.run(key)},
        "best": _best(trials, key, choice),
        "failed": _failed(trials),
    }


def draw_charts(shown: Shown, trials: CellColumns, choice: ChartChoice) -> int | None:
    """Draw the chart and the tables beside it.

    Returns
    -------
    int or None
        The number of the trial that was clicked just now.
    """
    left, right = st.columns([3, 2], gap="small")
    names = {
        "measure": MEASURES[choice.measure].label,
        "x": _name_of(choice.across),
        "y": _name_of(choice.down),
    }
    with left.container(border=True):
        live_chart(
            shown,
            "chart",
            key=_KEY,
            height=_HEIGHT,
            alt=CHARTS[choice.chart][2].format(**names),
            on_click=_note_click,
            bundle="full",
        )
    with right:
        _tables(shown, trials, choice)
    sweep, number = st.session_state.pop("explore:clicked", ("", None))
    return number if sweep and sweep == str(shown["chart"]["run"]).partition(" ")[0] else None


def _figure(chart: str, trials: CellColumns, measure: str, across: str, down: str) -> Figure:
    if chart == "units":
        return error_by_units_figure(trials, measure, across, down or None)
    if chart == "pareto":
        error = measure if measure != "seconds" else "loss"
        return pareto_figure(trials, error, down or None)
    if chart == "parallel":
        return parallel_coordinates_figure(trials, measure)
    return heat_map_figure(trials, measure, across, down or None)


def _note_click() -> None:
    """Keep the sweep and the trial that were clicked; fields without a run have none."""
    point = st.session_state[_KEY].clicked or {}
    custom = point.get("customdata")
    if custom and custom[0] >= 0:
        sweep = str(point.get("run", "")).partition(" ")[0]
        st.session_state["explore:clicked"] = sweep, int(custom[0])


def _note_row() -> None:
    """Keep the sweep and the trial of the row that was chosen."""
    sweep, _, number = str(st.session_state[_TABLE].clicked or "").partition(" ")
    if number.isdecimal():
        st.session_state["explore:clicked"] = sweep, int(number)


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


def _tables(shown: Shown, trials: CellColumns, choice: ChartChoice) -> None:
    n_failed = int(np.count_nonzero(trials.failed))
    best, problems = st.tabs([BEST, FAILED.format(n=n_failed)])
    with best:
        live_table(shown, "best", key=_TABLE, alt=BEST, max_height=_HEIGHT - 60, on_click=_note_row)
        st.caption(DRAG if choice.chart == "parallel" else BEST_HELP)
    with problems:
        live_table(shown, "failed", key="explore_failed", alt=FAILED, max_height=_HEIGHT - 60)


def _best(trials: CellColumns, key: str, choice: ChartChoice) -> dict[str, Any]:
    """Return the best runs as a table; its keys name the sweep and the trial."""
    measure, ranges = choice.measure, {n: list(map(list, r)) for n, r in choice.ranges}
    chosen = chosen_cells(trials, measure, ranges)
    chosen = chosen[np.argsort(trials.measure(measure)[chosen], kind="stable")][:_BEST]
    shown = (measure, *(name for name in ("seconds",) if name != measure))
    rows = [
        [
            *(_number(name, float(trials.measures[name][i])) for name in shown),
            *map(escaped, map(str, _row(trials.settings(i)).values())),
        ]
        for i in chosen
    ]
    if not rows:
        return {"columns": [NO_RUN_THERE if len(trials) else NO_RUN], "rows": [], "keys": []}
    columns = [*(MEASURES[name].label for name in shown), *map(axis_title, trials.axes)]
    keys = [f"{key} {number}" for number in trials.numbers[chosen].tolist()]
    left = list(range(len(shown), len(columns)))
    return {"columns": columns, "rows": rows, "keys": keys, "text_columns": left}


def _number(name: str, value: float) -> str:
    return f"{value:.3f}" if name == "seconds" else error_text(value)


def _failed(trials: CellColumns) -> dict[str, Any]:
    """Return the runs that have failed, with their reasons."""
    failed = np.flatnonzero(trials.failed)
    if not failed.size:
        return {"columns": [NO_FAILURE], "rows": []}
    rows = [
        [
            str(int(trials.numbers[i])),
            *map(escaped, map(str, _row(trials.settings(i)).values())),
            escaped(trials.reasons[i]),
        ]
        for i in failed[:_BEST]
    ]
    columns = ["run", *map(axis_title, trials.axes), "why"]
    return {"columns": columns, "rows": rows, "text_columns": list(range(1, len(columns)))}


def _row(settings: dict[str, Any]) -> dict[str, Any]:
    return {
        axis_title(name): value if isinstance(value, int | float) else value_label(value)
        for name, value in settings.items()
    }
