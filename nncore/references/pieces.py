"""An interval cut where a formula may have a kink, a jump or a pole.

On a piece the arguments of abs and sign have no zeros and floor is constant, so that each is
replaced by what it is there, wherever all its zeros are known; of a choice one branch is left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import flint
from flint import acb

from nncore.formulas.ball_arithmetic import (
    BallFunction,
    ball_function,
    constant_fraction,
    to_ball,
    to_fraction,
)
from nncore.formulas.tree import Binary, Call, Choice, Negative, Node, Number
from nncore.references.crossings import Gap
from nncore.references.ends import Point
from nncore.references.unproved import Unproved
from nncore.references.zeros import Zeros, is_nested, special_points

Ball = Any

MAX_PIECES = 2500
_CLEAR = 1e-9  # relative distance of ends of which float64 tells the digits in common


@dataclass(frozen=True)
class Piece:
    """A part of the interval, and the formula on it.

    Parameters
    ----------
    tree : Node
        Equal to the formula between the two points, and analytic where that is easy to see.
    left, right : Point
        The ends.
    is_gap : bool
        Whether the formula may have any kinks or jumps inside, a piece of the width of roundings.
    """

    tree: Node
    left: Point
    right: Point
    is_gap: bool = False

    @property
    def is_infinite(self) -> bool:
        """Whether an end is infinite."""
        return self.left.is_infinite or self.right.is_infinite

    def inner_point(self) -> Fraction:
        """Return the middle, or what is 1 away from the finite end."""
        if self.left.is_infinite and self.right.is_infinite:
            return Fraction(0)
        if self.left.is_infinite:
            return Fraction(self.right.number) - 1
        if self.right.is_infinite:
            return Fraction(self.left.number) + 1
        return (Fraction(self.left.position) + Fraction(self.right.position)) / 2

    def cancelling_bits(self) -> int:
        """Return how many leading bits the ends have in common, or what is 1 away from one."""
        if self.is_infinite:
            finite = (end.number for end in (self.left, self.right) if not end.is_infinite)
            return max((int(abs(Fraction(x))).bit_length() for x in finite), default=0)
        left, right = float(self.left.number), float(self.right.number)
        if right - left > _CLEAR * max(abs(left), abs(right)):
            common = Fraction(max(abs(left), abs(right)) / (right - left))
        else:
            ends = Fraction(self.left.position), Fraction(self.right.position)
            common = max(map(abs, ends)) / (ends[1] - ends[0])
        return max(0, int(common).bit_length() - 1)


def cut(tree: Node, left: Point, right: Point) -> Iterator[Piece]:
    """Yield the pieces of an interval from left to right.

    An infinite end has a piece of its own, beyond 1 or -1 and all other points.

    Raises
    ------
    Unproved
        If two points cannot be told apart.
    """
    found = special_points(tree, float(left.number), float(right.number))
    gaps = [gap for zeros in found.values() for gap in zeros.gaps]
    points = [left, right, *(point for zeros in found.values() for point in zeros.points)]
    points += [Point(x) for gap in gaps for x in gap]
    points, united = _distinct(sorted(points, key=lambda point: point.position))
    gaps += united
    if len(points) > MAX_PIECES:
        raise Unproved("the formula has too many kinks or poles")
    again = is_nested(tree)
    for first, second in pairwise(_with_finite_parts(points)):
        x = Piece(tree, first, second).inner_point()
        if any(gap[0] <= x <= gap[1] for gap in gaps):
            yield Piece(tree, first, second, is_gap=True)
            continue
        piece = Piece(_resolved(tree, found, x), first, second)
        if again and piece.tree != tree:
            yield from cut(piece.tree, first, second)
        else:
            yield piece


def _distinct(points: list[Point]) -> tuple[list[Point], list[Gap]]:
    """Unite points that are the same, and those between which there is but a gap."""
    distinct, gaps, last_of_all = points[:1], [], points[-1]
    for point in points[1:]:
        last = distinct[-1]
        if point.number == last.number and point.minimal_polynomial == last.minimal_polynomial:
            distinct[-1] = replace(last, zeros=last.zeros | point.zeros)
        elif last.is_infinite or point.is_infinite or last.enclosure() < point.enclosure():
            distinct.append(point)
        elif point.zeros == last.zeros and point.minimal_polynomial == last.minimal_polynomial:
            continue
        else:
            both = last.enclosure().union(point.enclosure())
            ends = [to_fraction(end.mid()) for end in (both.lower(), both.upper())]
            kept = [last] if len(distinct) == 1 else [Point(ends[0])]
            distinct[-1:] = [*kept, point if point is last_of_all else Point(ends[1])]
            gaps.append((ends[0], ends[1]))
    return distinct, gaps


def _with_finite_parts(points: list[Point]) -> list[Point]:
    finite = [point.number for point in points if not point.is_infinite] or [0.0]
    whole = [Fraction(int(number)) for number in (min(finite), max(finite))]
    before = [points[0], Point(min(whole[0], Fraction(0)) - 1)]
    after = [Point(max(whole[1], Fraction(0)) + 1), points[-1]]
    inner = [point for point in points if not point.is_infinite]
    if points[0].is_infinite:
        inner = before + inner
    return inner + after if points[-1].is_infinite else inner


def _resolved(tree: Node, found: Mapping[Node, Zeros], x: Fraction) -> Node:
    def walk(node: Node) -> Node:
        match node:
            case Call("abs" | "sign" as name, argument):
                sign = _sign(argument, x) if found.get(argument, Zeros()).are_all else 0
                return _with_sign(name, walk(argument), sign)
            case Call("floor", argument) if found.get(node, Zeros()).are_all:
                return _whole(argument, x) or Call("floor", walk(argument))
            case Call(name, argument):
                return Call(name, walk(argument))
            case Choice(test, positive, otherwise):
                sign = _sign(test, x) if found.get(test, Zeros()).are_all else 0
                if sign == 0:
                    return Choice(walk(test), walk(positive), walk(otherwise))
                return walk(positive if sign > 0 else otherwise)
            case Negative(operand):
                return Negative(walk(operand))
            case Binary(symbol, left, right):
                return Binary(symbol, walk(left), walk(right))
        return node

    return walk(tree)


def _with_sign(name: str, argument: Node, sign: int) -> Node:
    if sign == 0:
        return Call(name, argument)
    if name == "sign":
        return Number(1) if sign > 0 else Negative(Number(1))
    return argument if sign > 0 else Negative(argument)


def _sign(node: Node, x: Fraction) -> int:
    value = _value(node, x)
    return int(value > 0) - int(value < 0)


def _whole(argument: Node, x: Fraction) -> Node | None:
    """Return the floor at x as a number, or None where rounding may have decided on it."""
    if (exact := constant_fraction(argument)) is not None:
        whole = math.floor(exact)
    else:
        value = _value(Call("floor", argument), x)
        if not value.is_exact():
            return None
        whole = int(to_fraction(value))
    return Number(whole) if whole >= 0 else Negative(Number(-whole))


def _value(node: Node, x: Fraction) -> Ball:
    return _function(node, flint.ctx.prec)(acb(to_ball(x)), False).real


@lru_cache(maxsize=64)
def _function(node: Node, bits: int) -> BallFunction:
    return ball_function(node)  # at the present precision
