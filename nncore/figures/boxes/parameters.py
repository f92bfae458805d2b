"""The integral over its parameters: a curve with its band, or a map beside its error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.comparisons.parameter_integral import ParameterIntegral
from nncore.figures.boxes.section_figures import COLOURS
from nncore.figures.style import (
    ALARM,
    EXACT,
    NNI,
    OPTIMUM,
    Figure,
    axis,
    curve,
    layout,
    numbers,
    shaded,
)
from nncore.figures.typed_array import typed_array
from nncore.messages import gettext

_BAND = {"width": 0}
_POWERS = {"tickprefix": "10<sup>", "ticksuffix": "</sup>"}


# An optimum: the values of its parameters, and the integral there.
Mark = tuple[tuple[float, ...], float]


def parameter_figures(
    found: ParameterIntegral,
    names: tuple[str, ...],
    marks: Sequence[Mark] = (),
    learned: ParameterIntegral | None = None,
) -> tuple[Figure, ...]:
    """Draw one figure of one parameter, two of two: the integral, and its error.

    Parameters
    ----------
    found : ParameterIntegral
        What is drawn.
    names : tuple of str
        What the parameters that vary are called.
    marks : sequence of Mark
        The optima that are known, with as many parameters as vary.
    learned : ParameterIntegral, optional
        The integral that was learned itself, which is a curve beside the one of one parameter.
    """
    if len(found.grids) == 1:
        figures: tuple[Figure, ...] = (_curve_figure(found, names[0]),)
        if learned is not None:
            line = {"color": OPTIMUM, "width": 2, "dash": "dash"}
            figures[0]["data"].append(
                curve(gettext("learned"), learned.grids[0], learned.values, line)
            )
        places = [(theta[0], value) for theta, value in marks]
    else:
        figures = _maps(found, names)
        places = [(theta[0], theta[1]) for theta, _ in marks]
    for figure in figures if places else ():
        figure["data"].append(_stars(places))
    return figures


def _stars(places: Sequence[tuple[float, float]]) -> dict[str, Any]:
    x, y = np.transpose(places)
    look = {"symbol": "star", "size": 14, "color": ALARM, "line": {"color": "#FFFFFF", "width": 1}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": gettext("optimum"),
        "x": numbers(x),
        "y": numbers(y),
        "marker": look,
    }


def _maps(found: ParameterIntegral, names: tuple[str, ...]) -> tuple[Figure, ...]:
    grids, error = found.error
    error = np.log10(np.maximum(error, np.finfo(float).tiny))
    title = gettext("estimated error") if found.exact is None else gettext("true error")
    integral = found.grids, found.values, gettext("integral"), "%{z:.6g}"
    figures = (
        _map_figure(names, *integral),
        _map_figure(names, grids, error, title, "10<sup>%{z:.2f}</sup>", is_log=True),
    )
    for figure in figures if _extrapolates(found) else ():
        figure["layout"]["shapes"] = [_trained_box(found)]
    return figures


def _extrapolates(found: ParameterIntegral) -> bool:
    """Whether more is drawn than the network was trained on."""
    drawn = zip(found.grids, found.trained, strict=True)
    return any(grid[0] < first or grid[-1] > last for grid, (first, last) in drawn)


def _trained_box(found: ParameterIntegral) -> dict[str, Any]:
    """Return the frame of the trained limits, outside of which the network extrapolates."""
    (x0, x1), (y0, y1) = found.trained
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "y0": y0,
        "y1": y1,
        "line": {"color": ALARM, "width": 2, "dash": "dash"},
    }


def _curve_figure(found: ParameterIntegral, name: str) -> Figure:
    x, y = found.grids[0], found.values
    band = np.where(np.isfinite(found.estimate), found.estimate, np.nan)
    fill = {"fill": "tonexty", "fillcolor": "rgba(0, 114, 178, 0.2)"}
    traces = [
        curve(gettext("estimated error"), x, y - band, _BAND, showlegend=False),
        curve(gettext("estimated error"), x, y + band, _BAND, **fill),
        curve(gettext("NNI"), x, y, {"color": NNI, "width": 2.5}),
    ]
    if found.exact is not None:
        line = {"color": EXACT, "width": 1.5, "dash": "dot"}
        traces.append(curve(gettext("exact"), x, found.exact, line))
    ((first, last),) = found.trained
    sides = (float(x[0]), first), (last, float(x[-1]))
    shapes = [shaded(start, stop, ALARM) for start, stop in sides if start < stop]
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis(name), yaxis=axis(gettext("integral"), nticks=5), shapes=shapes
        ),
    }


def _map_figure(
    names: tuple[str, ...],
    grids: tuple[np.ndarray, ...],
    values: np.ndarray,
    title: str,
    shown: str,
    *,
    is_log: bool = False,
) -> Figure:
    finite = np.where(np.isfinite(values), values, np.nan)
    bar: dict[str, Any] = {"title": {"text": title, "side": "right"}, "thickness": 12}
    bar |= {"outlinewidth": 0, "nticks": 5} | (_POWERS if is_log else {})
    return {
        "data": [
            {
                "type": "heatmap",
                "name": title,
                "x": numbers(grids[0]),
                "y": numbers(grids[1]),
                "z": typed_array(finite),
                "colorscale": COLOURS,
                "colorbar": bar,
                "hovertemplate": f"{names[0]} = %{{x:.4g}}<br>{names[1]} = %{{y:.4g}}<br>"
                f"<b>{shown}</b><extra>{title}</extra>",
                "hoverongaps": False,
            }
        ],
        "layout": layout(
            xaxis=axis(names[0], showgrid=False),
            yaxis=axis(names[1], showgrid=False),
            showlegend=False,
            margin={"l": 44, "r": 10, "t": 8, "b": 36},
        ),
    }
