r"""Damped linear least squares by QR, in pieces of bounded time.

With a residual :math:`r`, its Jacobian :math:`J` of shape (m, p) and a diagonal :math:`D`, a step
of the Levenberg-Marquardt method solves, for one damping :math:`\lambda` after another,

.. math::

    \min_\delta \left\| \begin{bmatrix} J \\ \sqrt\lambda D \end{bmatrix} \delta
    + \begin{bmatrix} r \\ 0 \end{bmatrix} \right\|^2 .

Nothing forms :math:`J^T J`, which would square the condition number. For :math:`m \ge p` the
triangle :math:`R` of :math:`[J, r]` is made once, and each damping only adds the rows of
:math:`\sqrt\lambda D` to it. For :math:`m < p` the roles change: with
:math:`A = [J D^{-1}, \sqrt\lambda I]` and the triangle of :math:`A^T`, the step is

.. math:: \delta = -D^{-1} (J D^{-1})^T \mu, \qquad R^T R\,\mu = r,

the minimum-norm solution by seminormal equations, whose error grows with the condition number of
A only, not with its square (Paige).

Rows are merged into a triangle by LAPACK's triangular-pentagonal QR (``dtpqrt``),

.. math::

    \begin{bmatrix} R \\ B \end{bmatrix} = Q \begin{bmatrix} R' \\ 0 \end{bmatrix},

a batch at a time: the work can be cut between any two batches, and Q is never kept.

References
----------
C. C. Paige, "An error analysis of a method for solving matrix equations", Mathematics of
Computation 27, 1973, 355-359

G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th edition, Johns Hopkins University Press,
2013, chapters 5 and 6
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

import numpy as np
from scipy.linalg import lapack

_Result = TypeVar("_Result")

#: Yields the floating-point operations since its last yield, and returns a result at its end.
Work = Generator[float, None, _Result]

#: The rows start:stop of the Jacobian and of the residual.
Rows = Callable[[int, int], tuple[np.ndarray, np.ndarray]]

#: Operations between two yields, where the sizes allow it: 0.05 to 0.2 s of one core.
WORK_UNIT = 2e9

_PANEL = 32  # columns of a Householder panel; 16 to 64 measured within 15 % of each other
_CACHED_ROWS, _CACHED_ENTRIES = 512, 100_000  # a batch that stays in the cache: measured
_MAX_ENTRIES = 1_000_000  # of J that are computed at once
_ENTRY_COST = 200.0  # operations that take as long as to compute one entry of J
_COPY_COST = 100.0  # the same for copying one entry to new memory


def merge_rows(triangle: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the upper triangle of the QR factorisation of `triangle` above `rows`.

    Parameters
    ----------
    triangle : ndarray, shape (p, p)
        In Fortran order, with zeros below its diagonal; overwritten.
    rows : ndarray, shape (m, p)
        Overwritten if it is in Fortran order.
    """
    return _merge(triangle, rows, n_triangular=0)


def merge_diagonal(triangle: np.ndarray, diagonal: np.ndarray) -> Work[np.ndarray]:
    """Return the upper triangle of the QR factorisation of `triangle` above a diagonal matrix.

    Row i of the diagonal only acts on the columns from i on, so that a batch of rows is merged
    into what is left of the triangle there: a third of the work of full rows.

    Parameters
    ----------
    triangle : ndarray, shape (p, p)
        In Fortran order; left as it is.
    diagonal : ndarray, shape (q,)
        With q at most p: a right-hand side in the last column has no diagonal entry.
    """
    result = triangle.copy(order="F")
    yield _COPY_COST * result.size
    start = 0
    while start < len(diagonal):
        n_columns = len(result) - start
        stop = min(len(diagonal), start + _batch_size(n_columns))
        block = np.zeros((stop - start, n_columns), order="F")
        np.fill_diagonal(block, diagonal[start:stop])
        merged = _merge(result[start:, start:], block, n_triangular=len(block))
        if start == 0:
            result = merged
        else:
            result[start:, start:] = merged
        yield 2.0 * len(block) * n_columns**2 + (_COPY_COST * merged.size if start else 0.0)
        start = stop
    return result


def triangularize(rows: Rows, n_rows: int, n_columns: int) -> Work[np.ndarray]:
    """Return the upper triangle, of shape (p + 1, p + 1), of the QR factorisation of [J, r].

    Parameters
    ----------
    rows : callable
        Gives rows of J and r.
    n_rows, n_columns : int
        Shape of J, (m, p).
    """
    triangle = np.zeros((n_columns + 1, n_columns + 1), order="F")
    for start, stop in _batches(n_rows, _batch_size(n_columns + 1)):
        block = np.empty((stop - start, n_columns + 1), order="F")
        block[:, :-1], block[:, -1] = rows(start, stop)
        triangle = merge_rows(triangle, block)
        yield len(block) * (_ENTRY_COST * n_columns + 2.0 * (n_columns + 1) ** 2)
    return triangle


def _merge(triangle: np.ndarray, rows: np.ndarray, n_triangular: int) -> np.ndarray:
    merged, _, _, _ = lapack.dtpqrt(
        n_triangular, min(_PANEL, len(triangle)), triangle, rows, overwrite_a=1, overwrite_b=1
    )
    return merged


def _batch_size(n_columns: int) -> int:
    """Return how many rows are merged at once: what is fast, but no more than a unit of work."""
    fast = max(_CACHED_ROWS, _CACHED_ENTRIES // n_columns)
    return max(16, int(min(WORK_UNIT / (2.0 * n_columns**2), fast)))


def _batches(n_rows: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, n_rows, size):
        yield start, min(n_rows, start + size)


class DampedSystem(ABC):
    """A linear least-squares problem, ready for one damping after another.

    Attributes
    ----------
    scale : ndarray, shape (p,)
        The diagonal of D: the largest norms that the columns of J have had.
    gradient : ndarray, shape (p,)
        :math:`J^T r`.
    norms : ndarray, shape (p,)
        Norms of the columns of J.
    """

    scale: np.ndarray
    gradient: np.ndarray
    norms: np.ndarray

    @abstractmethod
    def solve(self, damping: float) -> Work[tuple[np.ndarray, float]]:
        r"""Return the step and the decrease of :math:`\|r\|^2` that the linear model predicts."""

    def _set_scale(self, previous: np.ndarray | None) -> None:
        # A column of zeros must not divide by zero, whatever the others are.
        scale = np.where(self.norms > 0, self.norms, 1.0)
        self.scale = scale if previous is None else np.maximum(scale, previous)

    def _predicted(self, damping: float, step: np.ndarray, change: np.ndarray) -> float:
        return float(change @ change + 2.0 * damping * np.sum(np.square(self.scale * step)))


class TallSystem(DampedSystem):
    """At least as many rows as columns: memory for triangles of p + 1 columns, not for J."""

    def __init__(self, triangle: np.ndarray, previous: np.ndarray | None) -> None:
        self._triangle = triangle
        self.norms = _column_norms(triangle[:-1, :-1])
        self.gradient = triangle[:-1, :-1].T @ triangle[:-1, -1]
        self._set_scale(previous)

    @classmethod
    def factorize(
        cls, rows: Rows, n_rows: int, n_columns: int, previous: np.ndarray | None
    ) -> Work["TallSystem"]:
        """Merge all the rows of [J, r]."""
        triangle = yield from triangularize(rows, n_rows, n_columns)
        return cls(triangle, previous)

    def solve(self, damping: float) -> Work[tuple[np.ndarray, float]]:
        r"""Return the step and the decrease of :math:`\|r\|^2` that the linear model predicts."""
        triangle = yield from merge_diagonal(self._triangle, np.sqrt(damping) * self.scale)
        # With [R, c; 0, 1] z = [0; 1], the step -R⁻¹c is z without its last entry: no copy of R.
        triangle[-1, -1] = 1.0
        unit = np.zeros(len(triangle))
        unit[-1] = 1.0
        step = _solve_triangle(triangle, unit)[:-1]
        return step, self._predicted(damping, step, self._triangle[:-1, :-1] @ step)


class WideSystem(DampedSystem):
    """More columns than rows: memory for J and for triangles of m columns."""

    _triangle: np.ndarray  # needs the scale

    def __init__(
        self, jacobian: np.ndarray, residual: np.ndarray, previous: np.ndarray | None
    ) -> None:
        self._jacobian, self._residual = jacobian, residual
        self.norms = _column_norms(jacobian)
        self.gradient = jacobian.T @ residual
        self._set_scale(previous)

    @classmethod
    def factorize(
        cls, rows: Rows, n_rows: int, n_columns: int, previous: np.ndarray | None
    ) -> Work["WideSystem"]:
        """Hold J and merge the columns of J D⁻¹ as rows."""
        jacobian, residual = np.empty((n_rows, n_columns)), np.empty(n_rows)
        for start, stop in _batches(n_rows, max(1, _MAX_ENTRIES // n_columns)):
            jacobian[start:stop], residual[start:stop] = rows(start, stop)
            yield _ENTRY_COST * (stop - start) * n_columns
        system = cls(jacobian, residual, previous)
        triangle = np.zeros((n_rows, n_rows), order="F")
        for start, stop in _batches(n_columns, _batch_size(n_rows)):
            block = jacobian[:, start:stop].T / system.scale[start:stop, np.newaxis]
            triangle = merge_rows(triangle, np.asfortranarray(block))
            yield 2.0 * len(block) * n_rows**2
        system._triangle = triangle
        return system

    def solve(self, damping: float) -> Work[tuple[np.ndarray, float]]:
        r"""Return the step and the decrease of :math:`\|r\|^2` that the linear model predicts."""
        root = np.full(len(self._residual), np.sqrt(damping))
        triangle = yield from merge_diagonal(self._triangle, root)
        multiplier = _solve_triangle(triangle, self._residual, transposed=True)
        multiplier = _solve_triangle(triangle, multiplier)
        step = -(self._jacobian.T @ multiplier) / np.square(self.scale)
        return step, self._predicted(damping, step, self._jacobian @ step)


def factorize(
    rows: Rows, n_rows: int, n_columns: int, previous: np.ndarray | None
) -> Work[DampedSystem]:
    """Return the system of the better shape.

    Parameters
    ----------
    rows : callable
        Gives rows of J and r.
    n_rows, n_columns : int
        Shape of J.
    previous : ndarray, optional
        The scale of the system before: Marquardt's scaling never becomes smaller.
    """
    shape: type[TallSystem] | type[WideSystem] = TallSystem if n_rows >= n_columns else WideSystem
    return (yield from shape.factorize(rows, n_rows, n_columns, previous))


def expected_operations(n_rows: int, n_columns: int) -> float:
    """Return about how many operations `factorize` and one `solve` will yield."""
    small, large = sorted((n_rows, n_columns))
    return _ENTRY_COST * n_rows * n_columns + 2.0 * large * small**2 + 2.0 / 3.0 * small**3


def required_bytes(n_rows: int, n_columns: int) -> int:
    """Return the memory that `factorize` and `solve` take at most."""
    size = min(n_rows, n_columns + 1)
    held = n_rows * n_columns if n_rows < n_columns else 0
    # The triangle, its damped copy, and the part of it that is being merged.
    return 8 * (3 * size**2 + held + 2 * _MAX_ENTRIES)


def _solve_triangle(
    triangle: np.ndarray, right_side: np.ndarray, transposed: bool = False
) -> np.ndarray:
    """Solve, with numbers that are not finite where the triangle is singular."""
    solution, info = lapack.dtrtrs(triangle, right_side, trans=int(transposed))
    return solution if info == 0 else np.full(len(right_side), np.nan)


def _column_norms(matrix: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("ij,ij->j", matrix, matrix))
