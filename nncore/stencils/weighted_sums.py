r"""Weighted sums of shifted values on an equidistant grid, for many rows at once.

.. math:: y_j = \sum_p w_p\, u_{j + i_p}

The arrays have three axes here: what stands before the axis of the grid, the grid, and what stands
after it. Complex numbers are pairs on the last axis, as the weights are real.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from nncore.arrays import FloatArray

BLOCK_ENTRIES = 16_384  # 128 kB: block, product and sum stay in the cache
_LONGEST_CORRELATION = 11  # NumPy has a loop without calls for filters up to this length
_SHORTEST_ROW = 256  # above it a call for each row costs less than it saves


def weighted_sums(rows: FloatArray, places: Sequence[int], weights: FloatArray) -> FloatArray:
    """Return the sums at all points of the grid; they are right where all the places are on it.

    Parameters
    ----------
    rows : ndarray, shape (before, n_points, after)
        Contiguous.
    places : sequence of int
        Of the values, relative to the point.
    weights : ndarray
        One for each place.

    Returns
    -------
    ndarray, shape (before, n_points, after)
        What stands at points where a place is beyond the grid has no meaning.
    """
    order = np.argsort(places)
    shifts = [int(places[p]) for p in order]
    ordered = weights[order]
    n_before, n_points, n_after = rows.shape
    is_dense = shifts[-1] - shifts[0] + 1 == len(shifts) <= _LONGEST_CORRELATION
    if n_after == 1 and n_points >= _SHORTEST_ROW and is_dense:
        if n_before == 1:
            return _correlation(rows[0, :, 0], shifts, ordered).reshape(rows.shape)
        sums = np.empty_like(rows)
        for row, target in zip(rows[:, :, 0], sums[:, :, 0], strict=True):
            target[:] = _correlation(row, shifts, ordered)
        return sums
    return _sums_in_blocks(rows, shifts, ordered)


def _correlation(row: FloatArray, shifts: list[int], weights: FloatArray) -> FloatArray:
    # The full correlation has the sum of point j at j + (the last shift), and needs no copy.
    n_points, first = len(row), shifts[-1]
    reach = max(abs(shifts[0]), abs(first))
    if not shifts[0] <= 0 <= first:
        padded = np.concatenate((np.zeros(reach), row, np.zeros(reach)))
        start = reach + shifts[0]
        return np.correlate(padded, weights, "valid")[start : start + n_points]
    return np.correlate(row, weights, "full")[first : first + n_points]


def _sums_in_blocks(rows: FloatArray, shifts: list[int], weights: FloatArray) -> FloatArray:
    n_points = rows.shape[1]
    left, right = max(0, -shifts[0]), max(0, shifts[-1])
    sums = np.empty_like(rows)
    product = np.empty(BLOCK_ENTRIES, dtype=rows.dtype)
    for before, points, after in _blocks(rows.shape, slice(left, n_points - right)):
        target = sums[before, points, after]
        term = product[: target.size].reshape(target.shape)
        for n, (shift, weight) in enumerate(zip(shifts, weights, strict=True)):
            shifted = rows[before, points.start + shift : points.stop + shift, after]
            np.multiply(shifted, weight, out=target if n == 0 else term)
            if n > 0:
                target += term
    return sums


def _blocks(shape: tuple[int, int, int], inner: slice) -> Iterator[tuple[slice, slice, slice]]:
    """Yield pieces of at most `BLOCK_ENTRIES`, along the last axis first."""
    n_before, _, n_after = shape
    n_after_at_once = min(n_after, BLOCK_ENTRIES)
    n_at_once = max(1, min(inner.stop - inner.start, BLOCK_ENTRIES // n_after_at_once))
    n_before_at_once = max(1, BLOCK_ENTRIES // (n_at_once * n_after_at_once))
    for before in _cut(0, n_before, n_before_at_once):
        for points in _cut(inner.start, inner.stop, n_at_once):
            for after in _cut(0, n_after, n_after_at_once):
                yield before, points, after


def _cut(start: int, stop: int, size: int) -> Iterator[slice]:
    for first in range(start, stop, size):
        yield slice(first, min(first + size, stop))
