"""A curve with its band, and points with their error bars, as Plotly draws them."""

import textwrap
from typing import Any

import numpy as np

from nncore.comparisons.measured.analysis import Band
from nncore.figures.plain_text import plain_text
from nncore.figures.style import NNI, Figure, curve, numbers
from nncore.samples.measured_data import MeasuredData
from nncore.samples.units import labelled

_BAND = "rgba(0, 114, 178, 0.18)"  # of the network's colour
#: Error bars of more points would hide them.
MOST_BARS = 400
# Characters of a title that a phone has room for, its lines, and their height in pixels.
_LONGEST_LINE, _MOST_LINES, _LINE = 26, 2, 16
_BREAK = "<br>"


def band_traces(x: np.ndarray, band: Band, name: str, band_name: str) -> list[dict[str, Any]]:
    """Return the traces of a network's curve and of its band."""
    around = np.concatenate([x, x[::-1]]), np.concatenate([band.high, band.low[::-1]])
    area = curve(band_name, *around, {"width": 0}, fill="toself", fillcolor=_BAND, hoverinfo="skip")
    return [area, curve(name, x, band.value, {"color": NNI, "width": 2.5})]


def point_trace(
    name: str, x: np.ndarray, y: np.ndarray, error: np.ndarray | None, marker: dict[str, Any]
) -> dict[str, Any]:
    """Return the trace of points, with bars of two standard errors if they are few enough."""
    trace: dict[str, Any] = {"type": "scatter", "mode": "markers", "name": name, "marker": marker}
    trace |= {"x": numbers(x), "y": numbers(y)}
    if error is not None and x.size <= MOST_BARS:
        bars = {"type": "data", "array": numbers(2.0 * error), "thickness": 1, "width": 0}
        trace["error_y"] = bars | {"color": marker["color"]}
    return trace


def axis_title(label: str, unit: str) -> str:
    """Return the title of an axis, which is the user's text: v / (m/s).

    A long one has two lines, and ends with dots where it would be longer still.
    """
    lines = textwrap.wrap(
        labelled(label, unit), _LONGEST_LINE, max_lines=_MOST_LINES, placeholder=" …"
    )
    return _BREAK.join(map(plain_text, lines))


def with_room(drawn: Figure) -> Figure:
    """Return a layout with margins for the lines of the titles of its axes."""
    n_more = {name: drawn[name]["title"]["text"].count(_BREAK) for name in ("xaxis", "yaxis")}
    margin = dict(drawn["margin"])
    margin["b"] += _LINE * n_more["xaxis"]
    margin["l"] += _LINE * n_more["yaxis"]
    return drawn | {"margin": margin}


def x_title(data: MeasuredData) -> str:
    """Return the title of the axis of x."""
    return axis_title(data.x_label, data.x_unit)


def x_range(data: MeasuredData) -> list[float]:
    """Return the ends of the axis of x."""
    first, last = float(data.x[0]), float(data.x[-1])
    room = 0.02 * (last - first)
    return [first - room, last + room]
