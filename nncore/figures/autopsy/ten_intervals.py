"""The errors of the ten intervals, as printed and computed again, with their bounds."""

from typing import Any

import numpy as np

from nncore.figures.interval_errors import error_curve, error_layout, word_above
from nncore.figures.style import ALARM, EXACT, NNI, SNI, Figure
from nncore.messages import gettext
from nncore.notebooks.printed_integrals import ROWS
from nncore.notebooks.ten_intervals import Autopsy

# Errors of the rules below this are of no interest here, and one of 0 has no logarithm.
_FLOOR = 1e-9
# Above the largest finite errors there is room for the words of the others.
_DECADES = [-9.5, 4.5]


def autopsy_figure(result: Autopsy) -> Figure:
    """Draw the errors by interval, as printed and computed again, with the bound.

    A row beyond its bound has a cross in vermilion; above the chart stands what is not finite.

    Parameters
    ----------
    result : Autopsy
        The table, with any of its quirks.
    """
    labels = [f"{a:g}…{b:g}" for a, b in result.intervals]
    divergence = np.array([row.divergence for row in ROWS])
    found = result.comparison
    return {
        "data": _error_curves(labels, result, divergence),
        "layout": error_layout(
            labels,
            found.extrapolated,
            _DECADES,
            [
                *_not_finite(labels, found.nni_error, 0.99, ALARM, "✕"),
                *_not_finite(labels, divergence, 0.91, NNI, "○"),
                *_not_finite(labels, found.sni_error, 0.83, SNI, "■"),
            ],
            t=40,
        ),
    }


def _error_curves(
    labels: list[str], result: Autopsy, divergence: np.ndarray
) -> list[dict[str, Any]]:
    open_circle = {"color": NNI, "symbol": "circle-open", "size": 8}
    square = {"color": SNI, "symbol": "square", "size": 7}
    found, circle = result.comparison, _circle_or_cross(result.breaks_bound)
    curves: tuple[tuple[str, np.ndarray, tuple[str, str], dict[str, Any] | None], ...] = (
        (gettext("printed |NNI−SNI|"), divergence, (NNI, "dot"), open_circle),
        (gettext("SNI error"), found.sni_error, (SNI, "dash"), square),
        (gettext("bound of the NNI error"), result.bound, (EXACT, "longdash"), None),
        (gettext("NNI error, computed again"), found.nni_error, (NNI, "solid"), circle),
    )
    return [
        error_curve(labels, errors, name, line, marker, _FLOOR)
        for name, errors, line, marker in curves
    ]


def _circle_or_cross(broken: np.ndarray) -> dict[str, Any]:
    """Mark what is beyond its bound, by colour and shape."""
    return {
        "color": [ALARM if beyond else NNI for beyond in broken],
        "symbol": ["x" if beyond else "circle" for beyond in broken],
        "size": 9,
    }


def _not_finite(
    labels: list[str], values: np.ndarray, height: float, color: str, symbol: str
) -> list[dict[str, Any]]:
    """Write ∞ or nan above the rows whose value has no place in the chart.

    Its marker stands before the first of rows side by side: on a phone there is room for one word
    above each row, but not for ten markers more.
    """
    is_missing = ~np.isfinite(values)
    is_first = is_missing & ~np.roll(is_missing, 1)
    is_first[0] = is_missing[0]
    return [
        word_above(
            labels[i],
            height,
            f"{symbol} {_word(values[i])}" if is_first[i] else _word(values[i]),
            color,
            11,
        )
        for i in np.flatnonzero(is_missing).tolist()
    ]


def _word(value: float) -> str:
    if np.isnan(value):
        return "nan"
    return "∞" if value > 0 else "−∞"
