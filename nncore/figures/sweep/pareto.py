"""Time against error, and the runs that no other one beats in both."""

from typing import Any

import numpy as np

from nncore.figures.plain_text import plain_text
from nncore.figures.race import LANES
from nncore.figures.style import EXACT, Figure, decade_ticks, layout, log_axis, positive
from nncore.figures.sweep.trial_columns import FLOOR, MEASURES, TrialColumns, value_label
from nncore.messages import gettext

#: More points than this are drawn by the graphics card, where there is one.
MAX_SVG_POINTS = 3_000


def pareto_front(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    r"""Return the points that no other point beats.

    A point is beaten by one that is no larger in both coordinates and smaller in one of them.

    Parameters
    ----------
    first, second : ndarray of shape (n,)
        Two costs of each point; points with a NaN do not count.

    Returns
    -------
    ndarray of int
        Positions of the points on the front, by rising `first`. Of equal points, the first one.
    """
    there = np.flatnonzero(~(np.isnan(first) | np.isnan(second)))
    order = there[np.lexsort((second[there], first[there]))]
    costs = second[order]
    best_before = np.minimum.accumulate(np.concatenate(([np.inf], costs)))[:-1]
    return order[costs < best_before]


def pareto_figure(trials: TrialColumns, measure: str, group: str | None = None) -> Figure:
    """Draw every run by its compute time and its error, and the front as a stair.

    Parameters
    ----------
    trials : TrialColumns
        What is done so far; ``customdata[0]`` of a point is its number.
    measure : str
        A key of `MEASURES` other than seconds.
    group : str, optional
        One of ``trials.axes`` whose values get a colour and a symbol each.
    """
    seconds, error = trials.measure("seconds"), trials.measure(measure)
    seconds = np.where(np.isnan(error), np.nan, seconds)
    error = np.where(np.isnan(seconds), np.nan, error)
    names = list(map(plain_text, trials.short_labels(group))) if group else [gettext("runs")]
    members = trials.steps(group) if group else np.zeros(len(trials), int)
    kind = "scattergl" if len(trials) > MAX_SVG_POINTS else "scatter"
    traces = [
        _points(trials, np.flatnonzero((members == j) & ~np.isnan(error)), j, name, seconds, error)
        | {"type": kind}
        for j, name in enumerate(names)
    ]
    front = pareto_front(seconds, error)
    traces.append(_front(trials, front, seconds, error))
    return {
        "data": traces,
        "layout": layout(
            xaxis=log_axis(
                gettext("compute time in s"), **decade_ticks(seconds[~np.isnan(seconds)])
            ),
            yaxis=log_axis(
                gettext(MEASURES[measure].title), **decade_ticks(error[~np.isnan(error)], 8)
            ),
            margin={"l": 64, "r": 12, "t": 56, "b": 44},
        ),
    }


def _points(
    trials: TrialColumns,
    chosen: np.ndarray,
    lane: int,
    name: str,
    seconds: np.ndarray,
    error: np.ndarray,
) -> dict[str, Any]:
    color, _, symbol = LANES[lane % len(LANES)]
    return {
        "mode": "markers",
        "name": name,
        "x": positive(seconds[chosen], FLOOR),
        "y": positive(error[chosen]),
        "customdata": [[int(trials.numbers[i]), _settings(trials, i)] for i in chosen],
        "hovertemplate": "%{customdata[1]}<br>%{x:.2~g} s, <b>%{y:.2e}</b><extra></extra>",
        "marker": {"color": color, "symbol": symbol, "size": 7, "opacity": 0.8},
    }


def _front(
    trials: TrialColumns, front: np.ndarray, seconds: np.ndarray, error: np.ndarray
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": gettext("front"),
        "x": positive(seconds[front], FLOOR),
        "y": positive(error[front]),
        "customdata": [[int(trials.numbers[i]), _settings(trials, i)] for i in front],
        "hovertemplate": "%{customdata[1]}<br>%{x:.2~g} s, <b>%{y:.2e}</b>"
        f"<extra>{gettext('no other run is faster and better')}</extra>",
        "line": {"color": EXACT, "width": 1.5, "shape": "hv"},
        "marker": {
            "symbol": "circle-open",
            "size": 13,
            "color": EXACT,
            "line": {"color": EXACT, "width": 2},
        },
    }


def _settings(trials: TrialColumns, i: int) -> str:
    """Write what a trial's axes are."""
    return plain_text(", ".join(map(value_label, trials.settings(i).values())))
