"""A marginal: of the network, as it is, and the error below."""

from __future__ import annotations

from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.comparisons.marginals import TrueMarginal
from nncore.figures.style import (
    EXACT,
    NNI,
    SNI,
    Figure,
    axis,
    curve,
    decade_ticks,
    layout,
    log_axis,
    positive,
)
from nncore.messages import gettext

_FLOOR = 1e-17  # an error of 0 has no place on a logarithmic axis
_UPPER, _LOWER = (0.42, 1.0), (0.0, 0.34)


def marginal_figure(
    grid: FloatArray, values: FloatArray, true: TrueMarginal | None, name: str
) -> Figure:
    """Draw the curves above, and on a logarithmic axis below how far they are from each other.

    Parameters
    ----------
    grid, values : ndarray, shape (n,)
        The input, and the marginal of the network.
    true : TrueMarginal or None
        That of f; None while it is still to be found.
    name : str
        What the input is called.
    """
    traces = [] if true is None else [_true(grid[:: true.every], true)]
    traces.append(curve("NNI", grid, values, {"color": NNI, "width": 2.5}))
    if true is not None:
        traces += _errors(grid[:: true.every], values[:: true.every], true)
    drawn = [y for trace in traces if trace.get("yaxis") == "y2" for y in trace["y"]]
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis(name, nticks=5, range=[float(grid[0]), float(grid[-1])], anchor="y2"),
            yaxis=axis("", nticks=4, domain=list(_UPPER), exponentformat="power"),
            yaxis2=log_axis(gettext("error"), domain=list(_LOWER), **decade_ticks(drawn, most=3)),
            legend=layout()["legend"] | {"font": {"size": 10}},
        ),
    }


def _true(x: FloatArray, true: TrueMarginal) -> dict[str, Any]:
    if true.is_exact:
        return curve(gettext("exact"), x, true.values, {"color": EXACT, "width": 4}, opacity=0.45)
    look = {"mode": "markers", "marker": {"color": EXACT, "symbol": "circle-open", "size": 6}}
    return curve(gettext("cubature"), x, true.values, {}, **look)


def _errors(x: FloatArray, values: FloatArray, true: TrueMarginal) -> list[dict[str, Any]]:
    title = gettext("its rounding") if true.is_exact else gettext("cubature error")
    known = {"color": SNI, "width": 1.5, "dash": "dot"}
    below = {"yaxis": "y2"}
    with np.errstate(invalid="ignore"):  # of a network that has blown up
        distance = np.abs(values - true.values)
    return [
        _log_curve(gettext("NNI error"), x, distance, {"color": NNI, "width": 1.5}) | below,
        _log_curve(title, x, true.errors, known) | below,
    ]


def _log_curve(name: str, x: FloatArray, y: FloatArray, line: dict[str, Any]) -> dict[str, Any]:
    seen = np.where(np.isfinite(y), np.maximum(y, _FLOOR), np.nan)
    return curve(name, x, seen, line) | {"y": positive(seen), "showlegend": True}
