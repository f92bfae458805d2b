"""Colours and layout that all figures share (Okabe-Ito, readable for colour-blind people)."""

import math
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
# Beyond these, the ends of an axis would not be finite.
_SMALLEST_DRAWN, _LARGEST_DRAWN = 1e-150, 1e150


def numbers(values: Iterable[float] | np.ndarray) -> list[float | None]:
    """Return `values` for JSON: gaps where they are not finite, no more digits than are seen."""
    array = np.asarray(values, float)
    with np.errstate(all="ignore"):
        exponents = np.floor(np.log10(np.abs(array)))
        # Divided by a power of ten, which is exact up to 1e22, a number keeps its shortest form.
        power = _SIGNIFICANT_DIGITS - 1 - exponents
        scale = 10.0 ** np.abs(power)
        up, down = np.round(array * scale) / scale, np.round(array / scale) * scale
        rounded = np.where(power > 0, up, down)
    rounded = np.where(np.isfinite(rounded), rounded, array)  # zero, and what is extreme
    drawn: list[float | None] = rounded.tolist()
    for gap in np.flatnonzero(~np.isfinite(rounded)):
        drawn[gap] = None
    return drawn


def positive(values: Iterable[float] | np.ndarray, floor: float = 0.0) -> list[float | None]:
    """Return `values` for a logarithmic axis: what lies below becomes `floor`, or a gap."""
    array = np.asarray(values, float)
    with np.errstate(invalid="ignore"):
        array = np.where(array > floor, array, floor if floor > 0 else np.nan)
    return numbers(array)


def steady_limit(fixed: Iterable[np.ndarray], changing: np.ndarray, step: float) -> float:
    """Return how far an axis around zero goes, so that it moves rarely while a run goes on.

    Parameters
    ----------
    fixed : iterable of ndarray
        What must lie inside; infinite and missing values do not count.
    changing : ndarray
        What must lie inside as well, as long as it is finite.
    step : float
        The factors by which the axis grows.
    """
    largest = min(max(map(_largest, fixed), default=0.0), _LARGEST_DRAWN)
    limit = 1.25 * largest if largest > _SMALLEST_DRAWN else 1.0
    ratio = min(_largest(changing), _LARGEST_DRAWN) / limit
    return limit * step ** math.ceil(math.log(ratio, step)) if ratio > 1.0 else limit


def _largest(values: np.ndarray) -> float:
    finite = np.abs(values)[np.isfinite(values)]
    return float(np.max(finite, initial=0.0))


def curve(
    name: str, x: np.ndarray, y: np.ndarray, line: dict[str, Any], **options: Any
) -> dict[str, Any]:
    """Return a Plotly trace: one line, with gaps where `y` is not finite."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": numbers(x),
        "y": numbers(y),
        "line": line,
        **options,
    }


def axis(title: str, **options: Any) -> dict[str, Any]:
    """Return a Plotly axis in the house style."""
    return {
        "title": {"text": title, "font": {"size": 12}},
        "tickfont": {"size": 11},
        "gridcolor": GRID,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 3,
        "separatethousands": True,
        **options,
    }


def log_axis(title: str, **options: Any) -> dict[str, Any]:
    """Return a logarithmic axis with powers of ten as ticks."""
    return axis(title, type="log", exponentformat="power", **options)


def decade_ticks(values: Iterable[float | None], most: int = 5) -> dict[str, Any]:
    """Return the ticks of a logarithmic axis: at most about `most` powers of ten.

    Values that span less than a decade get the ticks that Plotly chooses.
    """
    drawn = [value for value in values if value and 0 < value < math.inf]
    decades = math.log10(max(drawn) / min(drawn)) if drawn else 0.0
    return {"dtick": max(1, math.ceil(decades / most))} if decades > 1 else {"nticks": 4}


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


def shaded(x0: float, x1: float, color: str) -> dict[str, Any]:
    """Return a Plotly shape that shades a chart from `x0` to `x1`, behind the curves."""
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": x0,
        "x1": x1,
        "y0": 0,
        "y1": 1,
        "fillcolor": color,
        "opacity": 0.12,
        "line": {"width": 0},
        "layer": "below",
    }


def level(y: float, line: dict[str, Any]) -> dict[str, Any]:
    """Return a Plotly shape: a line across the whole chart at the height `y`."""
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}
