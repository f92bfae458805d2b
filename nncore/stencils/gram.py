r"""The sums over the grid that say all about a linear stencil: the Gram matrix of shifted fields.

A stencil predicts the derivative of order d of a field u at x as :math:`\sum_p w_p\,u(x + s_p)`.
Summed over the points x from which no shifted point leaves the grid ("valid" padding), its squared
error is

.. math::

    \sum_x \Bigl(\sum_p w_p u(x + s_p) - u^{(d)}(x)\Bigr)^2
    = w^T G w - 2\,h^T w + s, \qquad
    G_{pq} = \sum_x u(x + s_p)\,u(x + s_q), \quad
    h_p = \sum_x u(x + s_p)\,u^{(d)}(x), \quad
    s = \sum_x u^{(d)}(x)^2 .

Fields of two waves need no sum of their own: for the amplitudes A and B of the modes k and l they
are the quadratic form :math:`A^2 T_{kk} + AB\,(T_{kl} + T_{lk}) + B^2 T_{ll}` in a table over pairs
of modes, :math:`T_{kl} = \sum_x S_k(x + s_p)\,S_l(x + s_q)`. Noisy ones are summed as they are.

The weights :math:`w_p` are raw here, as Keras has them: coefficients divided by
:math:`\Delta x^d`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nncore.stencils.fields import Fields, amplitude_matrix, waves
from nncore.stencils.finite_differences import target_points, valid_slice
from nncore.stencils.offsets import Number, grid_places

TABLE_ENTRIES = 4_000_000  # 32 MB; made in 0.1 s
BLOCK_ENTRIES = 50_000  # of the fields: with their copies they stay in the cache
FORM_ENTRIES = 2_000_000  # of the quadratic forms that are made at once, in some 20 ms
BLOCK_ROWS = 64  # at least, as for as many fields the noise is drawn at once


class MeanGram(NamedTuple):
    """The means over fields and points of the sums G, h and s."""

    matrix: np.ndarray
    vector: np.ndarray
    square: float


@dataclass(frozen=True, eq=False)
class Gram:
    """The sums of each field.

    Parameters
    ----------
    matrices : ndarray, shape (n_fields, k, k)
        G.
    vectors : ndarray, shape (n_fields, k)
        h.
    squares : ndarray, shape (n_fields,)
        s.
    n_points : int
        Number of points that are summed over.
    """

    matrices: np.ndarray
    vectors: np.ndarray
    squares: np.ndarray
    n_points: int

    @property
    def n_fields(self) -> int:
        """Number of fields."""
        return len(self.squares)

    def mean(self) -> MeanGram:
        """Return ``(matrix, vector, square)``, the means over all points of all fields."""
        return self._mean

    def mean_squared_error(self, weights: np.ndarray) -> float:
        r"""Return the mean squared error of the raw weights w.

        The parts of :math:`w^T G w - 2 h^T w + s` cancel, and the result is off by some
        :math:`10^{-15} \bigl(\sum_p |w_p|\bigr)^2 \operatorname{mean} u^2`. For the notebook's
        fields that is some :math:`10^{-14}` of the mean squared derivative, but weights grow as
        :math:`\Delta x^{-d}`: for a fourth derivative of slow waves it can be a good part of it.
        Rounding below zero is cut off.

        Parameters
        ----------
        weights : ndarray, shape (k,)
            Coefficients divided by ``spacing**derivative_order``.
        """
        matrix, vector, square = self._mean
        weights = np.asarray(weights, dtype=float)
        error = weights @ (matrix @ weights - 2.0 * vector) + square
        return error if np.isnan(error) else max(0.0, float(error))

    def rows(self, rows: slice) -> "Gram":
        """Return the sums of some of the fields."""
        return Gram(self.matrices[rows], self.vectors[rows], self.squares[rows], self.n_points)

    def reduced(self, offset_weights: np.ndarray, basis: np.ndarray) -> "Gram":
        r"""Return the sums for the unknown z of :math:`w = w_0 + B z`.

        .. math:: G' = B^T G B, \qquad h' = B^T (h - G w_0), \qquad
            s' = s - 2\,h^T w_0 + w_0^T G w_0

        Parameters
        ----------
        offset_weights : ndarray, shape (k,)
            :math:`w_0`, raw.
        basis : ndarray, shape (k, n_free)
            B; with ``n_free`` 0, only the squares are left.
        """
        predicted = self.matrices @ offset_weights
        squares = self.squares + (predicted - 2.0 * self.vectors) @ offset_weights
        matrices = basis.T @ self.matrices @ basis
        return Gram(matrices, (self.vectors - predicted) @ basis, squares, self.n_points)

    @cached_property
    def _mean(self) -> MeanGram:
        matrix = np.mean(self.matrices, axis=0) / self.n_points
        vector = np.mean(self.vectors, axis=0) / self.n_points
        return MeanGram(matrix, vector, float(np.mean(self.squares)) / self.n_points)


def gram(
    fields: Fields,
    offsets: Sequence[Number],
    derivative_order: int,
    report: Callable[[float], object] | None = None,
) -> Gram:
    """Return the sums of every field: of u as it is, noise included, and its exact derivative.

    Parameters
    ----------
    fields : Fields
        n_fields of them; without noise they are not even built.
    offsets : sequence of number
        Of the stencil, different from each other.
    derivative_order : int
        Of the derivative that the stencil is to give.
    report : callable, optional
        Called after every block of fields with the share of them that is done.

    Raises
    ------
    ValueError
        If the stencil is wider than the fields.
    """
    valid = valid_slice(fields.n_points, offsets)
    targets = replace(fields, grid=target_points(fields.grid, offsets))
    n_columns = len(offsets) + 1
    modes, columns = np.unique(fields.modes, return_inverse=True)
    products = np.empty((fields.n_fields, n_columns, n_columns))
    if is_summed_in_full(len(modes), len(offsets), fields.noise):
        blocks = _blocks(fields.n_fields, fields.n_points, BLOCK_ENTRIES)
        for rows in _reported(blocks, fields.n_fields, report):
            windows = shifted_windows(
                fields.values(rows), targets.derivative(derivative_order, rows), offsets
            )
            np.matmul(windows, windows.transpose(0, 2, 1), out=products[rows])
    else:
        responses = shifted_windows(
            waves(modes, fields.grid), waves(modes, targets.grid, derivative_order), offsets
        )
        table, columns = _pair_table(responses), columns.reshape(fields.modes.shape)
        blocks = _blocks(fields.n_fields, n_columns**2, FORM_ENTRIES)
        for rows in _reported(blocks, fields.n_fields, report):
            products[rows] = _quadratic_forms(table, fields.amplitudes[rows], columns[rows])
    return Gram(
        matrices=products[:, :-1, :-1],
        vectors=products[:, :-1, -1],
        squares=products[:, -1, -1],
        n_points=valid.stop - valid.start,
    )


def is_summed_in_full(n_modes: int, n_offsets: int, noise: float) -> bool:
    """Return whether `gram` goes through all the points of all fields, and not only of all waves.

    Parameters
    ----------
    n_modes : int
        Number of different waves in the fields.
    n_offsets : int
        Of the stencil.
    noise : float
        Of the fields.
    """
    return noise > 0 or (n_modes * (n_offsets + 1)) ** 2 > TABLE_ENTRIES


def shifted_windows(
    values: np.ndarray, derivatives: np.ndarray, offsets: Sequence[Number]
) -> np.ndarray:
    """Return the shifted values of each row and, last, its derivatives, at the valid points.

    Parameters
    ----------
    values, derivatives : ndarray, shape (n_rows, n_points)
        Of fields or of waves; the derivatives at `target_points`.
    offsets : sequence of number
        Of the stencil, k of them.

    Returns
    -------
    ndarray, shape (n_rows, k + 1, n_valid)
        A copy.

    Raises
    ------
    ValueError
        If the stencil is wider than the rows.
    """
    n_rows, n_points = values.shape
    valid = valid_slice(n_points, offsets)
    windows = np.empty((n_rows, len(offsets) + 1, valid.stop - valid.start))
    places, _ = grid_places(offsets)
    for p, place in enumerate(places):
        windows[:, p] = values[:, valid.start + place : valid.stop + place]
    windows[:, -1] = derivatives[:, valid]
    return windows


def _blocks(n_fields: int, n_points: int, n_entries: int) -> Iterator[slice]:
    size = max(BLOCK_ROWS, n_entries // n_points // BLOCK_ROWS * BLOCK_ROWS)
    for start in range(0, n_fields, size):
        yield slice(start, min(n_fields, start + size))


def _reported(
    blocks: Iterator[slice], n_fields: int, report: Callable[[float], object] | None
) -> Iterator[slice]:
    for rows in blocks:
        yield rows
        if report is not None:
            report(rows.stop / n_fields)


def _pair_table(responses: np.ndarray) -> np.ndarray:
    """Return the products of the windows of every two waves: (n_modes, n_modes, k + 1, k + 1)."""
    n_modes, n_columns, n_valid = responses.shape
    flat = responses.reshape(-1, n_valid)
    table = (flat @ flat.T).reshape(n_modes, n_columns, n_modes, n_columns)
    table = table + table.transpose(2, 1, 0, 3)  # of three such tables only two are there at once
    return np.ascontiguousarray(table.transpose(0, 2, 1, 3))


def _quadratic_forms(table: np.ndarray, amplitudes: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the products of the windows of every field from those of the waves."""
    n_modes, _, _, n_columns = table.shape
    first, second = amplitudes.T
    quadratic = np.column_stack((0.5 * first**2, first * second, 0.5 * second**2))
    pairs = n_modes * columns[:, [0, 0, 1]] + columns[:, [0, 1, 1]]
    mixture = amplitude_matrix(quadratic, pairs, n_modes**2)
    return (mixture @ table.reshape(n_modes**2, -1)).reshape(-1, n_columns, n_columns)
