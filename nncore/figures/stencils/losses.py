"""The losses of several stencils in one chart, with what they can at best reach."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from nncore.figures.loss import thinned
from nncore.figures.rate_changes import rate_changes
from nncore.figures.stencils.methods import LOOKS, note
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
from nncore.messages import gettext
from nncore.trainers import TrainingRecord
from nncore.trainers.first_order.learning_rates import LearningRates

#: Of the lanes, in their order.
DASHES = ("solid", "dash", "dot", "dashdot")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")
# Of the first loss: what lies below is rounding, and would leave no room for the curves.
_LEAST_FLOOR = 1e-12


def losses_figure(
    lanes: Mapping[str, Sequence[TrainingRecord]],
    floors: Mapping[str, float],
    starts: Mapping[str, float],
    rates: LearningRates | None = None,
    updates_per_epoch: int = 1,
) -> Figure:
    """Draw the training loss of each lane over the updates of the weights.

    Parameters
    ----------
    lanes : mapping
        Name -> records so far.
    floors : mapping
        Name -> the mean squared error of the lane's optimum, below which no loss can stay. Where
        it is 0, or rounding, there is no line.
    starts : mapping
        Name -> the mean squared error to expect before training: the only point until then.
    rates : LearningRates, optional
        Of the lanes, whose changes are marked: they come after as many updates in each.
    updates_per_epoch : int
        Of the lane that `rates` are of.
    """
    furthest = max((_updates(lane[-1]) for lane in lanes.values() if lane), default=0.0)
    marks = rate_changes(rates, furthest, updates_per_epoch)
    largest = max(filter(math.isfinite, [*starts.values(), *floors.values()]), default=0.0)
    drawn_floors = [
        value for value in sorted(set(floors.values())) if _LEAST_FLOOR * largest < value < math.inf
    ]
    x_ticks = {"nticks": 6} if any(lanes.values()) else {"dtick": 1}
    return {
        "data": [
            _lane(j, name, records, starts[name]) for j, (name, records) in enumerate(lanes.items())
        ],
        "layout": layout(
            xaxis=axis(gettext("updates of the weights"), rangemode="tozero", **x_ticks),
            # From the starts to the floors: the ticks stay while the losses fall.
            yaxis=log_axis(
                gettext("training MSE"), **decade_ticks([*starts.values(), *drawn_floors])
            ),
            margin=layout()["margin"] | {"t": 6},
            showlegend=False,  # the page explains the lines of its charts above them
            shapes=[
                *(level(value, LOOKS["optimum"].line(width=1.5)) for value in drawn_floors),
                *marks["shapes"],
            ],
            annotations=[*map(_floor_note, drawn_floors[:1]), *marks["annotations"]],
            meta=marks["meta"],
        ),
    }


def _lane(j: int, name: str, records: Sequence[TrainingRecord], start: float) -> dict[str, Any]:
    drawn = thinned(records)
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(drawn) < 3 else "lines",
        "name": name,
        "x": [_updates(record) for record in drawn] or [0.0],
        "y": positive([record.loss for record in drawn] or [start]),
        "line": {"color": NNI, "width": 2, "dash": DASHES[j % len(DASHES)]},
        "marker": {"symbol": _SYMBOLS[j % len(_SYMBOLS)], "size": 6},
        "cliponaxis": len(drawn) >= 3,  # a single marker is seen whole
    }


def _updates(record: TrainingRecord) -> float:
    return record.diagnostics.get("steps", 0.0)


def _floor_note(value: float) -> dict[str, Any]:
    """Name the lowest line at its left end, where the losses are still far above it."""
    return note(
        gettext("optimum"),
        x=0,
        xref="paper",
        xanchor="left",
        y=math.log10(value),
        yanchor="bottom",
        font={"size": 11, "color": LOOKS["optimum"].color},
    )
