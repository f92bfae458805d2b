"""How many digits the quotient of the published formula loses as a weight goes to 0."""

import numpy as np

from nncore.figures.style import ALARM, NNI, Figure, layout, log_axis, numbers, positive
from nncore.messages import gettext
from nncore.notebooks.small_weights import Cancellation

_ROUNDING = 1e-17


def cancellation_figure(errors: Cancellation) -> Figure:
    """Draw the relative error of a unit's integral over its weight, in three forms.

    Parameters
    ----------
    errors : Cancellation
        From `nncore.notebooks.cancellation`.
    """
    curves = (
        ("Φ/w, float32", errors.quotient_float32, ALARM, "dot", "x"),
        ("Φ/w, float64", errors.quotient_float64, ALARM, "dash", "square-open"),
        ("log1p·expm1, float64", errors.compensated, NNI, "solid", "circle"),
    )
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": numbers(np.abs(errors.weights)),
                "y": positive(np.maximum(values, _ROUNDING)),
                "line": {"color": color, "dash": dash, "width": 2},
                "marker": {"color": color, "symbol": symbol, "size": 5},
            }
            for name, values, color, dash, symbol in curves
        ],
        "layout": layout(
            xaxis=log_axis("|w|", nticks=7),
            yaxis=log_axis(gettext("relative error of a unit's integral"), nticks=7),
        ),
    }
