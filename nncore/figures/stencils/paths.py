"""The path of each weight over the epochs, towards the optimum."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nncore.figures.loss import thinned
from nncore.figures.stencils.methods import LOOKS, weight_title
from nncore.figures.style import Figure, axis, layout, level, numbers
from nncore.stencils.learned import StencilStep

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "star")


def weight_paths_figure(
    offsets: Sequence[int],
    records: Sequence[StencilStep],
    optimum: np.ndarray,
    taylor: np.ndarray,
    derivative_order: int = 1,
) -> Figure:
    """Draw one curve a weight, and a line at its optimum and at Taylor's value.

    Parameters
    ----------
    offsets : sequence of int
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
            "name": f"offset {offset:+d}" if offset else "offset 0",
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
            xaxis=axis("epoch", rangemode="tozero", nticks=6),
            yaxis=axis(weight_title(derivative_order), nticks=8),
            shapes=levels,
        ),
    }


def _levels(method: str, values: np.ndarray) -> list[dict[str, Any]]:
    finite = values[np.isfinite(values)].tolist()
    return [level(value, LOOKS[method].line(width=1.5)) for value in finite]
