"""The error of each stencil's derivative of one field."""

from collections.abc import Mapping

import numpy as np

from nncore.figures.stencils.methods import LOOKS
from nncore.figures.style import Figure, axis, curve, layout, steady_limit
from nncore.messages import gettext

_MAX_POINTS = 400


def field_errors_figure(x: np.ndarray, errors: Mapping[str, np.ndarray], title: str) -> Figure:
    """Draw what each stencil gives minus the exact derivative.

    Parameters
    ----------
    x : ndarray of shape (n_points,)
        Where the stencil fits on the grid.
    errors : mapping
        Method (a key of `LOOKS`) -> errors of shape (n_points,), in units of the derivative.
    title : str
        Of the axis.
    """
    chosen = slice(0, None, -(-x.size // _MAX_POINTS) or 1)
    # The references come first: what is learned is drawn over them.
    order = sorted(errors, key=lambda method: method == "learned")
    references = [values for method, values in errors.items() if method != "learned"]
    limit = steady_limit(references, errors.get("learned", np.zeros(1)), step=4.0)
    return {
        "data": [
            curve(
                gettext(LOOKS[method].label),
                x[chosen],
                errors[method][chosen],
                LOOKS[method].line(),
            )
            for method in order
        ],
        "layout": layout(
            xaxis=axis("x", nticks=6),
            yaxis=axis(title, nticks=6, range=[-limit, limit]),
            margin=layout()["margin"] | {"t": 6},
            showlegend=False,  # as in the chart of the modified wavenumber beside it
        ),
    }
