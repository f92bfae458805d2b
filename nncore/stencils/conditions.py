r"""What a stencil must satisfy whatever error it minimises: linear conditions, solved exactly.

- *Order*: :math:`\sum_p c_p s_p^m = m!\,\delta_{md}` for :math:`m = 0, \dots, d + r - 1`.
- *Symmetry*: :math:`c_{-s} = (-1)^d c_s`; then the modified wavenumber is real.
- *Zeros at* :math:`\theta = \pi`: there the modified wavenumber and its first n - 1 derivatives
  vanish, :math:`\sum_p c_p s_p^j (-1)^{i_p} = 0` for :math:`j < n`, with the places :math:`i_p` of
  the offsets on the grid. Such a stencil does not see the fastest wave, which is mostly noise.

The solutions are :math:`c = c_0 + Z z`. Whether there are any, and how many, is decided in rational
arithmetic.

References
----------
P. Holoborodko, "Smooth noise-robust differentiators", 2008,
http://www.holoborodko.com/pavel/numerical-methods/numerical-derivative/smooth-low-noise-differentiators/
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options import is_whole
from nncore.options.ranges import AT_LEAST, NOT_WHOLE
from nncore.stencils.constraints import check_constraint
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.offsets import grid_places

Row = tuple[list[Fraction], Fraction]


@dataclass(frozen=True)
class Conditions:
    """Conditions on a stencil.

    Parameters
    ----------
    accuracy_order : int or None
        r; None asks for no consistency.
    is_symmetric : bool
        Whether the stencil must be its own mirror image.
    zeros_at_pi : int
        How many times the modified wavenumber vanishes at the fastest wave.
    """

    accuracy_order: int | None = None
    is_symmetric: bool = False
    zeros_at_pi: int = 0

    def __post_init__(self) -> None:
        if not is_whole(self.zeros_at_pi):
            raise SettingError(NOT_WHOLE, name="zeros_at_pi", value=repr(self.zeros_at_pi))
        if self.zeros_at_pi < 0:
            raise SettingError(AT_LEAST, name="zeros_at_pi", bound=0, value=self.zeros_at_pi)

    def n_moments(self, derivative_order: int) -> int:
        """Return how many moments the conditions fix."""
        return 0 if self.accuracy_order is None else derivative_order + self.accuracy_order


@dataclass(frozen=True, eq=False)
class Solutions:
    """The stencils :math:`c_0 + Z z` that meet conditions.

    Parameters
    ----------
    only : tuple of Fraction or None
        The stencil, exactly, where there is only one.
    nearest : ndarray, shape (k,)
        The one that is nearest to Taylor's.
    directions : ndarray, shape (k, n_free)
        Z, orthonormal.
    """

    only: tuple[Fraction, ...] | None
    nearest: FloatArray
    directions: FloatArray


@lru_cache(maxsize=256)
def solutions(
    offsets: tuple[Fraction, ...], derivative_order: int, conditions: Conditions
) -> Solutions:
    """Return all the stencils that meet conditions.

    Parameters
    ----------
    offsets : tuple of Fraction
        From `nncore.stencils.offsets.check_offsets`.
    derivative_order : int
        d.
    conditions : Conditions
        What is asked of the stencil.

    Raises
    ------
    ValueError
        If no stencil on the offsets meets them all; if the offsets are not symmetric, or neither
        whole nor half numbers, where a condition needs that.
    """
    check_constraint(offsets, derivative_order, conditions.accuracy_order)
    rows = _rows(offsets, derivative_order, conditions)
    taylor = taylor_stencil(offsets, derivative_order)
    if not rows:
        return Solutions(None, taylor, np.eye(len(offsets)))
    reduced, pivots = _reduced(rows)
    n_offsets = len(offsets)
    is_zero = len(pivots) == n_offsets and not any(row[-1] for row in reduced)
    if n_offsets in pivots or is_zero:
        raise SettingError(
            "`offsets` must be more for {n_zeros} zeros at the fastest wave together with the "
            "other conditions, got {n_offsets}; add offsets.",
            n_zeros=conditions.zeros_at_pi,
            n_offsets=n_offsets,
        )
    particular = [Fraction(0)] * n_offsets
    for row, pivot in zip(reduced, pivots, strict=True):
        particular[pivot] = row[-1]
    free = [p for p in range(n_offsets) if p not in pivots]
    one = np.array([float(c) for c in particular])
    if not free:
        return Solutions(tuple(particular), one, np.zeros((n_offsets, 0)))
    basis = np.zeros((n_offsets, len(free)))
    for column, place in enumerate(free):
        basis[place, column] = 1.0
        for row, pivot in zip(reduced, pivots, strict=True):
            basis[pivot, column] = -float(row[place])
    directions, _ = np.linalg.qr(basis)
    return Solutions(None, one + directions @ (directions.T @ (taylor - one)), directions)


def _rows(
    offsets: tuple[Fraction, ...], derivative_order: int, conditions: Conditions
) -> list[Row]:
    rows: list[Row] = [
        (
            [offset**m for offset in offsets],
            Fraction(math.factorial(m) if m == derivative_order else 0),
        )
        for m in range(conditions.n_moments(derivative_order))
    ]
    if conditions.is_symmetric:
        rows += _mirror_rows(offsets, derivative_order)
    if conditions.zeros_at_pi:
        places, _ = grid_places(offsets)
        signs = [(-1) ** (place % 2) for place in places]
        for j in range(conditions.zeros_at_pi):
            powers = [sign * s**j for sign, s in zip(signs, offsets, strict=True)]
            rows.append((powers, Fraction(0)))
    return rows


def _mirror_rows(offsets: tuple[Fraction, ...], derivative_order: int) -> list[Row]:
    places = {offset: place for place, offset in enumerate(offsets)}
    rows: list[Row] = []
    for offset, place in places.items():
        if -offset not in places:
            raise SettingError(
                "`offsets` must have {mirrored} too for a symmetric stencil; add it.",
                mirrored=float(-offset),
            )
        row = [Fraction(0)] * len(offsets)
        row[place] += 1
        row[places[-offset]] -= (-1) ** derivative_order
        rows.append((row, Fraction(0)))
    return rows


def _reduced(rows: Sequence[Row]) -> tuple[list[list[Fraction]], list[int]]:
    """Return the reduced echelon form of the equations, and the place of each leading 1."""
    import flint  # `import nncore` does not load it

    entries = [[*left, right] for left, right in rows]
    matrix = flint.fmpq_mat(
        len(entries),
        len(entries[0]),
        [flint.fmpq(e.numerator, e.denominator) for row in entries for e in row],
    )
    echelon, rank = matrix.rref()
    reduced = [
        [Fraction(int(entry.p), int(entry.q)) for entry in row] for row in echelon.tolist()[:rank]
    ]
    return reduced, [next(p for p, entry in enumerate(row) if entry) for row in reduced]
