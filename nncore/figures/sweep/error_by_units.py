"""A measure against the number of hidden units, with its spread over the other runs."""

from typing import Any

import numpy as np

from nncore.figures.plain_text import plain_text
from nncore.figures.race import LANES
from nncore.figures.style import Figure, axis, decade_ticks, layout, log_axis, positive
from nncore.figures.sweep.trial_columns import (
    MEASURES,
    TrialColumns,
    axis_title,
    is_logarithmic,
    is_numeric,
    upper_medians,
)
from nncore.messages import gettext, said

#: More single runs than this are not told apart any more; their band still is.
MAX_POINTS = 1_500


def error_by_units_figure(
    trials: TrialColumns, measure: str, x: str = "n_hidden", group: str | None = None
) -> Figure:
    """Draw the median of a measure against `x`, its spread as a band, and the single runs.

    The band goes from the least to the largest; of an even number of runs the median is the upper
    of the two in the middle, so that a click on it opens a run: ``customdata[0]`` is its number.

    Parameters
    ----------
    trials : TrialColumns
        What is done so far.
    measure : str
        A key of `MEASURES`.
    x : str
        One of ``trials.axes``; hidden units, or anything else that varies.
    group : str, optional
        One of ``trials.axes`` whose values get a curve each.
    """
    values = trials.measure(measure)
    names = list(map(plain_text, trials.short_labels(group))) if group else [""]
    members = trials.steps(group) if group else np.zeros(len(trials), int)
    with_points = len(trials) <= MAX_POINTS
    traces: list[dict[str, Any]] = []
    for j, name in enumerate(names):
        chosen = members == j
        if np.any(chosen & ~np.isnan(values)):
            traces += _curve(trials, np.where(chosen, values, np.nan), x, name, j, with_points)
    shown = values[~np.isnan(values)]
    numbers = is_numeric(trials.axes[x])
    scale = log_axis if is_logarithmic(trials.axes[x]) else axis
    words = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(map(plain_text, trials.labels(x))),
    }
    return {
        "data": traces,
        "layout": layout(
            xaxis=scale(axis_title(x), **({} if numbers else words)),
            yaxis=log_axis(gettext(MEASURES[measure].title), **decade_ticks(shown, most=8)),
            showlegend=group is not None,
            margin={"l": 64, "r": 12, "t": 56 if group else 20, "b": 44},
        ),
    }


def _curve(
    trials: TrialColumns, values: np.ndarray, x: str, name: str, lane: int, with_points: bool
) -> list[dict[str, Any]]:
    """Return band, single runs and median of one group; `values` are NaN outside of it.

    Of a study with one run at each place there is no band.
    """
    steps, n_steps = trials.steps(x), len(trials.labels(x))
    entry, count = upper_medians(steps, values, n_steps)
    there = np.flatnonzero(entry >= 0)
    there = there[np.argsort(_positions(trials, x)[there], kind="stable")]
    low, high = (end[there] for end in _ends(steps, values, n_steps))
    at = _drawn(trials, x, there)
    hover = f"{axis_title(x)} %{{x}}<br>%{{y:.2e}}<extra>"
    traces = [_band(at, low, high, name, lane)] if np.any(high > low) else []
    single = np.flatnonzero(~np.isnan(values))
    if with_points and single.size:
        where = _drawn(trials, x, steps[single])
        points = _single_runs(where, values[single], trials.numbers[single], name, lane)
        traces.append({**points, "hovertemplate": f"{hover}{name}</extra>"})
    numbers = zip(trials.numbers[entry[there]].tolist(), count[there].tolist(), strict=True)
    median = _median(at, values[entry[there]], list(map(list, numbers)), name, lane)
    told = said("{name}, median of %{{customdata[1]}}", name=name)
    return [*traces, {**median, "hovertemplate": f"{hover}{told}</extra>"}]


def _band(at: list[Any], low: np.ndarray, high: np.ndarray, name: str, lane: int) -> dict[str, Any]:
    color = LANES[lane % len(LANES)][0]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": at + at[::-1],
        "y": positive(np.concatenate((high, low[::-1]))),
        "fill": "toself",
        "fillcolor": color if color.startswith("#") else "#888888",
        "opacity": 0.18,
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": name,
    }


def _single_runs(
    at: list[Any], values: np.ndarray, numbers: np.ndarray, name: str, lane: int
) -> dict[str, Any]:
    color, _, symbol = LANES[lane % len(LANES)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": at,
        "y": positive(values),
        "customdata": [[n] for n in numbers.tolist()],
        "marker": {"color": color, "symbol": symbol, "size": 5, "opacity": 0.45},
        "showlegend": False,
        "legendgroup": name,
    }


def _median(
    at: list[Any], values: np.ndarray, custom: list[list[int]], name: str, lane: int
) -> dict[str, Any]:
    color, dash, symbol = LANES[lane % len(LANES)]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": at,
        "y": positive(values),
        "customdata": custom,
        "line": {"color": color, "dash": dash, "width": 2.5},
        "marker": {"color": color, "symbol": symbol, "size": 8},
        "legendgroup": name,
    }


def _ends(steps: np.ndarray, values: np.ndarray, n_steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest value at each step; infinities where there is none."""
    there = ~np.isnan(values)
    low, high = np.full(n_steps, np.inf), np.full(n_steps, -np.inf)
    np.minimum.at(low, steps[there], values[there])
    np.maximum.at(high, steps[there], values[there])
    return low, high


def _positions(trials: TrialColumns, x: str) -> np.ndarray:
    """Return where each value of `x` stands: numbers by size, words in their order."""
    values = trials.axes[x]
    ordered = np.asarray(values, float) if is_numeric(values) else np.arange(len(values))
    return np.append(ordered, np.inf)  # the place of trials without a value


def _drawn(trials: TrialColumns, x: str, steps: np.ndarray) -> list[Any]:
    values = trials.axes[x]
    if not is_numeric(values):
        labels = list(map(plain_text, trials.labels(x)))
        return [labels[step] for step in steps]
    return [values[step] if step < len(values) else None for step in steps]
