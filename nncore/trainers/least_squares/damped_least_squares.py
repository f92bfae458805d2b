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

The triangles are made in batches (`nncore.trainers.least_squares.qr_in_batches`), and Q is never
kept.

References
----------
C. C. Paige, "An error analysis of a method for solving matrix equations", Mathematics of
Computation 27, 1973, 355-359

G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th edition, Johns Hopkins University Press,
2013, chapter 6
"""

from abc import ABC, abstractmethod

import numpy as np
from scipy.linalg import lapack

from nncore.trainers.least_squares.qr_in_batches import (
    ENTRY_COST,
    Memory,
    Rows,
    Work,
    batches,
    merge_diagonal,
    merge_rows,
    triangularize,
)

MAX_ENTRIES = 1_000_000  # of J that are computed at once


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

    def __init__(
        self, triangle: np.ndarray, previous: np.ndarray | None, memory: Memory | None = None
    ) -> None:
        self._triangle, self._memory = triangle, Memory() if memory is None else memory
        self.norms = _column_norms(triangle[:-1, :-1])
        self.gradient = triangle[:-1, :-1].T @ triangle[:-1, -1]
        self._set_scale(previous)

    def solve(self, damping: float) -> Work[tuple[np.ndarray, float]]:
        r"""Return the step and the decrease of :math:`\|r\|^2` that the linear model predicts."""
        out = self._memory.array("damped", *self._triangle.shape)
        triangle = yield from merge_diagonal(self._triangle, np.sqrt(damping) * self.scale, out)
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
        cls,
        rows: Rows,
        n_rows: int,
        n_columns: int,
        previous: np.ndarray | None,
        memory: Memory,
    ) -> Work["WideSystem"]:
        """Hold J and merge the columns of J D⁻¹ as rows."""
        joint = memory.array("joint", n_rows, n_columns + 1)
        size = max(1, MAX_ENTRIES // n_columns)
        for start in range(0, n_rows, size):
            stop = min(n_rows, start + size)
            rows(joint[start:stop], start, stop)
            yield ENTRY_COST * (stop - start) * n_columns
        jacobian = joint[:, :-1]
        system = cls(jacobian, joint[:, -1], previous)
        triangle = np.zeros((n_rows, n_rows), order="F")
        for start, stop in batches(n_columns, n_rows):
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
    rows: Rows,
    n_rows: int,
    n_columns: int,
    previous: np.ndarray | None,
    memory: Memory | None = None,
) -> Work[DampedSystem]:
    """Return the system of the better shape.

    Parameters
    ----------
    rows : callable
        Writes rows of J and r.
    n_rows, n_columns : int
        Shape of J.
    previous : ndarray, optional
        The scale of the system before: Marquardt's scaling never becomes smaller.
    memory : Memory, optional
        For the system, whose next one overwrites it.
    """
    memory = Memory() if memory is None else memory
    if n_rows < n_columns:
        return (yield from WideSystem.factorize(rows, n_rows, n_columns, previous, memory))
    triangle = yield from triangularize(rows, n_rows, n_columns, memory)
    return TallSystem(triangle, previous, memory)


def expected_operations(n_rows: int, n_columns: int) -> float:
    """Return about how many operations `factorize` and one `solve` will yield."""
    small, large = sorted((n_rows, n_columns))
    return ENTRY_COST * n_rows * n_columns + 2.0 * large * small**2 + 2.0 / 3.0 * small**3


def required_bytes(n_rows: int, n_columns: int) -> int:
    """Return the memory that `factorize` and `solve` take at most."""
    size = min(n_rows, n_columns + 1)
    held = n_rows * n_columns if n_rows < n_columns else 0
    # The triangle, its damped copy, and the part of it that is being merged.
    return 8 * (3 * size**2 + held + 2 * MAX_ENTRIES)


def _solve_triangle(
    triangle: np.ndarray, right_side: np.ndarray, transposed: bool = False
) -> np.ndarray:
    """Solve, with numbers that are not finite where the triangle is singular."""
    solution, info = lapack.dtrtrs(triangle, right_side, trans=int(transposed))
    return solution if info == 0 else np.full(len(right_side), np.nan)


def _column_norms(matrix: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("ij,ij->j", matrix, matrix))
