"""The offsets of a stencil: which are allowed, as exact fractions."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from numbers import Rational, Real
from typing import Any

import numpy as np

from nncore.messages import Sentence, SettingError, marked
from nncore.options import is_whole

Number = int | float | Fraction

MAX_OFFSETS = 25
LARGEST_OFFSET = 10_000
HALF = Fraction(1, 2)
SMALLEST_GAP = Fraction(1, 1_000_000)  # closer offsets give coefficients beyond float64

# By order: 0 is interpolation.
_NAMES = (
    marked("interpolated value"),
    marked("first derivative"),
    marked("second derivative"),
    marked("third derivative"),
    marked("fourth derivative"),
    marked("fifth derivative"),
    marked("sixth derivative"),
)
_TWICE = marked("`offsets` must be different from each other, got {offset} twice.")
_OFTEN = marked("`offsets` must be different from each other, got {offset} {n_times} times.")


def derivative_name(derivative_order: int) -> Sentence:
    """Return what the derivative of an order is called: "first derivative"."""
    if derivative_order < len(_NAMES):
        return Sentence(_NAMES[derivative_order])
    return Sentence("derivative of order {order}", order=derivative_order)


def check_offsets(offsets: Iterable[Number], derivative_order: int) -> tuple[Fraction, ...]:
    """Return the offsets as exact fractions, if they allow a stencil for the derivative.

    Raises
    ------
    ValueError
        If an offset is not a number, too large or too near to another one; if they are too few or
        too many; if the order of the derivative is not a whole number from 0.
    """
    _check_derivative_order(derivative_order)
    exact = tuple(exact_offset(offset) for offset in offsets)
    offset, n_times = Counter(exact).most_common(1)[0] if exact else (Fraction(0), 0)
    if n_times > 1:
        raise SettingError(
            _TWICE if n_times == 2 else _OFTEN, offset=show_offset(offset), n_times=n_times
        )
    if len(exact) <= derivative_order:
        raise SettingError(
            "`offsets` must have at least {least} entries for the {derivative}, got {n_offsets}.",
            least=derivative_order + 1,
            derivative=derivative_name(derivative_order),
            n_offsets=len(exact),
        )
    if len(exact) > MAX_OFFSETS:
        raise SettingError(
            "`offsets` must have at most {max_offsets} entries, got {n_offsets}.",
            max_offsets=MAX_OFFSETS,
            n_offsets=len(exact),
        )
    gaps = ((b - a, a) for a, b in pairwise(sorted(exact)))
    gap, offset = min(gaps, default=(SMALLEST_GAP, exact[0]))
    if gap < SMALLEST_GAP:
        raise SettingError(
            "`offsets` must be at least {least} apart, got a distance of {gap:g} at {offset}.",
            least=float(SMALLEST_GAP),
            gap=float(gap),
            offset=show_offset(offset),
        )
    return exact


def _check_derivative_order(derivative_order: int) -> None:
    if not is_whole(derivative_order):
        raise SettingError(
            "`derivative_order` must be a whole number, got {derivative_order}.",
            derivative_order=repr(derivative_order),
        )
    if derivative_order < 0:
        raise SettingError(
            "`derivative_order` must be at least 0, got {derivative_order}.",
            derivative_order=derivative_order,
        )


def show_offset(offset: Fraction) -> str:
    """Write a whole offset as such, and another one as a decimal."""
    return str(offset) if offset.denominator == 1 else f"{float(offset):g}"


def exact_offset(offset: Any) -> Fraction:
    """Return an offset as a fraction, or raise the ValueError that says why it is none."""
    is_number = isinstance(offset, Real) and not isinstance(offset, bool | np.bool_)
    if not is_number:
        raise SettingError("`offsets` must be numbers, got {offset}.", offset=repr(offset))
    if not abs(offset) <= LARGEST_OFFSET:
        raise SettingError(
            "`offsets` must lie between -{largest_offset:,} and {largest_offset:,}, got {offset}.",
            largest_offset=LARGEST_OFFSET,
            offset=offset,
        )
    return as_fraction(offset) if isinstance(offset, Rational) else Fraction(repr(float(offset)))


def as_fraction(number: Any) -> Fraction:
    """Return a rational number as a fraction of Python's own whole numbers."""
    # NumPy's integers are rational too, and their products would overflow.
    return Fraction(int(number.numerator), int(number.denominator))


def grid_places(offsets: Iterable[Number]) -> tuple[tuple[int, ...], Fraction]:
    r"""Return where on a grid the values stand: whole places i, and the shift of the point.

    .. math:: s_p = i_p - \text{shift}

    Whole offsets have the shift 0: the point where the derivative is wanted is a grid point. Half
    ones (..., -1/2, 1/2, ...) have 1/2: it is in the middle between the grid points 0 and 1, as on
    staggered grids.

    Raises
    ------
    ValueError
        If the offsets are neither all whole nor all half numbers.

    Examples
    --------
    >>> grid_places((-0.5, 0.5))
    ((0, 1), Fraction(1, 2))
    """
    exact = [exact_offset(offset) for offset in offsets]
    shift = exact[0] % 1
    for offset in exact:
        if offset % 1 != shift or shift not in (0, HALF):
            raise SettingError(
                "`offsets` must be whole numbers on a grid, or half numbers such as -0.5, 0.5 "
                "throughout, got {offset}.",
                offset=show_offset(offset),
            )
    return tuple(int(offset + shift) for offset in exact), shift
