"""Where a formula has kinks, jumps, poles and narrow peaks that a quadrature should know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.optimize import brentq

from nncore.arrays import FloatArray
from nncore.formulas.numpy_function import ArrayFunction, to_function
from nncore.formulas.tree import Binary, Call, Negative, Node, contains_x, nodes
from nncore.integrands import InfiniteInterval

N_SAMPLES = 2048
MAX_KINKS = 128
MAX_PEAKS = 8
PEAK_WIDTH = 8  # samples: a peak that halves within so few may slip through a quadrature's nodes


def find_breakpoints(
    tree: Node, function: ArrayFunction, lower: float, upper: float
) -> tuple[float, ...]:
    """Return increasing points inside the interval: kinks and poles, feet and tops of peaks.

    An infinite interval is looked at in the variable t of `nncore.integrands.InfiniteInterval`.
    """
    infinite = not np.isfinite(upper - lower)
    interval = InfiniteInterval(lower, upper) if infinite else None
    first, last = interval.limits if interval else (lower, upper)
    t = np.linspace(first, last, N_SAMPLES + 1)[1:-1]
    x, slope = (interval.to_x(t), interval.derivative(t)) if interval else (t, 1.0)
    with np.errstate(all="ignore"):
        found = {*_kinks(tree, x), *_peaks(np.abs(function(x)) * slope, x)}
    return tuple(sorted(point for point in found if lower < point < upper))


def _kinks(tree: Node, x: FloatArray) -> list[float]:
    """Find the zeros of denominators, and of what makes a kink, a jump or a singularity."""
    critical = {part for node in nodes(tree) for part in _critical(node) if contains_x(part)}
    zeros = [zero for part in critical for zero in _zeros(to_function(part), x)]
    # Very many kinks are an oscillation, which the adaptive rule has to resolve by itself.
    return zeros if len(zeros) <= MAX_KINKS else []


def _critical(node: Node) -> Iterator[Node]:
    match node:
        case Call("abs" | "sign" | "log" | "log10", argument):
            yield argument
        case Binary("/", _, denominator):
            yield denominator
        case Binary("**", base, Negative()):
            yield base


def _zeros(argument: ArrayFunction, x: FloatArray) -> list[float]:
    values = argument(x)
    changes = np.flatnonzero((values[:-1] * values[1:] < 0) & np.isfinite(values[1:] - values[:-1]))
    if len(changes) > MAX_KINKS:
        return []
    crossings = [
        brentq(lambda t: float(argument(np.float64(t))), x[i], x[i + 1], xtol=1e-15, disp=False)
        for i in changes
    ]
    touched = np.flatnonzero(values == 0)
    return [*crossings, *(x[touched].tolist() if len(touched) <= MAX_KINKS else [])]


def _peaks(size: FloatArray, x: FloatArray) -> list[float]:
    inner = slice(PEAK_WIDTH, -PEAK_WIDTH)
    left, middle, right = size[: -2 * PEAK_WIDTH], size[inner], size[2 * PEAK_WIDTH :]
    is_top = (middle >= size[PEAK_WIDTH - 1 : -PEAK_WIDTH - 1]) & (
        middle > size[PEAK_WIDTH + 1 : size.size - PEAK_WIDTH + 1]
    )
    tops = PEAK_WIDTH + np.flatnonzero(is_top & (middle > 2 * np.maximum(left, right)))
    tops = tops[np.argsort(size[tops])[-MAX_PEAKS:]]
    return x[np.concatenate([tops - PEAK_WIDTH, tops, tops + PEAK_WIDTH])].tolist()
