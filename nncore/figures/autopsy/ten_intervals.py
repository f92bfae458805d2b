"""The errors of the ten intervals, as printed and computed again, with their bounds."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.figures.style import (
    ALARM,
    EXACT,
    NNI,
    SNI,
    Figure,
    axis,
    layout,
    log_axis,
    positive,
    shaded,
)
from nncore.notebooks.printed_integrals import ROWS, PrintedRow
from nncore.notebooks.ten_intervals import Autopsy

# Errors of the rules below this are of no interest here, and one of 0 has no logarithm.
_FLOOR = 1e-9
# Above the largest finite errors there is room for the words of the others.
_DECADES = [-9.5, 4.5]


def autopsy_figure(result: Autopsy, printed: Sequence[PrintedRow] = ROWS) -> Figure:
    """Draw the errors by interval, as printed and computed again, with the bound.

    A row beyond its bound has a cross in vermilion; above the chart stands what is not finite.

    Parameters
    ----------
    result : Autopsy
        The table, with any of its quirks.
    printed : sequence of PrintedRow
        What the notebook printed on the same rows.
    """
    labels = [f"{a:g}…{b:g}" for a, b in result.intervals]
    divergence = np.array([row.divergence for row in printed])
    found = result.comparison
    return {
        "data": _error_curves(labels, result, divergence),
        "layout": layout(
            xaxis=axis("", type="category", tickangle=-30) | {"tickfont": {"size": 9}},
            yaxis=log_axis("error by interval", nticks=6, range=_DECADES),
            margin=layout()["margin"] | {"b": 40, "t": 40},
            legend=layout()["legend"] | {"font": {"size": 10}},
            shapes=[
                shaded(j - 0.5, j + 0.5, ALARM) for j in np.flatnonzero(found.extrapolated).tolist()
            ],
            annotations=[
                *_not_finite(labels, found.nni_error, 0.99, ALARM, "✕"),
                *_not_finite(labels, divergence, 0.91, NNI, "○"),
                *_not_finite(labels, found.references.sni, 0.83, SNI, "■"),
            ],
        ),
    }


def _error_curves(
    labels: list[str], result: Autopsy, divergence: np.ndarray
) -> list[dict[str, Any]]:
    return [
        _curve(labels, divergence, "printed |NNI−SNI|", NNI, "dot")
        | {"marker": {"color": NNI, "symbol": "circle-open", "size": 8}},
        _curve(labels, result.comparison.sni_error, "SNI error", SNI, "dash")
        | {"marker": {"color": SNI, "symbol": "square", "size": 7}},
        _curve(labels, result.bound, "bound of the NNI error", EXACT, "longdash")
        | {"mode": "lines"},
        _curve(labels, result.comparison.nni_error, "NNI error, computed again", NNI, "solid")
        | {"marker": _judged(result.breaks_bound)},
    ]


def _curve(
    labels: list[str], values: np.ndarray, name: str, color: str, dash: str
) -> dict[str, Any]:
    with np.errstate(invalid="ignore"):
        shown = np.where(np.isfinite(values), np.maximum(values, _FLOOR), np.nan)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": labels,
        "y": positive(shown),
        "line": {"color": color, "dash": dash, "width": 2},
    }


def _judged(broken: np.ndarray) -> dict[str, Any]:
    """Mark what is beyond its bound, by colour and shape."""
    return {
        "color": [ALARM if beyond else NNI for beyond in broken],
        "symbol": ["x" if beyond else "circle" for beyond in broken],
        "size": 9,
    }


def _not_finite(
    labels: list[str], values: np.ndarray, height: float, color: str, symbol: str
) -> list[dict[str, Any]]:
    """Write ∞ or nan above the rows whose value has no place in the chart, beside its marker."""
    return [
        {
            "x": labels[j],
            "y": height,
            "yref": "paper",
            "yanchor": "top",
            "showarrow": False,
            "text": f"{symbol} {_word(values[j])}",
            "font": {"color": color, "size": 11},
        }
        for j in np.flatnonzero(~np.isfinite(values)).tolist()
    ]


def _word(value: float) -> str:
    if np.isnan(value):
        return "nan"
    return "∞" if value > 0 else "−∞"
