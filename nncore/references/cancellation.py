"""How many bits cancel in the values of a formula, as in (10^16 + sin(x)) - 10^16."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function, to_ball
from nncore.references.pieces import Piece
from nncore.references.polynomials import polynomial

Ball = Any

_MOST_BITS = 1_000
_INSIDE = (Fraction(1, 5), Fraction(1, 2), Fraction(7, 9))  # of a piece


def lost_bits(piece: Piece, tolerance: Ball) -> int:
    """Return how many more bits than at present a formula needs inside a piece.

    Parameters
    ----------
    piece : Piece
        Some points of it are tried.
    tolerance : flint.arb
        The radius that a value may have, relative to the largest one.
    """
    if piece.is_infinite or piece.is_gap or polynomial(piece.tree) is not None:
        return 0
    left, right = Fraction(piece.left.number), Fraction(piece.right.number)
    points = [to_ball(left + (right - left) * part).mid() for part in _INSIDE]
    for bits in range(0, _MOST_BITS, flint.ctx.prec):
        with flint.ctx.workprec(flint.ctx.prec + bits):
            f = ball_function(piece.tree)
            values = [value for x in points if (value := f(acb(x), False).real).is_finite()]
        size = max((value.abs_upper() for value in values), default=arb(0))
        if all(value.rad() <= tolerance * size for value in values):
            return bits
    return 0
