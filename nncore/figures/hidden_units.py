"""Each hidden unit's contribution to the network."""

import numpy as np

from nncore.figures.style import EXACT, Figure, axis, curve, layout
from nncore.messages import gettext
from nncore.network import OneHiddenNetwork

#: More curves than this cannot be told apart; the largest contributions are drawn.
MAX_UNITS = 40
_N_POINTS = 161
# Light to dark blue by rank, so that the units that matter stand out.
_SHADES = ("#0072B2", "#2B8CC4", "#56A5D3", "#8CC3E2", "#B9DAEE")


def hidden_units_figure(
    network: OneHiddenNetwork, lower: float, upper: float, variable: str = "x"
) -> Figure:
    r"""Draw :math:`v_j \sigma(w_j x + b_j)` of the units that contribute most, and their sum.

    Each unit is drawn less its mean, and so is the sum: large constant parts cancel between
    units and would hide what each of them does.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.
    lower, upper : float
        The training interval.
    variable : str
        What the variable of integration is called.
    """
    x = np.linspace(lower, upper, _N_POINTS)
    parts = largest_contributions(network, x)
    parts = parts - parts.mean(axis=0)
    whole = np.asarray(network(x))
    units = [
        curve(
            gettext("hidden units"),
            x,
            parts[:, j],
            {"color": _SHADES[min(j * len(_SHADES) // MAX_UNITS, 4)], "width": 1.3},
            legendgroup="units",
            showlegend=j == parts.shape[1] - 1,
            hoverinfo="skip",
        )
        for j in reversed(range(parts.shape[1]))
    ]
    line = {"color": EXACT, "width": 3}
    return {
        "data": [
            *units,
            curve(gettext("their sum: the network"), x, whole - whole.mean(), line),
        ],
        "layout": layout(xaxis=axis(variable), yaxis=axis(gettext("contribution less its mean"))),
    }


def largest_contributions(network: OneHiddenNetwork, x: np.ndarray) -> np.ndarray:
    """Return the contributions, shape (n_points, at most `MAX_UNITS`), the largest first."""
    parts = network.contributions(x)
    order = np.argsort(-np.ptp(parts, axis=0))[:MAX_UNITS]
    return parts[:, order]
