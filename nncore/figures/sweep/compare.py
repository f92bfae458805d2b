"""The loss curves of a few runs in one chart."""

from collections.abc import Mapping

import numpy as np

from nncore.figures.plain_text import plain_text
from nncore.figures.race import LANES
from nncore.figures.style import Figure, axis, decade_ticks, layout, log_axis, numbers, positive
from nncore.messages import gettext, marked
from nncore.trainers.loss_curve import LossCurve

#: What the x axis counts -> its title.
AXES: Mapping[str, str] = {
    "iterations": marked("iterations (epochs of the Keras optimizers)"),
    "seconds": marked("compute time in s"),
}


def compare_figure(curves: Mapping[str, LossCurve], x_axis: str = "iterations") -> Figure:
    """Draw the validation loss of each run, or the training loss where there is no other.

    Parameters
    ----------
    curves : mapping
        Name of the run -> its curve; at most six are told apart by colour, dash and marker.
    x_axis : str
        A key of `AXES`.
    """
    traces = []
    drawn: list[float | None] = []
    for j, (name, curve) in enumerate(curves.items()):
        color, dash, symbol = LANES[j % len(LANES)]
        kept = ~np.isnan(curve.validation_loss)
        loss = curve.validation_loss if np.any(kept) else curve.loss
        kept = ~np.isnan(loss)
        at = curve.seconds if x_axis == "seconds" else curve.position
        y = positive(loss[kept])
        drawn += y
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers" if int(kept.sum()) < 40 else "lines",
                "name": plain_text(name),
                "hoverlabel": {"namelength": -1},  # it is what tells the runs apart
                "x": numbers(at[kept]),
                "y": y,
                "line": {"color": color, "dash": dash, "width": 2.5},
                "marker": {"symbol": symbol, "size": 6},
            }
        )
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis(gettext(AXES[x_axis]), rangemode="tozero", nticks=8),
            yaxis=log_axis("MSE", **decade_ticks(drawn, most=8)),
            margin={"l": 60, "r": 12, "t": 44, "b": 40},
        ),
    }
