"""Where a learning rate has changed, in a chart of losses: thin lines, each with its rate."""

import math
from itertools import pairwise
from typing import Any

from nncore.figures.style import EXACT
from nncore.messages import marked, number_text, said
from nncore.trainers.first_order.learning_rates import LearningRates

CHANGED = marked("From epoch {iteration:,} on the learning rate is {rate:g}.")

_LINE = {"color": EXACT, "width": 1, "dash": "dot"}
# Of the width that is drawn: rates whose lines are nearer would be written over each other.
_LEAST_DISTANCE = 0.04


def rate_changes(
    rates: LearningRates | None, reached: float, per_iteration: float = 1.0
) -> dict[str, Any]:
    """Return what the layout of a chart has to show of the changes so far.

    A line stands where the first iteration with a rate begins: the losses after it are of that
    rate. Of lines that are too near to each other only the last has its rate written.

    Parameters
    ----------
    rates : LearningRates, optional
        Of the run; a trainer may have none.
    reached : float
        Up to where the chart is drawn.
    per_iteration : float
        How far an iteration goes on its axis.

    Returns
    -------
    dict
        Shapes and annotations, and in ``meta`` what is said of them to those who hear the page.
    """
    changes = [] if rates is None else rates.changes
    places = {
        (begin - 1) * per_iteration: (begin, rate)
        for begin, rate in changes
        if 0 < (begin - 1) * per_iteration <= reached
    }
    texts = [said(CHANGED, iteration=begin, rate=rate) for begin, rate in places.values()]
    return {
        "shapes": [_line(x) for x in places],
        "annotations": [
            _label(x, places[x][1])
            for x, following in pairwise((*places, math.inf))
            if following - x >= _LEAST_DISTANCE * reached
        ],
        "meta": {"said": " ".join(texts)},
    }


def _line(x: float) -> dict[str, Any]:
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1}
    return {"type": "line", "xref": "x", "yref": "paper", **ends, "line": _LINE, "layer": "below"}


def _label(x: float, rate: float) -> dict[str, Any]:
    return {
        "text": number_text(rate, "g"),
        "x": x,
        "xanchor": "left",
        "xshift": 1,
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "textangle": -90,
        "showarrow": False,
        "font": {"size": 11, "color": EXACT},
    }
