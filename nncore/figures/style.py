"""Colours and layout that all figures share (Okabe-Ito, readable for colour-blind people)."""

from collections.abc import Iterable
from typing import Any

import numpy as np

Figure = dict[str, Any]

NNI = "#0072B2"
SNI = "#E69F00"
OPTIMUM = "#009E73"
TAYLOR = "#CC79A7"
ALARM = "#D55E00"
#: The exact value has the theme's text colour.
EXACT = "var(--st-text-color)"
GRID = "var(--st-border-color)"

_SIGNIFICANT_DIGITS = 7


def numbers(values: Iterable[float] | np.ndarray) -> list[float | None]:
    """Return `values` for JSON: gaps where they are not finite, no more digits than are seen."""
    rounded = (float(f"{value:.{_SIGNIFICANT_DIGITS}g}") for value in np.asarray(values, float))
    return [value if np.isfinite(value) else None for value in rounded]


def positive(values: Iterable[float] | np.ndarray, floor: float = 0.0) -> list[float | None]:
    """Return `values` for a logarithmic axis: what lies below becomes `floor`, or a gap."""
    array = np.asarray(values, float)
    with np.errstate(invalid="ignore"):
        array = np.where(array > floor, array, floor if floor > 0 else np.nan)
    return numbers(array)


def axis(title: str, **options: Any) -> dict[str, Any]:
    """Return a Plotly axis in the house style."""
    return {
        "title": {"text": title, "font": {"size": 12}},
        "tickfont": {"size": 11},
        "gridcolor": GRID,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 3,
        **options,
    }


def log_axis(title: str, **options: Any) -> dict[str, Any]:
    """Return a logarithmic axis with powers of ten as ticks."""
    return axis(title, type="log", exponentformat="power", **options)


def layout(**options: Any) -> dict[str, Any]:
    """Return a Plotly layout in the house style; the legend stands above the curves.

    The margins are fixed: Plotly would measure every tick at every update to find its own.
    """
    return {
        "margin": {"l": 60, "r": 10, "t": 24, "b": 36},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "font": {"size": 11},
            "bgcolor": "rgba(0,0,0,0)",
        },
        "hovermode": "closest",
        "showlegend": True,
        **options,
    }
