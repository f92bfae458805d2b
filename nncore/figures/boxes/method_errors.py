"""The error of an integral over a box against evaluations of f: NNI and the classical rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nncore.comparisons.box_problem import ErrorCurve
from nncore.figures.style import NNI, SNI, Figure, decade_ticks, layout, log_axis, positive
from nncore.messages import gettext, marked

# An error of 0 has no place on a logarithmic axis; it is drawn at rounding level.
_FLOOR = 1e-17
#: Rule -> its name where there is little room, its line and its marker.
_STYLES = {
    "monte-carlo": (marked("Monte Carlo"), "dot", "triangle-up"),
    "quasi-monte-carlo": (marked("quasi-Monte Carlo"), "dash", "square"),
    "genz-malik": (marked("Genz-Malik"), "solid", "pentagon"),
    "gk21": (marked("Gauss-Kronrod"), "longdash", "diamond"),
}


def method_errors_figure(
    curves: Mapping[str, ErrorCurve], n_evaluations: int, nni_error: float
) -> Figure:
    """Draw both axes logarithmically.

    Parameters
    ----------
    curves : mapping
        From `nncore.comparisons.box_problem.classical_curves`.
    n_evaluations : int
        How often f was evaluated for the network.
    nni_error : float
        The absolute error of its integral; nan where it is not known.
    """
    traces = []
    for name, one in curves.items():
        label, dash, symbol = _STYLES[name]
        traces.append(_trace(gettext(label), one.evaluations, one.error, SNI, dash, symbol))
    here = np.array([float(n_evaluations)]), np.array([nni_error])
    traces.append(_trace("NNI", *here, NNI, "solid", "circle") | {"mode": "markers"})
    traces[-1]["marker"]["size"] = 12
    drawn = [y for trace in traces for y in trace["y"]]
    return {
        "data": traces,
        "layout": layout(
            xaxis=log_axis(gettext("evaluations of f"), dtick=1),
            yaxis=log_axis(gettext("absolute error"), **decade_ticks(drawn)),
            legend=layout()["legend"] | {"font": {"size": 10}},
            margin=layout()["margin"] | {"t": 44, "b": 40},
        ),
    }


def _trace(
    name: str, evaluations: np.ndarray, error: np.ndarray, color: str, dash: str, symbol: str
) -> dict[str, Any]:
    shown = np.where(np.isfinite(error), np.maximum(error, _FLOOR), np.nan)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": positive(evaluations),
        "y": positive(shown),
        "line": {"color": color, "dash": dash, "width": 1.5},
        "marker": {"color": color, "symbol": symbol, "size": 7},
    }
