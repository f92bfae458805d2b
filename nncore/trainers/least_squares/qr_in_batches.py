r"""QR of a tall matrix, a batch of rows at a time.

Rows are merged into a triangle by LAPACK's triangular-pentagonal QR (``dtpqrt``),

.. math::

    \begin{bmatrix} R \\ B \end{bmatrix} = Q \begin{bmatrix} R' \\ 0 \end{bmatrix},

a batch at a time: a batch stays in the cache, the work can be cut between any two batches, and Q
is never kept. It is the flat tree of Demmel and others' tall-skinny QR.

References
----------
J. Demmel, L. Grigori, M. Hoemmen, J. Langou, "Communication-optimal parallel and sequential QR and
LU factorizations", SIAM Journal on Scientific Computing 34, 2012, A206-A239,
https://doi.org/10.1137/080731992

G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th edition, Johns Hopkins University Press,
2013, chapter 5
"""

from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

import numpy as np
from scipy.linalg import lapack

_Result = TypeVar("_Result")

#: Yields the floating-point operations since its last yield, and returns a result at its end.
Work = Generator[float, None, _Result]

#: Writes the rows start:stop of the Jacobian, and of the residual as the last column, into an
#: array of shape (stop - start, p + 1).
Rows = Callable[[np.ndarray, int, int], None]

#: Operations between two yields, where the sizes allow it: 0.05 to 0.2 s of one core.
WORK_UNIT = 2e9

_PANEL = 32  # columns of a Householder panel; 16 to 64 measured within 15 % of each other
_CACHED_ROWS, _CACHED_ENTRIES = 512, 100_000  # a batch that stays in the cache: measured
ENTRY_COST = 200.0
"""Operations that take as long as to compute one entry of J."""

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


def merge_diagonal(
    triangle: np.ndarray, diagonal: np.ndarray, out: np.ndarray | None = None
) -> Work[np.ndarray]:
    """Return the upper triangle of the QR factorisation of `triangle` above a diagonal matrix.

    Row i of the diagonal only acts on the columns from i on, so that a batch of rows is merged
    into what is left of the triangle there: a third of the work of full rows.

    Parameters
    ----------
    triangle : ndarray, shape (p, p)
        In Fortran order; left as it is.
    diagonal : ndarray, shape (q,)
        With q at most p: a right-hand side in the last column has no diagonal entry.
    out : ndarray, shape (p, p), optional
        In Fortran order, for the result.
    """
    result = np.empty_like(triangle, order="F") if out is None else out
    result[...] = triangle
    yield _COPY_COST * result.size
    start = 0
    while start < len(diagonal):
        n_columns = len(result) - start
        stop = min(len(diagonal), start + batch_size(n_columns))
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


def triangularize(
    rows: Rows, n_rows: int, n_columns: int, memory: "Memory | None" = None
) -> Work[np.ndarray]:
    """Return the upper triangle, of shape (p + 1, p + 1), of the QR factorisation of [J, r].

    Parameters
    ----------
    rows : callable
        Writes rows of J and r.
    n_rows, n_columns : int
        Shape of J, (m, p).
    memory : Memory, optional
        For the triangle, whose next one overwrites it.
    """
    memory = Memory() if memory is None else memory
    triangle = memory.array("triangle", n_columns + 1, n_columns + 1)
    triangle[...] = 0.0
    for start, stop in batches(n_rows, n_columns + 1):
        block = memory.array("block", stop - start, n_columns + 1)
        rows(block, start, stop)
        triangle = merge_rows(triangle, block)
        yield len(block) * (ENTRY_COST * n_columns + 2.0 * (n_columns + 1) ** 2)
    return triangle


class Memory:
    """Arrays in Fortran order that are made once, for problems of one size after another.

    New ones for each step would be given back to the system after it, and the kernel would clear
    their pages again: that may take as long as the arithmetic.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, np.ndarray] = {}

    def array(self, name: str, n_rows: int, n_columns: int) -> np.ndarray:
        """Return the array of that name, of any content."""
        size = n_rows * n_columns
        if name not in self._arrays or self._arrays[name].size < size:
            self._arrays[name] = np.empty(size)
        return self._arrays[name][:size].reshape((n_rows, n_columns), order="F")


def _merge(triangle: np.ndarray, rows: np.ndarray, n_triangular: int) -> np.ndarray:
    merged, _, _, _ = lapack.dtpqrt(
        n_triangular, min(_PANEL, len(triangle)), triangle, rows, overwrite_a=1, overwrite_b=1
    )
    return merged


def batch_size(n_columns: int) -> int:
    """Return how many rows are merged at once: what is fast, but no more than a unit of work."""
    fast = max(_CACHED_ROWS, _CACHED_ENTRIES // n_columns)
    return max(16, int(min(WORK_UNIT / (2.0 * n_columns**2), fast)))


def batches(n_rows: int, n_columns: int) -> Iterator[tuple[int, int]]:
    """Yield the first of the rows, and the one after the last, of each batch."""
    size = batch_size(n_columns)
    for start in range(0, n_rows, size):
        yield start, min(n_rows, start + size)
