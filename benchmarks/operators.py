"""Derivatives on whole grids: speed beside NumPy's ways, and the order with which they converge.

`numpy.convolve` gives the interior alone; the sum of shifted slices, each a pass over the grid, is
how findiff does it, here with its interior alone too. `apply_stencil` gives the ends as well. They
take turns, and the medians are compared. Run as ``python -m benchmarks.operators``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np

from benchmarks.stencils import Row, aim
from nncore import apply_stencil, taylor_stencil
from nncore.arrays import FloatArray

_N_POINTS = 10_000_000
_TURNS = 9
_SPACING = 0.1
_ORDERS = (2, 4, 6, 8)
#: Points of the coarsest grid by order: with more, the error on the finest is rounding.
_GRIDS = {2: 200, 4: 120, 6: 70, 8: 50}
_SHARES = (1.0, 1.25, 1.5, 2.0)
_MOST_OFF = 0.1


def rows() -> list[Row]:
    """Measure everything; processor time, as every way takes one core."""
    return [*_speed_rows(), *_order_rows()]


def _speed_rows() -> list[Row]:
    values = np.random.default_rng(0).standard_normal(_N_POINTS)
    found = []
    for reach in (1, 2, 3):
        offsets = tuple(range(-reach, reach + 1))
        weights = taylor_stencil(offsets, 1) / _SPACING
        ways: dict[str, Callable[[], object]] = {
            "numpy.convolve": partial(np.convolve, values, weights[::-1], "valid"),
            "shifted slices": partial(_shifted_slices, values, offsets, weights),
            "apply_stencil": partial(apply_stencil, values, _SPACING, offsets, 1),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(_TURNS):
            for name, way in ways.items():
                seconds[name].append(_seconds(way))
        middle = {name: median(times) for name, times in seconds.items()}
        found += [Row(f"{len(offsets)} points, {n}, in ms", 1e3 * t) for n, t in middle.items()]
        fastest = min(middle["numpy.convolve"], middle["shifted slices"])
        ratio = middle["apply_stencil"] / fastest
        found.append(Row(f"{len(offsets)} points, over the faster", ratio, at_most=1.2))
    return found


def _shifted_slices(values: FloatArray, offsets: tuple[int, ...], weights: FloatArray) -> object:
    left, right = -min(offsets), len(values) - max(offsets)
    derivative = np.zeros(len(values))
    for offset, weight in zip(offsets, weights, strict=True):
        derivative[left:right] += weight * values[left + offset : right + offset]
    return derivative


def _seconds(way: Callable[[], object]) -> float:
    started = time.process_time()
    way()
    return time.process_time() - started


def _order_rows() -> list[Row]:
    """Return how far the observed order is off, at the worst of first and second derivatives."""
    return [
        Row(
            f"order {order} on {name} grids, off by",
            max(abs(_observed_order(order, d, grid) - order) for d in (1, 2)),
            at_most=_MOST_OFF,
        )
        for name, grid in (("equidistant", _equidistant), ("uneven", _uneven))
        for order in _ORDERS
    ]


def _equidistant(n_points: int) -> FloatArray:
    return np.linspace(-1.0, 1.0, n_points)


def _uneven(n_points: int) -> FloatArray:
    s = _equidistant(n_points)
    return np.asarray(s + 0.1 * np.sin(2 * s))


def _observed_order(order: int, derivative_order: int, grid: Callable[[int], FloatArray]) -> float:
    """Fit log error = constant - order * log n + next term / n, of the first inexact power."""
    u = np.polynomial.Polynomial.basis(order + derivative_order)
    sizes = np.array([int(share * _GRIDS[order]) - 1 for share in _SHARES])
    errors = []
    for n in sizes:
        points = grid(int(n) + 1)
        reach = order // 2  # symmetry gives one order more, to the second derivative too
        found = apply_stencil(u(points), points, range(-reach, reach + 1), derivative_order)
        errors.append(np.abs(found - u.deriv(derivative_order)(points)).max())
    terms = np.stack((np.ones(len(sizes)), -np.log(sizes), 1.0 / sizes), axis=1)
    return float(np.linalg.lstsq(terms, np.log(errors))[0][1])


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name:50} {row.value:10.3g}{aim(row)}", flush=True)
