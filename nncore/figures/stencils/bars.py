"""The weights of a stencil beside its references."""

from collections.abc import Mapping, Sequence

import numpy as np

from nncore.figures.stencils.methods import LOOKS, weight_title
from nncore.figures.stencils.weights import offset_text
from nncore.figures.style import Figure, axis, layout, numbers, steady_limit
from nncore.messages import gettext


def weight_bars_figure(
    offsets: Sequence[float], stencils: Mapping[str, np.ndarray], derivative_order: int = 1
) -> Figure:
    """Draw for each offset a group of bars, one a method.

    Parameters
    ----------
    offsets : sequence of number
        Of the stencil.
    stencils : mapping
        Method (a key of `LOOKS`) -> dimensionless coefficients of shape (k,).
    derivative_order : int
        Of the derivative.
    """
    labels = list(map(offset_text, offsets))
    traces = [
        {
            "type": "bar",
            "name": gettext(LOOKS[method].label),
            "x": labels,
            "y": numbers(coefficients),
            "marker": LOOKS[method].marker(),
            "hovertemplate": "%{y:.4f}",
        }
        for method, coefficients in stencils.items()
    ]
    references = [values for method, values in stencils.items() if method != "learned"]
    limit = steady_limit(references, stencils.get("learned", np.zeros(1)), step=2.0)
    return {
        "data": traces,
        "layout": layout(
            barmode="group",
            bargap=0.25,
            margin={"l": 44, "r": 6, "t": 6, "b": 34},
            showlegend=False,  # the numbers under the bars are their legend
            xaxis=axis(gettext("offset in grid points"), type="category"),
            yaxis=axis(
                weight_title(derivative_order), range=[-limit, limit], zeroline=True, nticks=6
            ),
        ),
    }
