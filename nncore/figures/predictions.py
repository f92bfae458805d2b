"""What a class has predicted, and then the truth."""

from collections.abc import Sequence

import numpy as np

from nncore.figures.style import (
    EXACT,
    NNI,
    OPTIMUM,
    Figure,
    axis,
    curve,
    layout,
    log_axis,
    numbers,
)
from nncore.messages import gettext, marked

N_BINS = 20

PREDICTED, READERS = marked("prediction"), marked("readers")
TRUTH = marked("truth")
#: Choices are named by them.
LETTERS = "ABCDEF"


def prediction_histogram(
    values: Sequence[float],
    lower: float,
    upper: float,
    *,
    logarithmic: bool = False,
    truth: float | None = None,
) -> Figure:
    """Draw how many readers have predicted what.

    Parameters
    ----------
    values : sequence of float
        The predictions, each between `lower` and `upper`.
    lower, upper : float
        Ends of the axis.
    logarithmic : bool
        Whether bins are equal in the logarithm.
    truth : float, optional
        What is right; not drawn without it.
    """
    spaced = np.geomspace if logarithmic else np.linspace
    edges = spaced(lower, upper, N_BINS + 1)
    edges[[0, -1]] = lower, upper  # of `geomspace` they may be off by a rounding error
    counts = np.histogram(np.asarray(values, float), edges)[0]
    top = max(1, int(counts.max()))
    traces = [
        curve(
            gettext(PREDICTED),
            np.repeat(edges, 2),
            np.concatenate(([0], np.repeat(counts, 2), [0])),
            {"color": NNI, "width": 1},
            fill="tozeroy",
            hovertemplate="%{y}",
        )
    ]
    if truth is not None:
        line = {"color": EXACT, "width": 3, "dash": "dash"}
        traces.append(curve(gettext(TRUTH), np.array([truth] * 2), np.array([0, top]), line))
    across = log_axis if logarithmic else axis
    ends = np.log10([lower, upper]) if logarithmic else (lower, upper)
    return {
        "data": traces,
        "layout": layout(
            xaxis=across(gettext(PREDICTED), range=numbers(ends)),
            yaxis=_count_axis(top),
        ),
    }


def choice_bars(counts: Sequence[int], truth: int | None = None) -> Figure:
    """Draw how many readers have made which choice, each named by its letter.

    Parameters
    ----------
    counts : sequence of int
        Of each choice.
    truth : int, optional
        The number of the right one, from 1: it is green, and has a mark.
    """
    names = [LETTERS[n] for n in range(len(counts))]
    colors = [NNI] * len(counts)
    if truth is not None:
        names[truth - 1] += " ✓"
        colors[truth - 1] = OPTIMUM
    bars = {
        "type": "bar",
        "name": gettext(READERS),
        "x": names,
        "y": list(counts),
        "marker": {"color": colors},
        "hovertemplate": "%{y}",
    }
    return {
        "data": [bars],
        "layout": layout(
            showlegend=False,
            bargap=0.4,
            xaxis=axis("", type="category"),
            yaxis=_count_axis(max(1, *counts)),
        ),
    }


def _count_axis(top: int) -> dict[str, object]:
    return axis(gettext(READERS), range=[0, 1.1 * top], dtick=max(1, round(top / 5)))
