"""Measurements, the network with its band, the smoothing spline, and the residuals below."""

from collections.abc import Callable

import numpy as np

from nncore.comparisons.measured.analysis import Analysis
from nncore.comparisons.measured.noise_level import standard_errors
from nncore.figures.measured.bands import (
    axis_title,
    band_traces,
    point_trace,
    with_room,
    x_range,
    x_title,
)
from nncore.figures.style import ALARM, EXACT, GRID, NNI, SNI, Figure, axis, curve, layout, shaded
from nncore.messages import gettext, said

_LOWEST_OF_CURVES = 0.30  # of the height of the chart


def measured_curve_figure(
    analysis: Analysis,
    limits: tuple[float, float],
    truth: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Figure:
    """Draw what was measured with the curves, and what is left of it below.

    Parameters
    ----------
    analysis : Analysis
        What is drawn.
    limits : (a, b)
        Of the integral: it is shaded.
    truth : callable, optional
        The curve behind simulated data.
    """
    data, drawn, x = analysis.data, analysis.drawn, analysis.x
    is_each = drawn is data
    marker = {"color": EXACT, "size": 5 if is_each else 3, "symbol": "circle-open"}
    name = gettext("measured") if is_each else gettext("measured, means")
    error = standard_errors(drawn) if is_each else None
    inner = _drawn_part(analysis)
    left = point_trace(
        gettext("residual"), drawn.x[inner], analysis.residuals[inner], None, marker | {"size": 3}
    )
    band = said("{level:g} % of the curve", level=100 * analysis.fit.spec.level)
    traces = [
        *band_traces(x, analysis.curve, gettext("network"), band),
        curve(gettext("smoothing spline"), x, analysis.spline, {"color": SNI, "dash": "dash"}),
        point_trace(name, drawn.x[inner], drawn.y[inner], error, marker),
        left | {"yaxis": "y2", "showlegend": False},
    ]
    if truth is not None:
        traces.append(curve(gettext("truth"), x, truth(x), {"color": EXACT, "dash": "dot"}))
    shapes = [_over_curves(*gap, ALARM) for gap in data.gaps]
    shapes.append(_over_curves(min(limits), max(limits), NNI))
    return {"data": traces, "layout": _layout(analysis) | {"shapes": shapes}}


def _drawn_part(analysis: Analysis) -> slice:
    """Return which points are drawn: the ends of means are single readings."""
    return slice(None) if analysis.drawn is analysis.data else slice(1, -1)


def _over_curves(start: float, end: float, color: str) -> dict[str, object]:
    return shaded(start, end, color) | {"y0": _LOWEST_OF_CURVES, "opacity": 0.10}


def _layout(analysis: Analysis) -> Figure:
    data, residuals = analysis.data, analysis.residuals[_drawn_part(analysis)]
    half = 1.2 * float(np.max(np.abs(residuals), initial=0.0)) or 1.0
    drawn = layout(
        xaxis=axis(x_title(data), range=x_range(data), anchor="y2"),
        yaxis=axis(axis_title(data.y_label, data.y_unit), domain=[_LOWEST_OF_CURVES, 1]),
        yaxis2=axis(
            gettext("residual"),
            domain=[0, 0.22],
            range=[-half, half],
            zeroline=True,
            zerolinecolor=GRID,
            nticks=3,
            exponentformat="power",
        ),
    )
    return with_room(drawn)
