"""The loss curves of several trainers in one chart."""

from collections.abc import Callable, Mapping, Sequence

from nncore.figures.loss import thinned
from nncore.figures.style import (
    EXACT,
    Figure,
    axis,
    decade_ticks,
    layout,
    log_axis,
    numbers,
    positive,
)
from nncore.messages import gettext, marked
from nncore.trainers import TrainingRecord

#: Okabe-Ito without the orange of the classical rules, the vermilion of what is wrong at the end;
#: each lane has its own dash and marker too.
LANES: tuple[tuple[str, str, str], ...] = (
    ("#0072B2", "solid", "circle"),
    ("#009E73", "dash", "square"),
    ("#56B4E9", "dot", "diamond"),
    ("#CC79A7", "dashdot", "triangle-up"),
    (EXACT, "longdash", "cross"),
    ("#D55E00", "longdashdot", "x"),
)

#: What the x axis counts -> its title.
AXES: Mapping[str, str] = {
    "iterations": marked("iterations (epochs of the Keras optimizers)"),
    "seconds": marked("compute time in s"),
    "evaluations": marked("samples looked at"),
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
    losses: list[float | None] = []
    for (name, records), (color, dash, symbol) in zip(lanes.items(), LANES, strict=False):
        drawn = thinned([r for r in records if _loss(r) is not None])
        losses += [_loss(record) for record in drawn]
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
            xaxis=log_axis(gettext(AXES[x_axis]), dtick=1)
            if logarithmic
            else axis(gettext(AXES[x_axis]), rangemode="tozero", nticks=8),
            yaxis=log_axis(gettext("validation MSE"), **decade_ticks(losses, most=8)),
        ),
    }


def _loss(record: TrainingRecord) -> float | None:
    if record.validation_loss is not None:
        return record.validation_loss
    # Steps inside a long iteration have no validation loss, but the last one counts.
    return record.loss if record.is_whole else None
