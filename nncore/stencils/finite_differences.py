r"""Finite-difference stencils from the order conditions, in exact rational arithmetic.

A stencil approximates the derivative of order d at a point of a grid of spacing h from the values
at the offsets :math:`s_1, \dots, s_k`, counted in grid points,

.. math:: u^{(d)}(x) \approx \frac{1}{h^d} \sum_p c_p\, u(x + s_p h).

Taylor's expansion of the right-hand side is :math:`\sum_m \frac{h^{m-d}}{m!} u^{(m)}(x)\, M_m` with
the moments :math:`M_m = \sum_p c_p s_p^m`, so that the stencil is exact for polynomials up to some
degree if its moments up to that degree are :math:`M_m = m!\,\delta_{md}`: the order conditions.

Every coefficient here is dimensionless: it is the weight of the sum above times :math:`h^d`.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import count
from numbers import Rational

import numpy as np

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.options.ranges import FINITE
from nncore.stencils.offsets import (
    Number,
    as_fraction,
    check_offsets,
    exact_offset,
    grid_places,
)

MOMENT_TOLERANCE = 1e-12
"""A moment below this share of the sum of ``|c s^m|`` is rounding: that is 4,500 ulp, and a stencil
that was learned from data misses by more."""


def taylor_stencil(offsets: Iterable[Number], derivative_order: int) -> FloatArray:
    r"""Coefficients of the highest order of accuracy that the offsets allow in general.

    .. math:: \sum_p c_p\, s_p^m = m!\,\delta_{md}, \qquad m = 0, \dots, k - 1

    They are computed exactly, and each is then rounded once.

    Parameters
    ----------
    offsets : iterable of number
        Different from each other, in any order, at least ``derivative_order + 1``. They need not
        be whole, equidistant or on both sides. A float stands for its shortest decimal: 0.1 is
        1/10; pass a `fractions.Fraction` for a third.
    derivative_order : int
        At least 0, which is interpolation.

    Returns
    -------
    ndarray
        Dimensionless coefficients in the order of the offsets, shape (k,).

    Raises
    ------
    ValueError
        See `check_offsets`.

    References
    ----------
    B. Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids",
    Mathematics of Computation 51, 1988, 699-706,
    https://doi.org/10.1090/S0025-5718-1988-0935077-0

    Examples
    --------
    >>> taylor_stencil((-1, 0, 1), 2).tolist()
    [1.0, -2.0, 1.0]
    """
    return np.array([float(c) for c in taylor_fractions(offsets, derivative_order)])


def taylor_fractions(offsets: Iterable[Number], derivative_order: int) -> tuple[Fraction, ...]:
    """Return the coefficients of `taylor_stencil` as exact fractions.

    Examples
    --------
    >>> [str(c) for c in taylor_fractions((-2, -1, 0, 1, 2), 1)]
    ['1/12', '-2/3', '0', '2/3', '-1/12']
    """
    return fornberg_weights(check_offsets(offsets, derivative_order), derivative_order)


# A page asks for the same stencils at every rerun.
@lru_cache(maxsize=256)
def fornberg_weights(offsets: tuple[Fraction, ...], order: int) -> tuple[Fraction, ...]:
    """Return Taylor's stencil on different offsets, of which there may be any number.

    Fornberg's recurrence at 0 adds one offset after another to the stencils of all orders.
    """
    # weights[p][m] is the coefficient of offset p in the stencil of order m on the offsets so far.
    weights = [[Fraction(int(m == 0)) for m in range(order + 1)]]
    product = Fraction(1)
    for n in range(1, len(offsets)):
        new, previous = offsets[n], offsets[n - 1]
        last_product = product
        product = math.prod((new - old for old in offsets[:n]), start=Fraction(1))
        last = weights[-1]
        ratio = last_product / product
        added = [ratio * (m * last[m - 1] - previous * last[m]) for m in range(order + 1)]
        weights = [
            [(new * w[m] - m * w[m - 1]) / (new - old) for m in range(order + 1)]
            for old, w in zip(offsets[:n], weights, strict=True)
        ]
        weights.append(added)
    return tuple(w[order] for w in weights)


def accuracy_order(
    offsets: Iterable[Number], coefficients: Iterable[Number], derivative_order: int
) -> int:
    r"""Order of the truncation error: the power of h with which it vanishes.

    .. math:: \min \{ m \ge 0 : M_m \ne m!\,\delta_{md} \} - d

    k offsets give at least order k - d to Taylor's stencil, and symmetry about 0 gives one more.
    At 0 the error stays as h vanishes (the derivative comes out times a wrong factor), and below 0
    it grows: such a stencil is not consistent. Interpolation that takes the value at the point
    itself has no error at all; its order is said to be k.

    Parameters
    ----------
    offsets : iterable of number
        As in `taylor_stencil`.
    coefficients : iterable of number
        Dimensionless, one for each offset. Whole numbers and fractions are taken as exact, and so
        are the floats of `taylor_stencil`; in others a moment below `MOMENT_TOLERANCE` is zero,
        which may hide the first term of the error of 25 offsets on one side.
    derivative_order : int
        Of the derivative that the stencil approximates.

    Raises
    ------
    ValueError
        See `taylor_stencil`; if there is not one finite coefficient for each offset.
    """
    return leading_error(offsets, coefficients, derivative_order)[0]


def leading_error(
    offsets: Iterable[Number], coefficients: Iterable[Number], derivative_order: int
) -> tuple[int, Fraction]:
    r"""Return the order r and C, for an error of :math:`C h^r u^{(d + r)}` to leading order.

    Parameters
    ----------
    offsets, coefficients, derivative_order
        As in `accuracy_order`.

    Raises
    ------
    ValueError
        See `accuracy_order`.

    Examples
    --------
    >>> leading_error((-1, 0, 1), (-0.5, 0, 0.5), 1)
    (2, Fraction(1, 6))
    """
    exact_offsets = tuple(map(exact_offset, offsets))
    taylor = taylor_fractions(exact_offsets, derivative_order)
    weights, tolerance = _exact_weights(tuple(coefficients), taylor)
    is_value = derivative_order == 0 and not any(
        c for c, s in zip(weights, exact_offsets, strict=True) if s
    )
    # There is an end: as m grows, the outermost points outweigh the others.
    for m in count():
        if is_value and m > 0:
            return len(exact_offsets), Fraction(0)  # the value itself has no error
        terms = [c * s**m for c, s in zip(weights, exact_offsets, strict=True)]
        target = math.factorial(m) if m == derivative_order else 0
        size, missed = sum(map(abs, terms), Fraction(target)), sum(terms, Fraction(-target))
        if abs(missed) > tolerance * size:
            break
    return m - derivative_order, missed / math.factorial(m)


def _exact_weights(
    given: tuple[Number, ...], taylor: tuple[Fraction, ...]
) -> tuple[tuple[Fraction, ...], Fraction]:
    """Return the coefficients as fractions, and the tolerance for their moments."""
    check_coefficients(given, len(taylor))
    if all(isinstance(c, Rational) for c in given):
        return tuple(map(as_fraction, given)), Fraction(0)
    if all(float(c) == float(t) for c, t in zip(given, taylor, strict=True)):
        return taylor, Fraction(0)
    return tuple(map(Fraction, map(float, given))), Fraction(MOMENT_TOLERANCE)


def check_n_coefficients(coefficients: Sequence[Number] | FloatArray, n_offsets: int) -> None:
    """Raise ValueError unless there is one coefficient for each offset."""
    if len(coefficients) != n_offsets:
        raise SettingError(
            "`coefficients` must be one number for each of the {n_offsets} offsets, got "
            "{n_coefficients}.",
            n_offsets=n_offsets,
            n_coefficients=len(coefficients),
        )


def check_coefficients(coefficients: Sequence[Number] | FloatArray, n_offsets: int) -> None:
    """Raise ValueError unless there is one finite coefficient for each offset."""
    check_n_coefficients(coefficients, n_offsets)
    for c in coefficients:
        if not math.isfinite(c):
            raise SettingError(FINITE, name="coefficients", value=c)


def valid_slice(n_points: int, offsets: Iterable[Number]) -> slice:
    """Return the points of a grid at which all the points of the stencil lie on the grid.

    With half offsets, the derivative belongs to the middle between such a point and the next.

    Raises
    ------
    ValueError
        If the offsets are neither whole nor half numbers, or if there is no such point.
    """
    places, shift = grid_places(offsets)
    # With half offsets the last point is the one before the end: the target has to lie on the grid.
    left, right = max(0, -min(places)), max(int(2 * shift), max(places))
    if left + right >= n_points:
        raise SettingError(
            "`offsets` must span fewer points than the field has ({n_points:,}), got a span of "
            "{span:,}.",
            n_points=n_points,
            span=left + right,
        )
    return slice(left, n_points - right)


def target_points(points: FloatArray, offsets: Iterable[Number]) -> FloatArray:
    """Return where the derivative belongs to: at the points, or after them for half offsets.

    Parameters
    ----------
    points : ndarray, shape (n_points,)
        Of an equidistant grid.
    offsets : iterable of number
        Whole or half numbers.
    """
    _, shift = grid_places(offsets)
    return points + float(shift) * (points[1] - points[0]) if shift else points
