"""Where the exponentials of the published formula overflow, unit by unit."""

from typing import Any

import numpy as np

from nncore.figures.style import ALARM, NNI, Figure, axis, layout, level, numbers
from nncore.messages import gettext, marked, said
from nncore.notebooks.published_formula import OverflowArguments
from nncore.notebooks.quirks import OVERFLOW_LIMITS

#: More markers than this are not told apart; the units with the largest arguments are drawn.
MAX_UNITS = 200

_LIMITS = {
    "float64": marked("exp overflows: {limit:.1f} in float64 (NumPy 1, as printed)"),
    "float32": marked("exp overflows: {limit:.1f} in float32 (NumPy 2)"),
}
_SIGNS = (
    (-1, "triangle-down", marked("units with v < 0")),
    (1, "triangle-up", marked("units with v > 0")),
)


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
        _units(arguments, largest, order, sign, symbol, gettext(name))
        for sign, symbol, name in _SIGNS
    ]
    return {
        "data": drawn,
        "layout": layout(
            xaxis=axis(gettext("hidden units, by their argument"), rangemode="tozero", nticks=6),
            yaxis=axis(gettext("−b − w x, the larger of the two ends"), nticks=7),
            shapes=[
                level(limit, _limit_line(precision == arguments.precision))
                for precision, limit in OVERFLOW_LIMITS.items()
            ],
            annotations=[
                _limit_label(said(_LIMITS[precision], limit=limit), limit)
                for precision, limit in OVERFLOW_LIMITS.items()
            ],
        ),
    }


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
        "text": [said("adds {term:.4g}", term=t) for t in arguments.terms[units]],
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
