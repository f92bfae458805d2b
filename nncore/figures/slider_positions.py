"""Positions of a slider over an interval: multiples of a step that meet both ends exactly."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

#: From one end of the interval to the other.
N_STEPS = 200

_ROUND = 0.05  # by so much of a step a label may be off
_MOST_DECIMALS = 6


def slider_positions(
    lower: float,
    upper: float,
    smallest: float,
    largest: float,
    shown: Iterable[float] = (),
    n_steps: int = N_STEPS,
) -> list[float]:
    """Return the numbers on which a slider stops, in increasing order.

    They are computed with fractions of the decimals in which the ends are written, and rounded
    once: none of them is -0.0, or misses an end or a short decimal by a rounding error.

    Parameters
    ----------
    lower, upper : float
        Ends of the interval; both are positions, with `n_steps` equal steps between them.
    smallest, largest : float
        How far the slider reaches; the steps go on beyond the interval as far as they fit, and
        these two are positions too.
    shown : iterable of float
        What is set now, wherever it is: it takes the place of its nearest neighbour, or stands
        beyond the ends.
    n_steps : int
        How many there are from `lower` to `upper`.
    """
    first = Fraction(repr(float(lower)))
    step = (Fraction(repr(float(upper))) - first) / n_steps
    low, high = (Fraction(repr(float(end))) for end in (smallest, largest))
    steps = range(math.ceil((low - first) / step), math.floor((high - first) / step) + 1)
    grid = {float(first + j * step) for j in steps}
    positions = sorted({*grid, float(low), float(high)})
    half = float(step) / 2
    kept: set[float] = set()
    for value in (value + 0.0 for value in shown):  # -0.0 + 0.0 is 0.0
        nearest = _nearest(positions, value)
        is_replaced = nearest not in (*kept, lower, upper) and abs(nearest - value) < half
        if is_replaced:
            positions.remove(nearest)
        if is_replaced or value not in positions:
            positions = sorted({*positions, value})
        kept.add(value)
    return positions


def _nearest(positions: Sequence[float], value: float) -> float:
    right = bisect_left(positions, value)
    return min(positions[max(0, right - 1) : right + 1], key=lambda one: abs(one - value))


def position_labels(positions: Sequence[float], step: float) -> dict[float, str]:
    """Return the label of each position: as many decimals as the step needs, no two alike.

    Parameters
    ----------
    positions : sequence of float
        Of `slider_positions`.
    step : float
        The distance between two of them.
    """
    decimals = _decimals(step)
    labels = {value: _label(value, decimals, step) for value in positions}
    n_alike = Counter(labels.values())
    for value, label in labels.items():
        if n_alike[label] > 1 or abs(float(label) - value) > _ROUND * step:
            labels[value] = repr(value).removesuffix(".0")
    return {value: label.replace("-", "−") for value, label in labels.items()}


def _decimals(step: float) -> int:
    """Return the least number of decimals in which a step is what it is, about."""
    decimals = max(0, -math.floor(math.log10(step)) - 1)
    while abs(round(step, decimals) - step) > _ROUND * step:
        decimals += 1
    return decimals


def _label(value: float, decimals: int, step: float) -> str:
    if decimals <= _MOST_DECIMALS:
        return f"{round(value, decimals) + 0.0:.{decimals}f}"
    digits = max(0, math.ceil(math.log10(max(abs(value), step) / step))) + 1
    return f"{value + 0.0:.{digits}e}"
