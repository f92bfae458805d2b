"""The path of each weight over the epochs, towards the optimum."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.figures.loss import thinned
from nncore.figures.stencils.methods import LOOKS, note, weight_title
from nncore.figures.stencils.weights import offset_text
from nncore.figures.style import Figure, axis, layout, level, numbers
from nncore.messages import gettext, said
from nncore.stencils.learned import StencilStep

_LINE_HEIGHT = 0.12  # of a name, as a share of the largest weight
_MOST_NAMES = 4  # on one line
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "star")


def weight_paths_figure(
    offsets: Sequence[float],
    records: Sequence[StencilStep],
    optimum: np.ndarray,
    taylor: np.ndarray,
    derivative_order: int = 1,
) -> Figure:
    """Draw one curve a weight, and a line at its optimum and at Taylor's value.

    Parameters
    ----------
    offsets : sequence of number
        Of the stencil.
    records : sequence of StencilStep
        The steps so far.
    optimum, taylor : ndarray of shape (k,)
        Dimensionless coefficients.
    derivative_order : int
        Of the derivative.
    """
    drawn = thinned(records)
    position = [record.position for record in drawn]
    paths = np.array([record.coefficients for record in drawn]).reshape(-1, len(offsets))
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers" if len(drawn) <= 40 else "lines",
            "name": said("offset {offset}", offset=offset_text(offset)),
            "x": position,
            "y": numbers(paths[:, j]),
            "line": LOOKS["learned"].line(),
            "marker": {"symbol": _SYMBOLS[j % len(_SYMBOLS)], "size": 7},
        }
        for j, offset in enumerate(offsets)
    ]
    levels = [*_levels("optimum", optimum), *_levels("taylor", taylor)]
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis(gettext("epoch"), rangemode="tozero", nticks=6),
            yaxis=axis(weight_title(derivative_order), nticks=8),
            shapes=levels,
            annotations=_names(offsets, optimum),
            margin=layout()["margin"] | {"t": 6, "r": 110},
            showlegend=False,  # the curves have their names where they should end
        ),
    }


def _levels(method: str, values: np.ndarray) -> list[dict[str, Any]]:
    finite = values[np.isfinite(values)].tolist()
    return [level(value, LOOKS[method].line(width=1.5)) for value in finite]


def _names(offsets: Sequence[float], optimum: np.ndarray) -> list[dict[str, Any]]:
    """Write the offsets beside the chart at their optimum; neighbours share a line."""
    known = [(float(c), s) for c, s in zip(optimum, offsets, strict=True) if np.isfinite(c)]
    groups: list[list[tuple[float, float]]] = []
    height = max((abs(c) for c, _ in known), default=0.0)
    for weight, offset in sorted(known):
        if groups and weight - groups[-1][-1][0] <= _LINE_HEIGHT * height:
            groups[-1].append((weight, offset))
        else:
            groups.append([(weight, offset)])
    return [_name(group) for group in groups]


def _name(group: list[tuple[float, float]]) -> dict[str, Any]:
    offsets = sorted(offset for _, offset in group)
    text = ", ".join(map(offset_text, offsets[:_MOST_NAMES]))
    more = " …" if len(offsets) > _MOST_NAMES else ""
    return note(
        said("offset {offset}", offset=text + more),
        x=1,
        xref="paper",
        xanchor="left",
        y=sum(weight for weight, _ in group) / len(group),
    )
