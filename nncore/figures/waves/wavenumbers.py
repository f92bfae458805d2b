"""The modified wavenumber of each lane, over the spectrum of the profile."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.figures.stencils.methods import note
from nncore.figures.style import EXACT, Figure, axis, curve, layout
from nncore.figures.waves.lanes import LANES
from nncore.messages import gettext, said
from nncore.waves.stencil import Stencil

_N_POINTS = 121
_EXACT_HEIGHT = 0.62  # of θ^d at π: where the exact curve is named
_TICKS = ([0.0, np.pi / 4, np.pi / 2, 3 * np.pi / 4, np.pi], ["0", "π/4", "π/2", "3π/4", "π"])
_ROUNDING = 1e-9  # of the strongest wave


def wavenumbers_figure(
    stencils: Mapping[str, Stencil], values: FloatArray, derivative_order: int
) -> Figure:
    r"""Draw what each stencil has in place of :math:`\theta^d`, and which waves the profile has.

    Parameters
    ----------
    stencils : mapping
        Lane (a key of `LANES`) -> its stencil, for the derivative of order d.
    values : ndarray, shape (n_points,)
        The profile.
    derivative_order : int
        d: 1 or 2.
    """
    theta = np.linspace(0.0, np.pi, _N_POINTS)
    top = np.pi**derivative_order
    power = "" if derivative_order == 1 else f"<sup>{derivative_order}</sup>"
    lines = [
        curve(gettext(LANES[lane].label), theta, _modified(stencil, theta), LANES[lane].line())
        for lane, stencil in stencils.items()
    ]
    exact = curve(gettext("exact"), theta, theta**derivative_order, {"color": EXACT, "width": 1})
    return {
        "data": [_spectrum(values, 0.75 * top), exact, *lines],
        "layout": layout(
            xaxis=axis(
                gettext("wavenumber θ"), tickvals=_TICKS[0], ticktext=_TICKS[1], range=[0, np.pi]
            ),
            yaxis=axis(
                said("modified θ{power}", power=power), range=[-0.05 * top, 0.8 * top], nticks=6
            ),
            annotations=[
                note(
                    said("exact: θ{power}", power=power),
                    x=_EXACT_HEIGHT ** (1.0 / derivative_order) * np.pi,
                    y=_EXACT_HEIGHT * top,
                    xanchor="right",
                    xshift=-8,
                )
            ],
            margin=layout()["margin"] | {"t": 6},
            showlegend=False,
        ),
    }


def _modified(stencil: Stencil, theta: FloatArray) -> FloatArray:
    symbol = stencil.symbol(theta)
    return symbol.imag if stencil.derivative_order == 1 else -symbol.real


def _spectrum(values: FloatArray, height: float) -> dict[str, Any]:
    """Shade the strength of each wave of a profile, the strongest as high as `height`."""
    strengths = np.abs(np.fft.rfft(values - values.mean()))
    largest = float(strengths.max())
    shares = strengths / largest if largest > 0 else strengths
    theta = 2.0 * np.pi / len(values) * np.arange(len(shares), dtype=float)
    x, y = (
        _needles(theta, height * shares)
        if (shares > _ROUNDING).sum() < 4
        else (theta, height * shares)
    )
    line = {"color": EXACT, "width": 0.5}
    return curve(gettext("waves of the profile"), x, y, line, fill="tozeroy", opacity=0.3)


def _needles(theta: FloatArray, heights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a few single waves as lines that can be seen: a fill of no width cannot."""
    half = 0.008 * np.pi
    x = np.stack((theta - half, theta - half, theta + half, theta + half), axis=-1)
    y = np.stack((np.zeros_like(heights), heights, heights, np.zeros_like(heights)), axis=-1)
    kept = heights > _ROUNDING
    return x[kept].ravel(), y[kept].ravel()
