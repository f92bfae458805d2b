"""A profile on its way, over the exact one; no more points than are seen."""

import numpy as np

from nncore.arrays import FloatArray
from nncore.figures.style import EXACT, Figure, axis, curve, layout
from nncore.figures.waves.lanes import LANES
from nncore.messages import gettext

#: Points of a curve in a chart of some 300 pixels: what lies between two of them is drawn as a
#: line from its least to its largest value, or back, so that a fast wave keeps its height.
MOST_POINTS = 320
_ROOM = 1.35  # above and below the profile at first


def profile_figure(
    lane: str, x: FloatArray, values: FloatArray, exact: FloatArray, ends: tuple[float, float]
) -> Figure:
    """Draw one lane over the exact solution.

    Parameters
    ----------
    lane : str
        A key of `LANES`.
    x, values, exact : ndarray, shape (n_points,)
        Grid points, and what there is at them.
    ends : (float, float)
        The least and the largest value at first: the axis goes by them, and stands still.
    """
    look = LANES[lane]
    middle, half = 0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]) or 1.0
    # A solid line would hide that the exact one is another.
    line = look.line(dash="solid")
    return {
        "data": [
            curve(gettext("exact"), *drawn(x, exact), {"color": EXACT, "width": 4}, opacity=0.35),
            curve(gettext(look.label), *drawn(x, values), line),
        ],
        "layout": layout(
            xaxis=axis("x", nticks=5, range=[-1.0, 1.0]),
            yaxis=axis("", nticks=5, range=[middle - _ROOM * half, middle + _ROOM * half]),
            margin={"l": 36, "r": 6, "t": 6, "b": 34},
            showlegend=False,
        ),
    }


def drawn(x: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the points of a curve: all of them, or the least and the largest of each few.

    Parameters
    ----------
    x, values : ndarray, shape (n_points,)
        Equidistant points.

    Returns
    -------
    x, values : ndarray
        At most `MOST_POINTS`; the same x for all values on the same points. In each part the one
        comes first that stands before the other.
    """
    n = len(x)
    if n <= MOST_POINTS:
        return x, values
    size = -(-2 * n // MOST_POINTS)
    n_parts = -(-n // size)
    padded = np.append(values, np.full(n_parts * size - n, values[-1])).reshape(n_parts, size)
    finite = np.where(np.isfinite(padded), padded, 0.0)
    least, largest = finite.argmin(axis=-1), finite.argmax(axis=-1)
    places = np.sort(np.stack((least, largest), axis=-1), axis=-1)
    chosen = np.take_along_axis(padded, places, axis=-1).ravel()
    width = size * (x[1] - x[0])
    starts = x[0] + width * np.arange(n_parts)
    drawn_at = np.stack((starts + 0.25 * width, starts + 0.75 * width), axis=-1).ravel()
    return np.minimum(drawn_at, x[-1]), chosen  # the last part may be a shorter one
