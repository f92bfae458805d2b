"""The modified wavenumber of several stencils, with the band that they were trained on."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nncore.figures.stencils.methods import LOOKS, note
from nncore.figures.style import EXACT, NNI, Figure, axis, curve, layout, shaded
from nncore.messages import gettext, said
from nncore.stencils.dispersion import modified_wavenumber

_N_POINTS = 121
_EXACT_HEIGHT = 0.62  # of θ^d at π: where the exact curve is named, below the top of the chart
# Of an interpolated value, whose exact curve is 1: the top of the chart, and where the note is.
_TOP_OF_ONE, _END_OF_ONE, _ABOVE_ONE = 1.8, np.pi, 1.15
_TICKS = ([0.0, np.pi / 4, np.pi / 2, 3 * np.pi / 4, np.pi], ["0", "π/4", "π/2", "3π/4", "π"])

# Along the axis, where all the curves are low: a band may be too narrow for a word.
_BAND_NOTE = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "top", "textangle": -90}


def dispersion_figure(
    offsets: Sequence[float],
    stencils: Mapping[str, np.ndarray],
    derivative_order: int,
    band: float,
) -> Figure:
    r"""Draw the real part of the modified wavenumber over the phase of a wave from point to point.

    Parameters
    ----------
    offsets : sequence of number
        Of the stencils.
    stencils : mapping
        Method (a key of `LOOKS`) -> dimensionless coefficients of shape (k,).
    derivative_order : int
        Of the derivative.
    band : float
        Phase of the fastest wave of the training fields, in radians; up to it the chart is shaded,
        and a note says so.
    """
    power = "" if derivative_order == 1 else f"<sup>{derivative_order}</sup>"
    top = np.pi**derivative_order if derivative_order else _TOP_OF_ONE
    return {
        "data": _curves(offsets, stencils, derivative_order),
        "layout": layout(
            xaxis=axis(
                gettext("wavenumber θ"), tickvals=_TICKS[0], ticktext=_TICKS[1], range=[0, np.pi]
            ),
            yaxis=axis(
                said("modified θ{power}", power=power),
                range=[-0.12 * top, 0.75 * top],
                nticks=6,
            ),
            shapes=[shaded(0.0, min(band, np.pi), NNI)],
            annotations=[
                note(gettext("training waves"), yref="paper", **_BAND_NOTE),
                _exact_note(
                    derivative_order, _EXACT_HEIGHT * top if derivative_order else _ABOVE_ONE
                ),
            ],
            margin=layout()["margin"] | {"t": 6},
            showlegend=False,  # the page explains the lines of its charts above them
        ),
    }


def _curves(
    offsets: Sequence[float], stencils: Mapping[str, np.ndarray], derivative_order: int
) -> list[dict[str, Any]]:
    theta = np.linspace(0.0, np.pi, _N_POINTS)
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that has diverged
        curves = [
            curve(
                gettext(LOOKS[method].label),
                theta,
                modified_wavenumber(offsets, coefficients, theta, derivative_order).real,
                LOOKS[method].line(),
            )
            for method, coefficients in stencils.items()
            if np.isfinite(coefficients).all()  # there is no curve of others
        ]
    exact = curve(gettext("exact"), theta, theta**derivative_order, {"color": EXACT, "width": 1})
    return [exact, *curves]


def _exact_note(derivative_order: int, height: float) -> dict[str, Any]:
    """Write beside the exact curve what it is, on its side that no stencil reaches."""
    power = "" if derivative_order == 1 else f"<sup>{derivative_order}</sup>"
    return note(
        said("exact: θ{power}", power=power),
        x=height ** (1.0 / derivative_order) if derivative_order else _END_OF_ONE,
        y=height,
        xanchor="right",
        xshift=-8,
    )
