"""Why the first notebook printed what it printed: its errors, its overflow, its lost digits."""

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
    level,
    log_axis,
    numbers,
    positive,
    shaded,
)
from nncore.notebooks.printed_integrals import ROWS, PrintedRow
from nncore.notebooks.published_formula import OverflowArguments
from nncore.notebooks.quirks import OVERFLOW_LIMITS
from nncore.notebooks.small_weights import Cancellation
from nncore.notebooks.ten_intervals import Autopsy

# Errors of the rules below this are of no interest here, and one of 0 has no logarithm.
_FLOOR = 1e-9
# Above the largest finite errors there is room for the words of the others.
_DECADES = [-9.5, 4.5]
_ROUNDING = 1e-17
#: More markers than this are not told apart; the units with the largest arguments are drawn.
MAX_UNITS = 200

_NUMPY = {"float64": "NumPy 1, as printed", "float32": "NumPy 2"}


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


def overflow_figure(arguments: OverflowArguments) -> Figure:
    """Draw the larger argument of each unit's exponentials, and where exp overflows.

    Parameters
    ----------
    arguments : OverflowArguments
        Of all units on one interval. A marker points up where the output weight is positive: the
        sign of the infinity depends on it.
    """
    largest = np.maximum(arguments.at_a, arguments.at_b)
    order = np.argsort(largest)[-MAX_UNITS:]
    drawn = [
        _units(arguments, largest, order, sign, symbol, f"units with v {relation} 0")
        for sign, symbol, relation in ((-1, "triangle-down", "<"), (1, "triangle-up", ">"))
    ]
    return {
        "data": drawn,
        "layout": layout(
            xaxis=axis("hidden units, by their argument", rangemode="tozero", nticks=6),
            yaxis=axis("−b − w x, the larger of both ends", nticks=7),
            shapes=[
                level(limit, _limit_line(precision == arguments.precision))
                for precision, limit in OVERFLOW_LIMITS.items()
            ],
            annotations=[
                _limit_label(
                    f"exp overflows: {limit:.1f} in {precision} ({_NUMPY[precision]})", limit
                )
                for precision, limit in OVERFLOW_LIMITS.items()
            ],
        ),
    }


def cancellation_figure(errors: Cancellation) -> Figure:
    """Draw the relative error of a unit's integral over its weight, in three forms.

    Parameters
    ----------
    errors : Cancellation
        From `nncore.notebooks.cancellation`.
    """
    curves = (
        ("Φ/w, float32", errors.quotient_float32, ALARM, "dot", "x"),
        ("Φ/w, float64", errors.quotient_float64, ALARM, "dash", "square-open"),
        ("log1p·expm1, float64", errors.compensated, NNI, "solid", "circle"),
    )
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": numbers(np.abs(errors.weights)),
                "y": positive(np.maximum(values, _ROUNDING)),
                "line": {"color": color, "dash": dash, "width": 2},
                "marker": {"color": color, "symbol": symbol, "size": 5},
            }
            for name, values, color, dash, symbol in curves
        ],
        "layout": layout(
            xaxis=log_axis("|w|", nticks=7),
            yaxis=log_axis("relative error of a unit's integral", nticks=7),
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


def _units(
    arguments: OverflowArguments,
    largest: np.ndarray,
    order: np.ndarray,
    sign: int,
    symbol: str,
    name: str,
) -> dict[str, Any]:
    ranks = np.flatnonzero(np.where(arguments.output_weights[order] > 0, 1, -1) == sign)
    units = order[ranks]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": (ranks + 1).tolist(),
        "y": numbers(largest[units]),
        "marker": {
            "symbol": symbol,
            "size": 7,
            "color": [ALARM if over else NNI for over in arguments.overflows[units]],
        },
        "text": [f"adds {term:.4g}" for term in arguments.terms[units]],
        "hovertemplate": "−b − w x = %{y:.1f}<br>%{text}",
    }


def _limit_line(applies: bool) -> dict[str, Any]:
    return {"color": ALARM, "width": 2 if applies else 1, "dash": "solid" if applies else "dot"}


def _limit_label(text: str, height: float) -> dict[str, Any]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": height,
        "yanchor": "bottom",
        "showarrow": False,
        "text": text,
        "font": {"color": ALARM, "size": 11},
    }
