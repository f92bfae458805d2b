r"""Compact stencils, which give the derivatives of neighbouring points together.

.. math:: \sum_q a_q\, u^{(d)}_{j + t_q} = \frac{1}{h^d} \sum_p c_p\, u_{j + s_p}, \qquad a_0 = 1

With Taylor's expansion on both sides the order conditions are linear in a and c,

.. math:: \sum_p c_p s_p^m = \frac{m!}{(m - d)!} \sum_q a_q t_q^{m - d}, \qquad m = 0, 1, \dots,

the right-hand side being 0 for m < d. They are solved in rational arithmetic. Without neighbours in
t this is Taylor's stencil.

References
----------
S. K. Lele, "Compact finite difference schemes with spectral-like resolution", Journal of
Computational Physics 103, 1992, 16-42, https://doi.org/10.1016/0021-9991(92)90324-R
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.stencils.dispersion import symbol
from nncore.stencils.finite_differences import check_coefficients
from nncore.stencils.offsets import Number, check_offsets, exact_offset, show_offset

_PHASES_A_TURN = 64  # of the widest neighbour, for the winding number
_VANISHING = 1e-6


@dataclass(frozen=True)
class CompactStencil:
    """A compact stencil, exactly.

    Parameters
    ----------
    offsets, coefficients : tuple of Fraction
        s and c, of the values; dimensionless.
    implicit_offsets, implicit_coefficients : tuple of Fraction
        t and a, of the derivatives: 0 is among the offsets and has the coefficient 1.
    derivative_order : int
        d; 0 interpolates.
    """

    offsets: tuple[Fraction, ...]
    coefficients: tuple[Fraction, ...]
    implicit_offsets: tuple[Fraction, ...]
    implicit_coefficients: tuple[Fraction, ...]
    derivative_order: int

    @property
    def accuracy_order(self) -> int:
        """The power of h with which the error vanishes."""
        return self.leading_error[0]

    @property
    def leading_error(self) -> tuple[int, Fraction]:
        r"""The order r and C, for an error of :math:`C h^r u^{(d + r)}` to leading order.

        A stencil that gives the value itself has none; its order is said to be k.
        """
        if self.derivative_order == 0 and self._is_identity():
            return len(self.offsets), Fraction(0)
        for m in count():
            missed = self._moment_error(m)
            if missed:
                break
        return m - self.derivative_order, missed / (
            math.factorial(m) * sum(self.implicit_coefficients)
        )

    def modified_wavenumber(self, theta: ArrayLike) -> NDArray[np.complex128]:
        r"""Return what the stencil has in place of :math:`\theta^d`.

        .. math:: \kappa(\theta) = i^{-d}
            \sum_p c_p e^{i\theta s_p} \Big/ \sum_q a_q e^{i\theta t_q}

        Parameters
        ----------
        theta : array_like
            Phases from one grid point to the next, in radians.
        """
        explicit = symbol(self.offsets, _floats(self.coefficients), theta, self.derivative_order)
        implicit = symbol(self.implicit_offsets, _floats(self.implicit_coefficients), theta, 0)
        return np.asarray(explicit / implicit)

    def has_stable_inverse(self) -> bool:
        r"""Whether errors on the implicit side die out on the way through a grid with ends.

        That is so where :math:`\sum_q a_q z^{t_q}` does not vanish on the unit circle and does not
        go around 0 either (the winding number of a banded Toeplitz operator that has an inverse).
        """
        n_turns = 1 + max(map(abs, map(int, self.implicit_offsets)))
        theta = np.linspace(-np.pi, np.pi, _PHASES_A_TURN * n_turns + 1)
        values = symbol(self.implicit_offsets, _floats(self.implicit_coefficients), theta, 0)
        if np.abs(values).min() < _VANISHING * np.abs(values).max():
            return False
        turned = np.unwrap(np.angle(values))
        return bool(abs(turned[-1] - turned[0]) < np.pi)

    def _is_identity(self) -> bool:
        """Whether both sides of an interpolation are the same, so that it has no error."""
        sides = [
            {s: c for s, c in zip(offsets, weights, strict=True) if c}
            for offsets, weights in (
                (self.offsets, self.coefficients),
                (self.implicit_offsets, self.implicit_coefficients),
            )
        ]
        return sides[0] == sides[1]

    def _moment_error(self, m: int) -> Fraction:
        d = self.derivative_order
        explicit = sum(
            (c * s**m for c, s in zip(self.coefficients, self.offsets, strict=True)), Fraction(0)
        )
        if m < d:
            return explicit
        pairs = zip(self.implicit_coefficients, self.implicit_offsets, strict=True)
        return explicit - math.perm(m, d) * sum((a * t ** (m - d) for a, t in pairs), Fraction(0))


def compact_stencil(
    offsets: Iterable[Number],
    implicit_offsets: Iterable[Number],
    derivative_order: int,
    implicit_coefficients: Sequence[Number] | None = None,
) -> CompactStencil:
    r"""Return the compact stencil of the highest order on given offsets.

    Parameters
    ----------
    offsets : iterable of number
        Of the values, as in `nncore.taylor_stencil`.
    implicit_offsets : iterable of number
        Of the derivatives, 0 among them; whole numbers.
    derivative_order : int
        d; 0 interpolates.
    implicit_coefficients : sequence of number, optional
        a, one for each of `implicit_offsets`, with 1 for 0; then the order conditions decide on c
        alone. Lele's :math:`\alpha` and :math:`\beta` stand here.

    Raises
    ------
    ValueError
        If the offsets do not allow a stencil, or the conditions do not decide on one.

    Examples
    --------
    >>> pade = compact_stencil((-1, 0, 1), (-1, 0, 1), 1)
    >>> [str(a) for a in pade.implicit_coefficients], [str(c) for c in pade.coefficients]
    (['1/4', '1', '1/4'], ['-3/4', '0', '3/4'])
    >>> pade.accuracy_order
    4
    """
    exact = check_offsets(offsets, derivative_order)
    implicit = _checked_implicit(implicit_offsets)
    if implicit_coefficients is None:
        unknown = [t for t in implicit if t != 0]
    else:
        check_coefficients(implicit_coefficients, len(implicit))
        unknown = []
    given = _given(implicit, implicit_coefficients)
    found = _solved(exact, unknown, given, derivative_order)
    neighbours = dict(zip(unknown, found[len(exact) :], strict=True)) | given
    return CompactStencil(
        offsets=exact,
        coefficients=tuple(found[: len(exact)]),
        implicit_offsets=implicit,
        implicit_coefficients=tuple(neighbours[t] for t in implicit),
        derivative_order=derivative_order,
    )


def _given(
    implicit: tuple[Fraction, ...], coefficients: Sequence[Number] | None
) -> dict[Fraction, Fraction]:
    if coefficients is None:
        return {Fraction(0): Fraction(1)}
    given = dict(zip(implicit, map(exact_offset, coefficients), strict=True))
    if given[Fraction(0)] != 1:
        raise SettingError(
            "`implicit_coefficients` must be 1 at the point itself, got {value}; divide the "
            "stencil by it.",
            value=float(given[Fraction(0)]),
        )
    return given


def _checked_implicit(offsets: Iterable[Number]) -> tuple[Fraction, ...]:
    exact = check_offsets(offsets, 0)
    if 0 not in exact:
        raise SettingError("`implicit_offsets` must have 0 among them, the point itself; add it.")
    for offset in exact:
        if offset.denominator != 1:
            raise SettingError(
                "`implicit_offsets` must be whole numbers, got {offset}.",
                offset=show_offset(offset),
            )
    return exact


def _solved(
    offsets: tuple[Fraction, ...],
    unknown: list[Fraction],
    given: dict[Fraction, Fraction],
    derivative_order: int,
) -> list[Fraction]:
    """Return c and the unknown a, from as many conditions as there are of them."""
    import flint  # `import nncore` does not load it

    n = len(offsets) + len(unknown)
    rows: list[list[Fraction]] = []
    for m in range(n):
        factor = math.perm(m, derivative_order) if m >= derivative_order else 0
        power = max(0, m - derivative_order)
        right = factor * sum((a * t**power for t, a in given.items()), Fraction(0))
        rows.append([*(s**m for s in offsets), *(-factor * t**power for t in unknown), right])
    matrix = flint.fmpq_mat(
        n,
        n + 1,
        [flint.fmpq(e.numerator, e.denominator) for row in rows for e in map(Fraction, row)],
    )
    echelon, rank = matrix.rref()
    if rank < n or echelon[n - 1, n - 1] == 0:
        raise SettingError(
            "`implicit_offsets` must be such that the order conditions decide on one stencil; "
            "leave some of them out."
        )
    return [Fraction(int(echelon[p, n].p), int(echelon[p, n].q)) for p in range(n)]


def _floats(numbers: Iterable[Fraction]) -> FloatArray:
    return np.array([float(number) for number in numbers])
