r"""The integral of a network over boxes in up to eight inputs, in closed form, on plain arrays.

.. math:: \int_{\prod [l_i, u_i]} \Bigl(\sum_j v_j\,\sigma(w_j \cdot x + \beta_j) + d\Bigr) dx
          = V \Bigl(\sum_j v_j M_j + d\Bigr), \qquad V = \prod_i (u_i - l_i),

with the mean :math:`M_j` of each ridge unit over the box (`nncore.network.ridges`). Where the
published form [1]_ sums :math:`2^n` polylogarithms that cancel as :math:`w_{ji} (u_i - l_i) \to 0`,
the mean is one smooth sum. Boxes of one size share most of it: they differ in the pre-activation
at their centres only.

That pre-activation, :math:`m = w \cdot c + \beta`, is as exact far from 0 as near to it. The inputs
of each centre and of each unit are cut at one place, 25 bits below the largest,
:math:`c = c_1 + c_2` and :math:`w = w_1 + w_2`, so that the product of the matrices of :math:`c_1`
and :math:`w_1` is exact [2]_, and

.. math:: m = (w_1 \cdot c_1 + \beta) + (w \cdot c_2 + w_2 \cdot c_1).

References
----------
.. [1] S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration and
   optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
.. [2] K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, "Error-free transformations of matrix
   multiplication by using fast routines of matrix multiplication and its applications", Numerical
   Algorithms 59 (2012), 95-118. DOI 10.1007/s11075-011-9478-1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.activations import Activation
from nncore.activations.ranges import Halves, midpoints
from nncore.arrays import FloatArray
from nncore.integrands.box import last_axis
from nncore.network.closed_form import ClosedForm, LimitGradients, checked_limits
from nncore.network.ridges import ridge_mean, ridge_slope

# Units, boxes of one size, and pairs of a unit and any box, that are computed at a time
_UNITS = 1024
_BOXES = 1024
_PAIRS = 16384
# Edges that differ by less count as one size: the means then differ by less than their rounding
_ALIKE = 1.0 + 8.0 * np.finfo(np.float64).eps
# It does not pay to share between fewer boxes of one size.
_FEWEST_ALIKE = 8

Mean = Callable[[Activation, FloatArray, FloatArray], FloatArray]


class BoxClosedForm(ClosedForm):
    """A network of several inputs made ready for integration over boxes.

    Parameters
    ----------
    activation, hidden_weights, hidden_biases, output_weights, output_bias
        As those of `ClosedForm`, with hidden weights of shape (n_hidden, n_inputs). Limits are of
        shape (..., n_inputs); they broadcast, and may be equal or reversed.
    """

    def limit_gradients(self, a: ArrayLike, b: ArrayLike) -> LimitGradients:
        """Differentiate by each limit: the integral over that face of the box."""
        first, last = np.broadcast_arrays(*self._checked(a, b))
        edges = last - first
        gradients = LimitGradients(np.empty(first.shape), np.empty(first.shape))
        for i in range(first.shape[-1]):
            area = np.delete(edges, i, axis=-1).prod(axis=-1)
            for ends, gradient, sign in (
                (first, gradients.lower, -1.0),
                (last, gradients.upper, 1),
            ):
                lower, upper = first.copy(), last.copy()
                lower[..., i] = upper[..., i] = ends[..., i]
                gradient[..., i] = sign * area * self.average(lower, upper)
        return gradients

    def average_gradient(self, a: ArrayLike, b: ArrayLike) -> FloatArray:
        r"""Differentiate the average over a box by its position.

        Returns
        -------
        ndarray of the shape of the limits
            :math:`\sum_j v_j w_{ji}\,\partial M_j / \partial m_j`.
        """
        limits = self._limits(a, b)
        total = np.zeros((limits.length.size, limits.half.shape[1]))
        with np.errstate(over="ignore", invalid="ignore"):
            for rows, columns, slopes in self._ridges(limits, ridge_slope):
                weights = self._output_weights[columns, np.newaxis] * self._weights.rounded[columns]
                total[rows] += slopes @ weights
            return total.reshape(*limits.length.shape, -1) / self._scale

    def _checked(self, a: ArrayLike, b: ArrayLike) -> tuple[FloatArray, FloatArray]:
        n_inputs = self._sizes.shape[1]
        first, last = last_axis("lower", a, n_inputs), last_axis("upper", b, n_inputs)
        return checked_limits(("lower", "upper"), first, last)

    def _halves(self, weights: FloatArray) -> Halves:
        return _aligned(weights, 0.0)

    def _limits(self, a: ArrayLike, b: ArrayLike) -> _BoxLimits:
        return _BoxLimits.of(*self._checked(a, b))

    def _means(self, limits: _BoxLimits) -> Iterator[tuple[NDArray[np.int64], slice, FloatArray]]:
        return self._ridges(limits, ridge_mean)

    def _ridges(
        self, limits: _BoxLimits, mean: Mean
    ) -> Iterator[tuple[NDArray[np.int64], slice, FloatArray]]:
        """Yield what is asked for of some units (columns) over some boxes (rows), in chunks."""
        for boxes, half in _sizes(limits.half):
            for left in range(0, len(self._biases), _UNITS):
                columns = slice(left, left + _UNITS)
                weights, sizes = self._weights.part(columns), self._sizes[columns]
                n_rows = _BOXES if half is not None else max(1, _PAIRS // len(sizes))
                for top in range(0, len(boxes), n_rows):
                    rows = boxes[top : top + n_rows]
                    m = _pre_activations(weights, self._biases[columns], limits.middle, rows)
                    values = mean(self._activation, *_ranges(m, sizes, half, limits.half[rows]))
                    yield rows, columns, self._corrected(values.reshape(m.shape), columns)


def _ranges(
    m: FloatArray, sizes: FloatArray, half: FloatArray | None, halves: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return midpoints and half-widths: of boxes of one size together, of others each alone."""
    if half is not None:
        is_wide = half > 0.0
        return m, (sizes[:, is_wide] * half[is_wide]).T
    is_wide = np.asarray(halves.any(axis=0))
    widths = halves.T[is_wide, :, np.newaxis] * sizes.T[is_wide, np.newaxis]
    return m.reshape(1, -1), widths.reshape(len(widths), m.size)


class _BoxLimits(NamedTuple):
    """The centres of boxes and halves of their edges, shape (n_boxes, n_inputs); the volumes."""

    middle: Halves
    half: FloatArray
    length: FloatArray

    @classmethod
    def of(cls, first: FloatArray, last: FloatArray) -> _BoxLimits:
        edges = last - first
        n_inputs = edges.shape[-1]
        centre = Halves(*(part.reshape(-1, n_inputs) for part in midpoints(first, last)))
        with np.errstate(over="ignore", under="ignore"):
            volume = np.asarray(edges.prod(axis=-1))
        remainder = (centre.high - centre.rounded) + centre.low
        middle = _aligned(centre.rounded, remainder)
        return cls(middle, 0.5 * np.abs(edges).reshape(-1, n_inputs), volume)


def _aligned(values: FloatArray, remainder: FloatArray | float) -> Halves:
    """Cut the numbers of each row 25 bits below the largest; 2**900 is the most they may be."""
    _, exponents = np.frexp(np.abs(values).max(axis=1, keepdims=True))
    cut = np.ldexp(1.5, exponents + 27)
    high = (values + cut) - cut
    return Halves(high, (values - high) + remainder, values)


def _pre_activations(
    weights: Halves, biases: FloatArray, centres: Halves, rows: NDArray[np.int64]
) -> FloatArray:
    """Return the pre-activations at the centres of some boxes, shape (n_rows, n_units)."""
    high, low = centres.high[rows], centres.low[rows]
    m: FloatArray = high @ weights.high.T
    m += biases
    m += low @ weights.rounded.T + high @ weights.low.T
    return m


def _sizes(half: FloatArray) -> Iterator[tuple[NDArray[np.int64], FloatArray | None]]:
    """Yield boxes of one size with their half-edges, then the others, for which that is None.

    Those come together whose edges have a length, and not 0, in the same inputs.
    """
    others = [np.arange(len(half))]
    if len(half) >= _FEWEST_ALIKE:
        groups = _equal_rows(np.stack([_labels(lengths) for lengths in half.T], axis=1))
        others = [rows for rows in groups if len(rows) < _FEWEST_ALIKE]
        for rows in groups:
            if len(rows) >= _FEWEST_ALIKE:
                yield rows, 0.5 * (half[rows].min(axis=0) + half[rows].max(axis=0))
    if others:
        rest = np.concatenate(others)
        for part in _equal_rows(half[rest] > 0.0):
            yield rest[part], None


def _equal_rows(table: NDArray[Any]) -> list[NDArray[np.int64]]:
    """Return the indices of rows that are equal, for each that there is."""
    if (table == table[:1]).all():  # as one box and boxes of one size are
        return [np.arange(len(table))]
    _, which = np.unique(table, axis=0, return_inverse=True)
    order = np.argsort(which, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(which[order])) + 1)


def _labels(lengths: FloatArray) -> NDArray[np.int64]:
    """Give lengths labels, the same to those which differ by rounding.

    Where a chain of such lengths comes too far, only those that are equal have one.
    """
    order = np.argsort(lengths)
    ascending = lengths[order]
    differs = np.append(True, ascending[1:] > _ALIKE * ascending[:-1])
    number = np.cumsum(differs)
    is_far = ascending > _ALIKE * ascending[np.searchsorted(number, number)]
    in_chain = np.isin(number, number[is_far])
    differs[1:] |= in_chain[1:] & (ascending[1:] > ascending[:-1])
    labels = np.empty_like(number)
    labels[order] = np.cumsum(differs)
    return labels
