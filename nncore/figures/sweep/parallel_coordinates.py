"""Parallel coordinates: a line for each run, over an axis for each thing that varies."""

import math
from typing import Any

import numpy as np

from nncore.figures.style import Figure, layout
from nncore.figures.sweep.trial_columns import MEASURES, TrialColumns, axis_title
from nncore.messages import gettext, number_text

# From the best to the worst; the dark end of Viridis would not be seen on a dark page.
_COLOURS = [[0.0, "#2F8FCB"], [0.5, "#009E73"], [1.0, "#E69F00"]]
_TICK_LENGTH = 14
_SLACK = 1e-4  # the values are sent with four digits, and what was dragged comes back rounded
_LABELLED = 12  # more ticks than this on an axis cannot be read


def parallel_coordinates_figure(trials: TrialColumns, measure: str) -> Figure:
    """Draw the runs over all the axes and, last, over their seconds and a measure.

    Dragging along an axis leaves the runs within that range; `chosen_cells` finds them.

    Parameters
    ----------
    trials : TrialColumns
        What is done so far; runs without a result are left out.
    measure : str
        A key of `MEASURES`, which gives the colour.
    """
    shown = tuple(dict.fromkeys(("seconds", measure)))
    there = _drawn(trials, shown)
    logs = {name: np.log10(trials.measure(name)[there]) for name in shown}
    dimensions = [_words(trials, name, there) for name in trials.axes]
    dimensions += [_decades(gettext(MEASURES[name].label), logs[name]) for name in shown]
    longest = max(map(len, dimensions[0]["ticktext"]), default=0)
    return {
        "data": [
            {
                "type": "parcoords",
                "dimensions": dimensions,
                # The words of an axis; none where it has logarithms.
                "meta": [*map(trials.labels, trials.axes), *(None for _ in shown)],
                "line": {
                    "color": np.round(logs[measure], 4).tolist(),
                    "colorscale": _COLOURS,
                },
                "labelangle": -20,
                "labelfont": {"size": 12},
                "tickfont": {"size": 11},
                "rangefont": {"size": 1, "color": "rgba(0,0,0,0)"},
            }
        ],
        "layout": layout(
            showlegend=False, margin={"l": 24 + 6 * longest, "r": 44, "t": 76, "b": 20}
        ),
    }


def chosen_cells(
    trials: TrialColumns, measure: str, ranges: dict[int, list[list[float]]]
) -> np.ndarray:
    """Return the positions of the runs that lie within the ranges chosen on the axes.

    Parameters
    ----------
    trials, measure
        As of the figure.
    ranges : dict
        Number of the axis -> the ranges that were dragged on it, of which one has to hold.
    """
    shown = tuple(dict.fromkeys(("seconds", measure)))
    there = _drawn(trials, shown)
    columns = [trials.steps(name)[there].astype(float) for name in trials.axes]
    columns += [np.log10(trials.measure(name)[there]) for name in shown]
    within = np.ones(there.size, bool)
    for number, allowed in ranges.items():
        column = columns[number]
        within &= np.any(
            [(a - _SLACK <= column) & (column <= b + _SLACK) for a, b in allowed], axis=0
        )
    return there[within]


def _drawn(trials: TrialColumns, measures: tuple[str, ...]) -> np.ndarray:
    """Return the positions of the runs that have all the measures."""
    return np.flatnonzero(~np.isnan(sum(trials.measure(name) for name in measures)))


def _words(trials: TrialColumns, name: str, there: np.ndarray) -> dict[str, Any]:
    labels = trials.short_labels(name, _TICK_LENGTH)
    stride = math.ceil(len(labels) / _LABELLED)
    ticks = list(range(0, len(labels), stride))
    return {
        "label": axis_title(name),
        "values": trials.steps(name)[there].tolist(),
        "range": [-0.1, len(labels) - 0.9] if len(labels) > 1 else [-1, 1],
        "tickvals": ticks,
        "ticktext": [labels[tick] for tick in ticks],
    }


def _decades(label: str, logs: np.ndarray) -> dict[str, Any]:
    low, high = (float(logs.min()), float(logs.max())) if logs.size else (-1.0, 0.0)
    if high - low >= 1.0:
        low, high = math.floor(low), math.ceil(high)
        stride = max(1, math.ceil((high - low) / 8))
        ticks: list[float] = [float(t) for t in range(low, high + 1, stride)]
    else:
        low, high = low - 0.05, high + 0.05
        ticks = [low + share * (high - low) for share in (0.05, 0.5, 0.95)]
    return {
        "label": label,
        "values": np.round(logs, 4).tolist(),
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": [number_text(10.0**tick, ".2g") for tick in ticks],
    }
