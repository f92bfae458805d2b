"""The error against the number of hidden units, and where the paper's rule puts it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nncore.figures.style import (
    EXACT,
    NNI,
    OPTIMUM,
    TAYLOR,
    Figure,
    decade_ticks,
    layout,
    log_axis,
    numbers,
    positive,
)
from nncore.messages import gettext, said
from nncore.notebooks.hidden_size import SizeCurve
from nncore.notebooks.printed_integrals import N_HIDDEN
from nncore.trainers import TRAINERS

_LOOKS: Mapping[str, tuple[str, str, str]] = {
    "variable-projection": (OPTIMUM, "solid", "circle"),
    "levenberg-marquardt": (NNI, "dash", "square"),
    "adam": (TAYLOR, "dot", "x"),
}
_RULE, _RULE_DASH = EXACT, "dashdot"
# Words are read where lines cross them.
_BEHIND_WORDS = {"bgcolor": "var(--st-background-color)", "borderpad": 1}
# Of the axis: from one unit to as many parameters as the notebook had samples.
_SIZES = [-0.1, 5.7]


def hidden_size_figure(
    curves: Mapping[str, SizeCurve], recommended: float, *, title: str
) -> Figure:
    """Draw the measured errors, the floor that more units do not lower, and the rule of thumb.

    Parameters
    ----------
    curves : mapping
        Name of the trainer -> curve; the line is the median, the markers are the single runs.
    recommended : float
        Where the rule of thumb stands.
    title : str
        Of the error axis.
    """
    data: list[dict[str, Any]] = []
    for name, curve in curves.items():
        data += _curve(name, curve)
    drawn = [value for trace in data for value in trace["y"]]
    best = min(curves.values(), key=lambda curve: curve.floor)
    return {
        "data": data,
        "layout": layout(
            xaxis=log_axis(gettext("hidden units"), dtick=1, range=_SIZES),
            yaxis=log_axis(title, **decade_ticks(drawn)),
            shapes=[
                _line(recommended, {"color": _RULE, "width": 2, "dash": _RULE_DASH}),
                _line(N_HIDDEN, {"color": EXACT, "width": 1, "dash": "dot"}),
                _floor(best),
            ],
            annotations=[
                _label(
                    recommended,
                    0.97,
                    said("rule of thumb: {n:,.0f}", n=recommended),
                    _RULE,
                ),
                _label(N_HIDDEN, 0.86, gettext("the notebook"), EXACT),
                _floor_label(best),
            ],
        ),
    }


def _curve(name: str, curve: SizeCurve) -> list[dict[str, Any]]:
    color, dash, symbol = _LOOKS[name]
    label = gettext(TRAINERS[name].label)
    if name == "adam":
        label = said("{trainer}, the notebook's recipe", trainer=label)
    n_seeds = curve.errors.shape[1]
    runs = {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "name": said("{trainer}, single runs", trainer=label),
        "x": np.repeat(curve.n_hidden, n_seeds).tolist(),
        "y": positive(curve.errors.ravel()),
        "marker": {"color": color, "symbol": symbol, "size": 4, "opacity": 0.5},
        "hoverinfo": "skip",
    }
    median = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": numbers(curve.n_hidden),
        "y": positive(curve.median),
        "line": {"color": color, "dash": dash, "width": 2},
        "marker": {"color": color, "symbol": symbol, "size": 8},
        "hovertemplate": gettext("%{x:,} units: %{y:.2g}"),
    }
    return [runs, median]


def _line(x: float, line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}


def _label(x: float, height: float, text: str, color: str) -> dict[str, Any]:
    """Return words beside a vertical line, on the side where there is room."""
    right = math.log10(x) < sum(_SIZES) / 2
    return {
        "x": math.log10(x),  # of a logarithmic axis, for annotations but not for shapes
        "y": height,
        "yref": "paper",
        "xanchor": "left" if right else "right",
        "xshift": 4 if right else -4,
        "yanchor": "top",
        "showarrow": False,
        "text": text,
        "font": {"color": color, "size": 11},
        **_BEHIND_WORDS,
    }


def _floor(best: SizeCurve) -> dict[str, Any]:
    """Return the floor of the best curve, from where it is reached."""
    line = {"color": EXACT, "width": 2, "dash": "solid"}
    x1 = 10.0 ** _SIZES[1]
    return {
        "type": "line",
        "x0": best.enough,
        "x1": x1,
        "y0": best.floor,
        "y1": best.floor,
        "line": line,
    }


def _floor_label(best: SizeCurve) -> dict[str, Any]:
    return {
        "x": _SIZES[1],
        "xanchor": "right",
        "y": math.log10(best.floor),
        "yanchor": "top",
        "showarrow": False,
        "text": said("floor: from {n:,} units on, more do not help", n=best.enough),
        "font": {"color": EXACT, "size": 11},
        "yshift": -2,
        **_BEHIND_WORDS,
    }
