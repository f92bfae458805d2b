"""Whether a function is real, bounded and integrable on an interval, as far as samples can tell."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import Sentence, SettingError, marked

ArrayFunction = Callable[[FloatArray], FloatArray]

NOT_REAL = marked(
    "`{function}` is not a real number at x = {x}; choose an interval inside its domain."
)

NOT_ACCURATE = marked(
    "`{function}` cannot be integrated accurately from {lower:.6g} to {upper:.6g}; choose another "
    "interval."
)

N_SAMPLES = 4096
MAX_INTEGERS = 1000  # integer points are tried as well: a formula tends to have its poles there
MARGIN = N_SAMPLES // 100  # samples this near to an end belong to the test of that end

MAX_CANDIDATES = 64  # the tallest local maxima, each of which may be a pole
N_ZOOM_POINTS = 17  # a zoom narrows the bracket of a maximum eight times
MAX_ZOOMS = 10
GROWTH = 1.06  # over three zooms: a logarithm still grows by 18 %, a bounded peak has settled

MAX_OCTAVES = 60
WINDOW = 8  # octaves
DECAY = 0.9  # over a window; 1/x does not decay at all, x**-0.9 by a factor 0.57


def check_limits(lower: float, upper: float) -> None:
    """Raise ValueError unless both limits are finite and in increasing order."""
    for name, limit in (("lower", lower), ("upper", upper)):
        if not math.isfinite(limit):
            raise SettingError("`{name}` must be finite, got {limit}.", name=name, limit=limit)
    if not lower < upper:
        raise SettingError(
            "`lower` must be less than `upper`, got {lower} and {upper}.", lower=lower, upper=upper
        )
    if not math.isfinite(upper - lower):
        raise SettingError(
            "`upper - lower` must be finite, got {lower} and {upper}.", lower=lower, upper=upper
        )


@lru_cache(maxsize=512)
@np.errstate(all="ignore")
def find_problem(
    f: ArrayFunction, domain: tuple[float, float], lower: float, upper: float
) -> Sentence | None:
    """Return what keeps a function from being integrated; None if nothing does.

    The sentence still wants the name of the `function`.

    The function is sampled densely, and its growth followed towards the tallest samples and the
    ends. A pole far narrower than the samples can escape.

    Parameters
    ----------
    f : callable
        Vectorised, silent and hashable, as the answer is cached.
    domain : tuple of float
        Where `f` is real, as far as that is known.
    lower, upper : float
        A finite interval, in increasing order.
    """
    length = upper - lower
    outside = _point_outside(domain, lower, upper)
    if outside is not None:
        return _not_real(show_point(outside, length))
    x = _samples(lower, upper)
    y = f(x)
    approaches = [(end, *approach(f, end, lower, upper)) for end in (lower, upper)]
    for points, values in ((x, y), *(approach[1:] for approach in approaches)):
        undefined = points[np.isnan(values)]
        if undefined.size:
            return _not_real(show_point(undefined[undefined.size // 2], length))
    middle = slice(MARGIN, -MARGIN)
    overflow = x[middle][np.isinf(y[middle])]
    if overflow.size:
        return _infinite(show_point(overflow[0], length))
    for end, points, values in approaches:
        if grows_too_fast(np.abs(values) * np.abs(points - end)):
            return Sentence(
                "`{function}` is not integrable at x = {x}, where it grows like 1/x at 0 or "
                "faster; choose an interval that ends elsewhere.",
                x=show_point(end, length),
            )
    pole = find_pole(f, x, y)
    return None if pole is None else _infinite(show_point(pole, length))


def _point_outside(domain: tuple[float, float], lower: float, upper: float) -> float | None:
    """Return the middle of the part of the interval that sticks out of the domain."""
    if lower < domain[0]:
        return (lower + min(upper, domain[0])) / 2
    if upper > domain[1]:
        return (max(lower, domain[1]) + upper) / 2
    return None


def _samples(lower: float, upper: float) -> FloatArray:
    """Return increasing points of the open interval: equidistant ones, and the integers."""
    x = lower + (upper - lower) * (np.arange(1, N_SAMPLES) / N_SAMPLES)
    if upper - lower <= MAX_INTEGERS:
        x = np.union1d(x, np.arange(math.floor(lower) + 1, math.ceil(upper), dtype=float))
    return x[(lower < x) & (x < upper)]


def approach(
    f: ArrayFunction, end: float, lower: float, upper: float
) -> tuple[FloatArray, FloatArray]:
    """Evaluate at points that halve their distance to `end`, down to the last few floats."""
    distances = (upper - lower) / 2 * 0.5 ** np.arange(MAX_OCTAVES)
    distances = distances[distances >= 4 * np.spacing(abs(end))]
    x = end + distances if end == lower else end - distances
    return x, f(x)


def grows_too_fast(products: FloatArray) -> bool:
    r"""Whether :math:`|f(x)|\,|x - x_0|` fails to vanish as x halves its distance to an end."""
    # Trailing zeros are underflow or cancellation and say nothing of the growth.
    products = np.trim_zeros(products, "b")
    if products.size < 2 * WINDOW:
        return False
    last, before = products[-WINDOW:].max(), products[-2 * WINDOW : -WINDOW].max()
    return bool(last > DECAY * before) or math.isinf(last)


def find_pole(f: ArrayFunction, x: FloatArray, y: FloatArray) -> float | None:
    """Zoom in on the tallest local maxima of :math:`|f|`; one that keeps growing is a pole.

    Parameters
    ----------
    f : callable
        Vectorised, and silent.
    x, y : ndarray
        Increasing samples, and the values there.
    """
    size = np.abs(y)
    if np.isinf(size).any():
        return float(x[np.argmax(size)])
    maxima = 1 + np.flatnonzero((size[1:-1] >= size[:-2]) & (size[1:-1] > size[2:]))
    maxima = maxima[np.argsort(size[maxima])[-MAX_CANDIDATES:]]
    left, right, heights = x[maxima - 1], x[maxima + 1], [size[maxima]]
    for _ in range(_n_zooms(x) if maxima.size else 0):
        left, right, height = _zoom(f, left, right)
        heights.append(height)
    if len(heights) < 4:
        return None
    grows = np.isinf(heights[-1]) | (heights[-1] > GROWTH * heights[-4])
    return float((left[grows][0] + right[grows][0]) / 2) if grows.any() else None


def _n_zooms(x: FloatArray) -> int:
    """Zoom as long as the floats in a bracket can still be told apart."""
    resolution = 64 * np.spacing(np.abs(x[[0, -1]]).max())
    narrowing = (N_ZOOM_POINTS - 1) / 2
    bracket = (x[-1] - x[0]) / N_SAMPLES
    return int(np.clip(math.log(bracket / resolution) / math.log(narrowing), 0, MAX_ZOOMS))


def _zoom(f: ArrayFunction, left: FloatArray, right: FloatArray) -> tuple[Any, Any, Any]:
    """Narrow brackets to the neighbours of the tallest of some equidistant points."""
    grid = np.linspace(left, right, N_ZOOM_POINTS, axis=-1)
    size = np.nan_to_num(np.abs(f(grid)), nan=0.0, posinf=np.inf)
    rows, top = np.arange(len(grid)), size.argmax(axis=-1)
    last = N_ZOOM_POINTS - 1
    return (
        grid[rows, np.maximum(top - 1, 0)],
        grid[rows, np.minimum(top + 1, last)],
        size[rows, top],
    )


def _not_real(x: str) -> Sentence:
    return Sentence(NOT_REAL, x=x)


def _infinite(x: str) -> Sentence:
    return Sentence(
        "`{function}` is infinite or too large at x = {x}, inside the interval; choose an interval "
        "without this point.",
        x=x,
    )


def show_point(x: float, length: float) -> str:
    """Format a point to a few digits of the interval, so that 0 does not read 3e-17."""
    return f"{round(float(x), 5 - math.floor(math.log10(length))) + 0.0:.15g}"
