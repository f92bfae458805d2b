"""Where a formula has kinks, jumps and narrow peaks that its quadrature should know."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from nncore.arrays import FloatArray
from nncore.formulas.numpy_function import ArrayFunction, to_function
from nncore.formulas.tree import Call, Node, contains_x, nodes
from nncore.integrands import InfiniteInterval

N_SAMPLES = 2048
MAX_KINKS = 128
MAX_PEAKS = 8
PEAK_WIDTH = 8  # samples: a peak that halves within so few may slip through a quadrature's nodes


def find_breakpoints(
    tree: Node, function: ArrayFunction, lower: float, upper: float
) -> tuple[float, ...]:
    """Return increasing points inside the interval: kinks, and both feet and top of peaks.

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
    """Find the zeros of the arguments of abs and sign."""
    bent = {n for n in nodes(tree) if isinstance(n, Call) and n.function in ("abs", "sign")}
    arguments = [node.argument for node in bent if contains_x(node)]
    zeros = [zero for argument in arguments for zero in _zeros(to_function(argument), x)]
    # Very many kinks are an oscillation, which the adaptive rule has to resolve by itself.
    return zeros if len(zeros) <= MAX_KINKS else []


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
