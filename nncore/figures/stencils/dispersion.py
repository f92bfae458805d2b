"""The modified wavenumber of several stencils, with the band that they were trained on."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nncore.figures.stencils.methods import INSIDE, LOOKS
from nncore.figures.style import EXACT, NNI, Figure, axis, layout, numbers, shaded
from nncore.stencils.dispersion import modified_wavenumber

_N_POINTS = 121
_TICKS = ([0.0, np.pi / 4, np.pi / 2, 3 * np.pi / 4, np.pi], ["0", "π/4", "π/2", "3π/4", "π"])


def dispersion_figure(
    offsets: Sequence[int],
    stencils: Mapping[str, np.ndarray],
    derivative_order: int,
    band: float,
) -> Figure:
    r"""Draw the real part of the modified wavenumber over the phase of a wave from point to point.

    Parameters
    ----------
    offsets : sequence of int
        Of the stencils.
    stencils : mapping
        Method (a key of `LOOKS`) -> dimensionless coefficients of shape (k,).
    derivative_order : int
        Of the derivative.
    band : float
        Phase of the fastest wave of the training fields, in radians; up to it the chart is shaded.
    """
    theta = np.linspace(0.0, np.pi, _N_POINTS)
    traces: list[dict[str, Any]] = [
        _curve("exact", theta, theta**derivative_order, {"color": EXACT, "width": 1})
        | {"showlegend": False}
    ]
    for method, coefficients in stencils.items():
        if not np.isfinite(coefficients).all():
            continue  # there is no curve
        with np.errstate(over="ignore", invalid="ignore"):  # of a run that has diverged
            kept = modified_wavenumber(offsets, coefficients, theta, derivative_order).real
        traces.append(_curve(LOOKS[method].label, theta, kept, LOOKS[method].line()))
    power = "" if derivative_order == 1 else f"<sup>{derivative_order}</sup>"
    top = np.pi**derivative_order
    return {
        "data": traces,
        "layout": layout(
            xaxis=axis("wavenumber θ", tickvals=_TICKS[0], ticktext=_TICKS[1], range=[0, np.pi]),
            yaxis=axis(f"modified θ{power}", range=[-0.12 * top, 0.75 * top], nticks=6),
            shapes=[shaded(0.0, min(band, np.pi), NNI)],
            margin=layout()["margin"] | {"t": 6},
            legend=INSIDE | {"x": 0.5, "xanchor": "center", "y": 0.06, "yanchor": "bottom"},
        ),
    }


def _curve(name: str, x: np.ndarray, y: np.ndarray, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": numbers(x),
        "y": numbers(y),
        "line": line,
    }
