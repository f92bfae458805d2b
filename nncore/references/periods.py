r"""A periodic formula over very many periods: one of them, so many times, and what is left over.

.. math:: \int_a^b f = n \int_s^{s + P} f + \int_a^{b - nP} f
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb, fmpq

from nncore.formulas.ball_arithmetic import to_ball
from nncore.formulas.tree import Call, Node, Variable, operands
from nncore.references.ends import Point
from nncore.references.pieces import Piece
from nncore.references.polynomials import linear, polynomial
from nncore.references.unproved import Unproved
from nncore.references.waves import waves

Ball = Any

MANY_PERIODS = 40
_WAVES = ("sin", "cos", "tan")
_START = Fraction(2718281, 10**7)  # of a period: no place where a formula has a special point


class Repeated(NamedTuple):
    """A piece that counts so many times."""

    piece: Piece
    times: int


def periods(piece: Piece) -> list[Repeated]:
    """Return what an interval consists of: itself, unless it holds many periods of the formula.

    A sum of waves is left as it is: `nncore.references.many_waves` loses no digits where they
    cancel.
    """
    if piece.is_infinite or _is_sum_of_waves(piece.tree):
        return [Repeated(piece, 1)]
    rate = _rate(piece.tree)
    length = float(piece.right.number) - float(piece.left.number)
    if rate is None or not length * float(rate.at()) > 2 * math.pi * MANY_PERIODS:
        return [Repeated(piece, 1)]
    n = int(length * float(rate.at()) / (2 * math.pi)) - 1
    start = Fraction(piece.left.number) + Fraction(float(2 * arb.pi() / rate.at())) * _START
    one = Piece(piece.tree, Point(start), _moved(Point(start), rate, 1))
    rest = Piece(piece.tree, piece.left, _moved(piece.right, rate, -n))
    return [Repeated(one, n), Repeated(rest, 1)]


def _is_sum_of_waves(tree: Node) -> bool:
    try:
        return bool(waves(tree))
    except Unproved:
        return False


class _Rate(NamedTuple):
    """The rate of the slowest common turn: a fraction of that of an argument."""

    argument: Node
    share: Fraction

    def at(self) -> Ball:
        """Return it at the present precision."""
        line = linear(self.argument)
        assert line is not None
        return abs(line[0]) * to_ball(self.share)


def _moved(point: Point, rate: _Rate, n_periods: int) -> Point:
    def at() -> Ball:
        return point.enclosure() + 2 * n_periods * arb.pi() / rate.at()

    return Point(float(at()), at)


def _rate(tree: Node) -> _Rate | None:
    """Return a rate with which all sines and cosines turn, or None where x stands elsewhere."""
    arguments: set[Node] = set()
    if not _collected(tree, arguments) or not arguments:
        return None
    first, *others = arguments
    if not others:
        line = linear(first)
        return _Rate(first, Fraction(1)) if line and not line[0].contains(0) else None
    slopes = [_slope(argument) for argument in arguments]
    if not all(slopes):
        return None
    common = Fraction(
        math.gcd(*(slope.numerator for slope in slopes if slope)),
        math.lcm(*(slope.denominator for slope in slopes if slope)),
    )
    return _Rate(Variable(), common)


def _collected(tree: Node, arguments: set[Node]) -> bool:
    """Collect the arguments of sines and cosines; whether x stands nowhere else."""
    match tree:
        case Variable():
            return False
        case Call(name, argument) if name in _WAVES and linear(argument) is not None:
            arguments.add(argument)
            return True
    return all(_collected(operand, arguments) for operand in operands(tree))


def _slope(argument: Node) -> Fraction | None:
    coefficients = polynomial(argument)
    if coefficients is None or coefficients.degree() != 1:
        return None
    slope: fmpq = coefficients[1]
    return Fraction(int(slope.p), int(slope.q))
