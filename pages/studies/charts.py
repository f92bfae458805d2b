"""The chart of a sweep: heat map, curves, Pareto front or parallel coordinates."""

from typing import Any

import streamlit as st

from nncore.figures.style import Figure
from nncore.figures.sweep import (
    MEASURES,
    TrialColumns,
    error_by_units_figure,
    heat_map_figure,
    parallel_coordinates_figure,
    pareto_figure,
)
from nncore.messages import gettext, said
from pages.live.elements import Shown, live_chart
from pages.studies.chart_choice import CHART_KEY, CHARTS, ChartChoice, axis_or_measure
from pages.studies.trial_tables import CLICKED, best_trials, draw_tables, failed_trials

_HEIGHT = 350


def chart_contents(trials: TrialColumns, key: str, choice: ChartChoice) -> dict[str, Any]:
    """Return what the chart and the tables beside it show.

    Parameters
    ----------
    trials : TrialColumns
        What is done.
    key : str
        Of the sweep.
    choice : ChartChoice
        How it is shown.
    """
    figure = _figure(choice.chart, trials, choice.measure, choice.across, choice.down)
    return {
        "chart": {"figure": figure, "run": choice.run(key)},
        "best": best_trials(trials, key, choice),
        "failed": failed_trials(trials),
    }


def draw_charts(shown: Shown, trials: TrialColumns, choice: ChartChoice) -> int | None:
    """Draw the chart and the tables beside it.

    Returns
    -------
    int or None
        The number of the trial that was clicked just now.
    """
    left, right = st.columns(2, gap="small")
    names = {
        "measure": gettext(MEASURES[choice.measure].label),
        "x": axis_or_measure(choice.across),
        "y": axis_or_measure(choice.down),
    }
    with left.container(border=True):
        live_chart(
            shown,
            "chart",
            key=CHART_KEY,
            height=_HEIGHT,
            alt=said(CHARTS[choice.chart][2], **names),
            on_click=_note_click,
            bundle="full",
        )
    with right:
        draw_tables(shown, trials, choice, _HEIGHT - 60)
    sweep, number = st.session_state.pop(CLICKED, ("", None))
    return number if sweep and sweep == str(shown["chart"]["run"]).partition(" ")[0] else None


def _figure(chart: str, trials: TrialColumns, measure: str, across: str, down: str) -> Figure:
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
    point = st.session_state[CHART_KEY].clicked or {}
    custom = point.get("customdata")
    if custom and custom[0] >= 0:
        sweep = str(point.get("run", "")).partition(" ")[0]
        st.session_state[CLICKED] = sweep, int(custom[0])
