"""A profile on its way, over the exact one; no more points than are seen."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.figures.style import EXACT, Figure, axis, layout, numbers
from nncore.figures.waves.lanes import LANES
from nncore.messages import gettext

#: Points of a curve in a chart of some 300 pixels: what lies between two of them is drawn as a
#: line from its least to its largest value, or back, so that a fast wave keeps its height.
MOST_POINTS = 320
_ROOM = 1.35  # above and below the profile at first


def profile_figures(
    lanes: Sequence[str],
    x: FloatArray,
    values: FloatArray,
    exact: FloatArray,
    ends: tuple[float, float],
) -> list[Figure]:
    """Draw each lane over the exact solution.

    Parameters
    ----------
    lanes : sequence of str
        Keys of `LANES`.
    x : ndarray, shape (n_points,)
        Grid points.
    values, exact : ndarray, shape (n_lanes, n_points)
        What there is at them. Where the exact solution is the same for lanes that follow each
        other, it is written once.
    ends : (float, float)
        The least and the largest value at first: the axis goes by them, and stands still.
    """
    places = drawn_places(x)
    figures, behind = [], exact_curve(places, exact[0])
    for j, lane in enumerate(lanes):
        if j and not np.array_equal(exact[j], exact[j - 1]):
            behind = exact_curve(places, exact[j])
        figures.append(_figure(lane, places, values[j], behind, ends))
    return figures


def exact_curve(places: list[float | None], values: FloatArray) -> dict[str, Any]:
    """Return the trace of the exact solution."""
    line = {"color": EXACT, "width": 4}
    return _trace(gettext("exact"), places, values, line) | {"opacity": 0.35}


def _trace(
    name: str, places: list[float | None], values: FloatArray, line: dict[str, Any]
) -> dict[str, Any]:
    y = numbers(drawn_values(values))
    return {"type": "scatter", "mode": "lines", "name": name, "x": places, "y": y, "line": line}


def _figure(
    lane: str,
    places: list[float | None],
    values: FloatArray,
    behind: dict[str, Any],
    ends: tuple[float, float],
) -> Figure:
    look = LANES[lane]
    middle, half = 0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0]) or 1.0
    # A solid line would hide that the exact one is another.
    line = look.line(dash="solid")
    return {
        "data": [
            behind,
            _trace(gettext(look.label), places, values, line),
        ],
        "layout": layout(
            xaxis=axis("x", nticks=5, range=[-1.0, 1.0]),
            yaxis=axis("", nticks=5, range=[middle - _ROOM * half, middle + _ROOM * half]),
            margin={"l": 36, "r": 6, "t": 6, "b": 34},
            showlegend=False,
        ),
    }


# Many pictures are made on one grid, and a list that is the same one need not be compared.
@lru_cache(maxsize=64)
def _places_of(first: float, spacing: float, n_points: int) -> list[float | None]:
    size = _part_size(n_points)
    if size == 1:
        return numbers(first + spacing * np.arange(n_points))
    starts = first + spacing * size * np.arange(-(-n_points // size))
    both = np.stack((starts + 0.25 * size * spacing, starts + 0.75 * size * spacing), axis=-1)
    last = first + spacing * (n_points - 1)
    return numbers(np.minimum(both.ravel(), last))  # the last part may be a shorter one


def drawn_places(x: FloatArray) -> list[float | None]:
    """Return where `drawn_values` of values at equidistant points are drawn."""
    return _places_of(float(x[0]), float(x[1] - x[0]), len(x))


def drawn_values(values: FloatArray) -> FloatArray:
    """Return the values of a curve: all of them, or the least and the largest of each few.

    Parameters
    ----------
    values : ndarray, shape (n_points,)
        At equidistant points.

    Returns
    -------
    ndarray
        At most `MOST_POINTS`. In each part the one comes first that stands before the other.
    """
    n = len(values)
    size = _part_size(n)
    if size == 1:
        return values
    n_parts = -(-n // size)
    padded = np.append(values, np.full(n_parts * size - n, values[-1])).reshape(n_parts, size)
    finite = np.where(np.isfinite(padded), padded, 0.0)
    least, largest = finite.argmin(axis=-1), finite.argmax(axis=-1)
    places = np.sort(np.stack((least, largest), axis=-1), axis=-1)
    return np.take_along_axis(padded, places, axis=-1).ravel()


def _part_size(n_points: int) -> int:
    return 1 if n_points <= MOST_POINTS else -(-2 * n_points // MOST_POINTS)
