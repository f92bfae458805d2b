"""f, the network and the residual on a section: maps over two inputs, or curves over one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nncore.figures.boxes.section import Section, SectionValues, as_drawn
from nncore.figures.style import ALARM, EXACT, NNI, Figure, axis, curve, layout, numbers, shaded
from nncore.figures.typed_array import typed_array
from nncore.messages import gettext

#: Of even lightness from dark to bright, for colour-blind people and in print too.
COLOURS = "Viridis"
#: From too little over right to too much.
DIVERGING = [[0.0, NNI], [0.5, "#F5F5F5"], [1.0, ALARM]]
_BAR = {"thickness": 12, "outlinewidth": 0, "tickfont": {"size": 11}, "exponentformat": "power"}
_ROOM = 0.12  # above and below f, where curves are drawn

#: Input -> the limits of the integral, or where it is held: both ends are the same then.
Limits = Mapping[int, tuple[float, float]]


def integrand_figure(section: Section, limits: Limits, names: tuple[str, ...]) -> Figure:
    """Draw f, which stands still, and the box.

    Parameters
    ----------
    section : Section
        Where.
    limits : mapping
        Of each input: those of the integral.
    names : tuple of str
        What the inputs are called.
    """
    if len(section.axes) == 1:
        return _curves(section, limits, names, [_exact(section)])
    trace = _map(section, section.values, names, "f")
    return _maps(section, limits, names, [trace | _own_colours(section, has_bar=False)])


def network_figure(
    section: Section, seen: SectionValues, limits: Limits, names: tuple[str, ...]
) -> Figure:
    """Draw the network in the colours of f, with the lines on which its units turn."""
    title = gettext("network")
    if len(section.axes) == 1:
        fitted = _network_curve(title, section, seen.fitted, 2.5)
        return _curves(section, limits, names, [_exact(section), fitted])
    trace = _map(section, seen.fitted, names, title)
    lines = _ridges(seen.ridges)
    return _maps(section, limits, names, [trace | _own_colours(section, has_bar=True), lines])


def residual_figure(
    section: Section, seen: SectionValues, limits: Limits, names: tuple[str, ...]
) -> Figure:
    """Draw the network less f, in colours of its own around 0."""
    title, reach = gettext("residual"), seen.reach
    if len(section.axes) == 1:
        trace = _network_curve(title, section, seen.residual, 1.5)
        return _curves(section, limits, names, [trace], [-reach, reach])
    colours = {
        "colorscale": DIVERGING,
        "zmin": -reach,
        "zmax": reach,
        "colorbar": _BAR | {"tickvals": [-reach, 0.0, reach]},
    }
    trace = _map(section, seen.residual, names, title) | colours
    return _maps(section, limits, names, [trace])


def _own_colours(section: Section, *, has_bar: bool) -> dict[str, Any]:
    low, high = section.ends
    colours = {"colorscale": COLOURS, "zmin": low, "zmax": high, "showscale": has_bar}
    return colours | ({"colorbar": _BAR | {"nticks": 5}} if has_bar else {})


def _map(
    section: Section, values: np.ndarray, names: tuple[str, ...], title: str
) -> dict[str, Any]:
    across, upwards = (names[i] for i in section.axes)
    drawn = as_drawn(values)
    return {
        "type": "heatmap",
        "name": title,
        "x": numbers(section.grids[0]),
        "y": numbers(section.grids[1]),
        "z": typed_array(drawn, "f4" if drawn.dtype == np.float32 else "f8"),
        "hovertemplate": f"{across} = %{{x:.4g}}<br>{upwards} = %{{y:.4g}}<br>"
        f"<b>%{{z:.4g}}</b><extra>{title}</extra>",
        "hoverongaps": False,
    }


def _ridges(ridges: np.ndarray) -> dict[str, Any]:
    """Draw all lines as one, with gaps between them."""
    gaps = np.full((len(ridges), 1, 2), np.nan)
    x, y = np.concatenate((ridges, gaps), axis=1).reshape(-1, 2).T
    return {
        "type": "scatter",
        "mode": "lines",
        "name": gettext("where a unit turns"),
        "x": numbers(x),
        "y": numbers(y),
        "line": {"color": "#FFFFFF", "width": 0.8},
        "opacity": 0.55,
        "hoverinfo": "skip",
    }


def _maps(
    section: Section, limits: Limits, names: tuple[str, ...], traces: list[dict[str, Any]]
) -> Figure:
    across, upwards = section.axes
    (left, right), (low, high) = ((grid[0], grid[-1]) for grid in section.grids)
    (x0, x1), (y0, y1) = limits[across], limits[upwards]
    edge = {"type": "rect", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "layer": "above"}
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis(names[across], range=[left, right], showgrid=False, nticks=5),
            yaxis=axis(names[upwards], range=[low, high], showgrid=False, nticks=5),
            shapes=[edge | {"line": {"color": ALARM, "width": 2, "dash": "dash"}}],
            showlegend=False,
            margin={"l": 44, "r": 10, "t": 8, "b": 36},
        ),
    }


def _exact(section: Section) -> dict[str, Any]:
    line = {"color": EXACT, "width": 4}
    return curve(gettext("exact f"), section.grids[0], section.values, line, opacity=0.45)


def _network_curve(
    title: str, section: Section, values: np.ndarray, width: float
) -> dict[str, Any]:
    return curve(title, section.grids[0], values, {"color": NNI, "width": width})


def _curves(
    section: Section,
    limits: Limits,
    names: tuple[str, ...],
    traces: list[dict[str, Any]],
    heights: list[float] | None = None,
) -> Figure:
    (i,), (grid,) = section.axes, section.grids
    low, high = section.ends
    room = _ROOM * (high - low)
    ends = heights or [low - room, high + room]
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis(names[i], range=[float(grid[0]), float(grid[-1])], nticks=5),
            yaxis=axis("", range=ends, nticks=5, exponentformat="power"),
            shapes=[shaded(*limits[i], NNI)],
            showlegend=False,
            margin={"l": 44, "r": 10, "t": 8, "b": 36},
        ),
    }
