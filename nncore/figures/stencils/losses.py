"""The losses of several stencils in one chart, with what they can at best reach."""

import math
from collections.abc import Mapping, Sequence

from nncore.figures.loss import thinned
from nncore.figures.stencils.methods import INSIDE, LOOKS
from nncore.figures.style import (
    NNI,
    Figure,
    axis,
    decade_ticks,
    layout,
    level,
    log_axis,
    positive,
)
from nncore.trainers import TrainingRecord

_DASHES = ("solid", "dash", "dot", "dashdot")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")
# Of the first loss: what lies below is rounding, and would leave no room for the curves.
_LEAST_FLOOR = 1e-12


def losses_figure(
    lanes: Mapping[str, Sequence[TrainingRecord]], floors: Mapping[str, float]
) -> Figure:
    """Draw the training loss of each lane over the updates of the weights.

    Parameters
    ----------
    lanes : mapping
        Name -> records so far.
    floors : mapping
        Name -> the mean squared error of the lane's optimum, below which no loss can stay. Where
        it is 0, or rounding, there is no line.
    """
    traces = []
    for j, (name, records) in enumerate(lanes.items()):
        drawn = thinned(records)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers" if len(drawn) < 3 else "lines",
                "name": name,
                "x": [record.diagnostics.get("steps", 0.0) for record in drawn],
                "y": positive([record.loss for record in drawn]),
                "line": {"color": NNI, "width": 2, "dash": _DASHES[j % len(_DASHES)]},
                "marker": {"symbol": _SYMBOLS[j % len(_SYMBOLS)], "size": 6},
            }
        )
    starts = [records[0].loss for records in lanes.values() if records]
    largest = max(filter(math.isfinite, [*starts, *floors.values()]), default=0.0)
    drawn_floors = [
        value for value in sorted(set(floors.values())) if _LEAST_FLOOR * largest < value < math.inf
    ]
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis("updates of the weights", rangemode="tozero", nticks=6),
            # From the starts to the floors: the ticks stay while the losses fall.
            yaxis=log_axis("training MSE", **decade_ticks([*starts, *drawn_floors])),
            margin=layout()["margin"] | {"t": 6},
            legend=INSIDE | {"y": 0.12, "yanchor": "bottom"},
            showlegend=len(lanes) > 1,
            shapes=[level(value, LOOKS["optimum"].line(width=1.5)) for value in drawn_floors],
        ),
    }
