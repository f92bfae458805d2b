"""Whether samples of a formula tell what it is.

In float64 a formula can look harmless that is not: tan(asin(x/x)) is 1.6e16 everywhere, and
infinite; between the samples may be a pole; and sqrt(1 + (exp(x) + 1e40 - 1e40)) is 1 after
rounding. Balls show all three: a formula is finite on balls that cover the interval, and samples
have the values of balls around them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function, to_ball, working_precision
from nncore.integrands import Integrand
from nncore.integrands.reference import inner_points
from nncore.references.ends import End
from nncore.references.local_analysis import LocalAnalysis
from nncore.references.pieces import Piece
from nncore.references.unproved import Unproved

Ball = Any

_PRECISION = 128
_TOLERANCE = 1e-8  # of the largest sample
_STRIDE = 16  # of the points that are compared
_OCTAVES = 40  # towards an end, at which the formula may be infinite
_MOST_OCTAVES = 64  # towards infinity
_OCTAVES_BETWEEN, _LEAST_EDGE = 3, 3  # from e on asymptotic forms hold
_LEAST_WIDTH = Fraction(1, 2**40)  # of a ball, relative to its distance from the ends
_MOST_BALLS = 4_000


def check_samples(integrand: Integrand, piece: Piece) -> None:
    """Check that samples between the ends of a piece can be relied upon.

    Parameters
    ----------
    integrand : Integrand
        What is sampled.
    piece : Piece
        Its formula, and the ends.

    Raises
    ------
    Unproved
        If balls do not show that the formula is finite inside, or that float64 has its values.
    """
    with working_precision(_PRECISION):
        _check_values(integrand, piece)
        _check_cover(piece)


def _check_values(integrand: Integrand, piece: Piece) -> None:
    f = ball_function(piece.tree)
    x = inner_points(float(piece.left.number), float(piece.right.number))[::_STRIDE]
    values, size = integrand(x), float(np.abs(integrand(x)).max())
    for point, value in zip(x.tolist(), values.tolist(), strict=True):
        ball = f(acb(arb(point)), False)
        distance = abs(ball - value).abs_upper() if ball.is_finite() else arb.nan()
        if not distance <= _TOLERANCE * size:
            raise Unproved("float64 does not have the values of the formula")


def _check_cover(piece: Piece) -> None:
    f, waiting = ball_function(piece.tree), list(_first_cover(piece))
    for _ in range(_MOST_BALLS):
        if not waiting:
            return
        left, right, least = waiting.pop()
        if f(acb(to_ball(left).union(to_ball(right))), False).is_finite():
            continue
        if right - left < least:
            break
        middle = (left + right) / 2
        waiting += [(left, middle, least), (middle, right, least)]
    raise Unproved("the formula is not surely finite")


def _first_cover(piece: Piece) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """Yield intervals that halve their distance to either end, each with its least width."""
    middle = piece.inner_point()
    for end, outward in ((piece.left, -1), (piece.right, 1)):
        if end.is_infinite:
            edges = list(_edges_up_to(End(end, -outward), piece, middle))
        else:
            position = Fraction(end.position)
            edges = [position + (middle - position) / 2**k for k in range(_OCTAVES)]
        for one, other in pairwise(edges):
            yield min(one, other), max(one, other), abs(one - other) * _LEAST_WIDTH


def _edges_up_to(end: End, piece: Piece, middle: Fraction) -> Iterator[Fraction]:
    """Yield points that double their distance, until the formula is known beyond them."""
    outward, step = -end.inward, max(Fraction(1), abs(middle))
    for k in range(_MOST_OCTAVES):
        edge = middle + outward * step * (2**k - 1)
        yield edge
        if k % _OCTAVES_BETWEEN == 0 and outward * edge > _LEAST_EDGE:
            with suppress(Unproved):
                form = LocalAnalysis(end, to_ball(abs(edge)).log()).of(piece.tree).flattened()
                if form.factor.is_finite():
                    return
