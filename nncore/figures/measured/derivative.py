"""The derivative of measured data: the network's with its band, beside the classical ones."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from nncore.comparisons.measured.analysis import Analysis
from nncore.figures.measured.bands import (
    axis_title,
    band_traces,
    point_trace,
    with_room,
    x_range,
    x_title,
)
from nncore.figures.style import EXACT, SNI, TAYLOR, Figure, axis, curve, layout
from nncore.messages import gettext, said
from nncore.samples.units import derivative_unit

# So much of the finite differences is shown beyond the other curves: noise may make them huge.
_ROOM = 0.4


def measured_derivative_figure(
    analysis: Analysis, truth: Callable[[np.ndarray], np.ndarray] | None = None
) -> Figure:
    """Draw the derivatives over x.

    Parameters
    ----------
    analysis : Analysis
        What is drawn.
    truth : callable, optional
        The derivative of the curve behind simulated data.
    """
    data, x = analysis.data, analysis.x
    differences, filtered = analysis.differences, analysis.filtered
    marker = {"color": TAYLOR, "size": 4, "symbol": "x-thin-open"}
    band = said("{level:g} % of the derivative", level=100 * analysis.fit.spec.level)
    traces = [
        point_trace(gettext("finite differences"), differences.x, differences.value, None, marker),
        *band_traces(x, analysis.derivative, gettext("network"), band),
    ]
    if filtered.window:
        name = said("Savitzky-Golay, {n} points", n=filtered.window)
        traces.append(curve(name, filtered.x, filtered.value, {"color": SNI, "dash": "dash"}))
    if truth is not None:
        traces.append(curve(gettext("truth"), x, truth(x), {"color": EXACT, "dash": "dot"}))
    unit = derivative_unit(data.y_unit, data.x_unit)
    label = f"d{data.y_label}/d{data.x_label}"
    heights = _heights(analysis, () if truth is None else truth(x))
    drawn = layout(
        xaxis=axis(x_title(data), range=x_range(data)),
        yaxis=axis(axis_title(label, unit), range=heights),
    )
    return {"data": traces, "layout": with_room(drawn)}


def _heights(analysis: Analysis, truth: ArrayLike) -> list[float]:
    """Return the ends of the axis: of the band, the filter and the truth, and some room."""
    band = analysis.derivative
    shown = np.concatenate([band.low, band.high, analysis.filtered.value, np.asarray(truth)])
    low, high = float(np.min(shown)), float(np.max(shown))
    room = _ROOM * (high - low) or 1.0
    return [low - 0.5 * room, high + 0.5 * room]
