"""The loss curves of several trainers in one chart."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nncore.figures.loss import thinned
from nncore.figures.style import EXACT, Figure, axis, layout, log_axis, numbers, positive
from nncore.trainers import TrainingRecord

#: Okabe-Ito without the orange of the classical rules; each lane has its own dash and marker too.
LANES: tuple[tuple[str, str, str], ...] = (
    ("#0072B2", "solid", "circle"),
    ("#D55E00", "dash", "square"),
    ("#009E73", "dot", "diamond"),
    ("#CC79A7", "dashdot", "triangle-up"),
    ("#56B4E9", "longdash", "cross"),
    (EXACT, "longdashdot", "x"),
)

#: What the x axis counts -> its title.
AXES: Mapping[str, str] = {
    "iterations": "iterations (epochs of the Keras optimizers)",
    "seconds": "compute time in s",
    "evaluations": "samples looked at",
}


def race_figure(
    lanes: Mapping[str, Sequence[TrainingRecord]], x_axis: str, n_samples: int
) -> Figure:
    """Draw the validation loss of each lane, or the training loss where there is no other.

    Parameters
    ----------
    lanes : mapping
        Name -> records so far.
    x_axis : str
        A key of `AXES`.
    n_samples : int
        Training samples: so many are looked at in each iteration.
    """
    positions: dict[str, Callable[[TrainingRecord], float]] = {
        "iterations": lambda record: record.position,
        "seconds": lambda record: record.seconds,
        "evaluations": lambda record: record.position * n_samples,
    }
    traces = []
    for (name, records), (color, dash, symbol) in zip(lanes.items(), LANES, strict=False):
        drawn = thinned([r for r in records if _loss(r) is not None])
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers" if len(drawn) < 40 else "lines",
                "name": name,
                "x": numbers([positions[x_axis](record) for record in drawn]),
                "y": positive([_loss(record) or 0.0 for record in drawn]),
                "line": {"color": color, "dash": dash, "width": 2.5},
                "marker": {"symbol": symbol, "size": 6},
            }
        )
    logarithmic = x_axis != "seconds"
    return {
        "data": traces,
        "layout": layout(
            xaxis=log_axis(AXES[x_axis], dtick=1)
            if logarithmic
            else axis(AXES[x_axis], rangemode="tozero", nticks=8),
            yaxis=log_axis("validation MSE", **_ticks(traces)),
        ),
    }


def _ticks(traces: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return powers of ten as ticks, as many as there is room for."""
    losses = [y for trace in traces for y in trace["y"] if y]
    decades = math.log10(max(losses) / min(losses)) if losses else 0.0
    return {"dtick": max(1, math.ceil(decades / 8))}


def _loss(record: TrainingRecord) -> float | None:
    if record.validation_loss is not None:
        return record.validation_loss
    # Steps inside a long iteration have no validation loss, but the last one counts.
    return record.loss if record.is_whole else None
