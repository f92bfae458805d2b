"""Training and validation loss over the iterations."""

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from nncore.figures.rate_changes import rate_changes
from nncore.figures.style import NNI, SNI, Figure, axis, decade_ticks, layout, log_axis, positive
from nncore.messages import gettext
from nncore.trainers import TrainingRecord
from nncore.trainers.first_order.learning_rates import LearningRates

RecordT = TypeVar("RecordT", bound=TrainingRecord)

#: More points than a chart has pixels are not seen, but are sent to every browser.
MAX_POINTS = 1_200


def loss_figure(
    records: Sequence[TrainingRecord],
    iteration_name: str = "epoch",
    rates: LearningRates | None = None,
) -> Figure:
    """Draw the loss curves, logarithmically.

    Parameters
    ----------
    records : sequence of TrainingRecord
        All the steps so far; long runs are thinned, the newest points are always drawn.
    iteration_name : str
        What the trainer calls an iteration, in English.
    rates : LearningRates, optional
        Of the trainer, whose changes are marked.
    """
    drawn = thinned(records)
    position = [record.position for record in drawn]
    validation = [(r.position, r.validation_loss) for r in drawn if r.validation_loss is not None]
    losses = [loss for r in drawn for loss in (r.loss, r.validation_loss)]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers" if len(drawn) < 3 else "lines",
                "name": gettext("training"),
                "x": position,
                "y": positive([record.loss for record in drawn]),
                "line": {"color": NNI, "width": 2},
            },
            {
                "type": "scatter",
                "mode": "lines+markers" if len(validation) < 3 else "lines",
                "name": gettext("validation"),
                "x": [x for x, _ in validation],
                "y": positive([loss for _, loss in validation]),
                "line": {"color": SNI, "width": 2, "dash": "dash"},
            },
        ],
        "layout": layout(
            xaxis=axis(gettext(iteration_name), rangemode="tozero", nticks=6),
            yaxis=log_axis(gettext("MSE"), **decade_ticks(losses)),
            **rate_changes(rates, max(position, default=0.0)),
        ),
    }


def thinned(records: Sequence[RecordT]) -> list[RecordT]:
    """Return at most about `MAX_POINTS` records: a fixed stride, and the newest ones.

    The stride is a power of two, so that the points drawn stay the same while a run grows and
    a chart only has to add to them.
    """
    stride = 2 ** max(0, math.ceil(math.log2(max(1, len(records)) / MAX_POINTS)))
    if stride == 1:
        return list(records)
    chosen = np.unique([*range(0, len(records), stride), len(records) - 1])
    return [records[i] for i in chosen]
