"""The error of each lane over time."""

from collections.abc import Sequence

import numpy as np

from nncore.arrays import FloatArray
from nncore.figures.style import Figure, axis, curve, decade_ticks, layout, log_axis, positive
from nncore.figures.waves.lanes import LANES
from nncore.messages import gettext

_ROUNDING = 1e-12  # an error below it is none, and would stretch the axis


def wave_errors_figure(
    lanes: Sequence[str], periods: FloatArray, errors: FloatArray, end: float
) -> Figure:
    """Draw the errors on a logarithmic axis.

    Parameters
    ----------
    lanes : sequence of str
        Keys of `LANES`.
    periods : ndarray, shape (n,)
        Times, in periods.
    errors : ndarray, shape (n_lanes, n)
        Over the size of the profile at first; nan where a lane has stopped.
    end : float
        Of the run, in periods.
    """
    traces = []
    for lane, values in zip(lanes, errors, strict=True):
        trace = curve(gettext(LANES[lane].label), periods, values, LANES[lane].line())
        traces.append(trace | {"y": positive(np.where(values > _ROUNDING, values, np.nan))})
    drawn = [value for trace in traces for value in trace["y"]]
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis(gettext("time in periods"), nticks=6, range=[0.0, end]),
            yaxis=log_axis(gettext("relative error"), **decade_ticks(drawn)),
            margin=layout()["margin"] | {"t": 6},
            showlegend=False,
        ),
    }
