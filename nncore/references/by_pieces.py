"""An integral piece by piece: enclosed where that can be proved, else by two methods that agree."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, NamedTuple

from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function, working_precision
from nncore.formulas.tree import Node, contains_x, nodes
from nncore.integrands import Integrand
from nncore.references.effort import limited_effort
from nncore.references.enclosure import (
    MAX_EVALUATIONS,
    PRECISION,
    Budget,
    enclosed,
    is_finite_at,
    to_point,
)
from nncore.references.ends import End, Point
from nncore.references.many_waves import sum_of_waves
from nncore.references.oscillating_tail import oscillating_tail
from nncore.references.periods import periods
from nncore.references.pieces import Piece, cut
from nncore.references.rewriting import rewritten
from nncore.references.sampled_values import check_samples
from nncore.references.two_rules import two_rules
from nncore.references.unproved import Unproved
from nncore.references.zeros import has_jumps

Ball = Any

_NODE_EVALUATIONS = 6 * MAX_EVALUATIONS
_FEW_EVALUATIONS = 200
_MOST_UNPROVED = 8  # pieces; each takes as long as the whole interval
_KNOWN_CONSTANT = 1e-12
_SURE_OF_JUMPS = 1e-10  # relative difference of two rules that no jump has come between
_MOST_SERIES = 20_000  # of nodes: half a second


class IntegralByPieces(NamedTuple):
    """What is known of an integral.

    Parameters
    ----------
    value, error : float
        The value, and how far off it may be.
    is_proved : bool
        Whether the error is a bound.
    is_absolute : bool
        Whether the integral of the absolute value is surely finite.
    """

    value: float
    error: float
    is_proved: bool
    is_absolute: bool


class _InOnePiece(Exception):
    """The interval cannot be cut, or had better not be."""


class _Part(NamedTuple):
    value: Ball
    is_proved: bool = True
    is_absolute: bool = True

    def repeated(self, times: int) -> _Part:
        return self._replace(value=self.value * times)


def integral_by_pieces(
    integrand: Integrand, tree: Node, lower: float, upper: float
) -> IntegralByPieces:
    """Integrate a formula.

    Parameters
    ----------
    integrand : Integrand
        For methods that need samples.
    tree : Node
        Its formula.
    lower, upper : float
        Increasing limits, which may be infinite.

    Raises
    ------
    Unproved
        If no method knows the integral.
    Diverges
        If it surely is not finite.
    """
    n_nodes = sum(1 for _ in nodes(tree))
    budget = Budget(min(MAX_EVALUATIONS, _NODE_EVALUATIONS // n_nodes))
    with working_precision(PRECISION), limited_effort(_MOST_SERIES):
        whole = Piece(rewritten(tree), to_point(lower), to_point(upper))
        try:
            parts = [
                part.repeated(times)
                for piece, times in periods(whole)
                for part in _parts(integrand, piece, budget)
            ]
        except _InOnePiece:
            parts = [_by_samples(integrand, whole)]
        total = sum((part.value for part in parts), arb(0))
        value = float(total.mid())
        error = math.nextafter(float((total - value).abs_upper()), math.inf)
    if not math.isfinite(value + error):
        raise Unproved("the integral is too large for a double")
    return IntegralByPieces(
        value,
        error,
        all(part.is_proved for part in parts),
        all(part.is_absolute for part in parts),
    )


def _parts(integrand: Integrand, whole: Piece, budget: Budget) -> list[_Part]:
    """Integrate piece by piece; where that fails, an infinite end may tell that none exists."""
    try:
        pieces = list(cut(whole.tree, whole.left, whole.right))
    except Unproved:
        raise _InOnePiece from None
    parts: list[_Part] = []
    n_unproved = 0
    for piece in pieces:
        try:
            parts.append(_part(integrand, piece, budget))
        except Unproved:
            for far in filter(lambda piece: piece.is_infinite, pieces):
                with suppress(Unproved):
                    enclosed(far, Budget(_FEW_EVALUATIONS))
            raise
        n_unproved += not parts[-1].is_proved
        if n_unproved > _MOST_UNPROVED:
            raise _InOnePiece
    return parts


def _part(integrand: Integrand, piece: Piece, budget: Budget) -> _Part:
    if piece.is_gap:
        try:
            return _enclosed(piece, budget)
        except Unproved:
            raise _InOnePiece from None
    for method in (_of_waves, _enclosed, _with_oscillating_end):
        try:
            return method(piece, budget)
        except Unproved:
            continue
    return _by_samples(integrand, piece)


def _by_samples(integrand: Integrand, piece: Piece) -> _Part:
    value, error = two_rules(integrand, float(piece.left.number), float(piece.right.number))
    if has_jumps(piece.tree) and not error <= _SURE_OF_JUMPS * abs(value):
        raise Unproved("two rules may both overlook a jump")
    _check_constants(piece.tree)
    check_samples(integrand, piece)
    return _Part(arb(value, error), is_proved=False)


def _enclosed(piece: Piece, budget: Budget) -> _Part:
    return _Part(enclosed(piece, budget))


def _of_waves(piece: Piece, budget: Budget) -> _Part:
    found = sum_of_waves(piece, budget)
    return _Part(found.value, is_absolute=found.is_absolute)


def _check_constants(tree: Node) -> None:
    """Refuse a constant that rounding may have made, such as the logarithm of sin(pi)."""
    for node in nodes(tree):
        if not contains_x(node):
            value = ball_function(node)(acb(0), False).real
            if not value.rad() <= _KNOWN_CONSTANT * (1 + value.abs_upper()):
                raise Unproved("a constant is not known")


def _with_oscillating_end(piece: Piece, budget: Budget) -> _Part:
    """Integrate up to an end at which the formula oscillates, or up to two."""
    if len(_difficult_ends(piece)) < 2:
        return _up_to_end(piece)
    middle = Point(piece.inner_point())
    halves = Piece(piece.tree, piece.left, middle), Piece(piece.tree, middle, piece.right)
    first, second = (_half(half, budget) for half in halves)
    return _Part(first.value + second.value, False, first.is_absolute and second.is_absolute)


def _half(piece: Piece, budget: Budget) -> _Part:
    try:
        return _enclosed(piece, budget)
    except Unproved:
        return _up_to_end(piece)


def _difficult_ends(piece: Piece) -> list[End]:
    ends = End(piece.left, 1), End(piece.right, -1)
    return [end for end in ends if not is_finite_at(piece.tree, end.point)]


def _up_to_end(piece: Piece) -> _Part:
    ends = _difficult_ends(piece)
    if len(ends) != 1:
        raise Unproved("there is not one end at which the formula may oscillate")
    (end,) = ends
    start = piece.right if end.point is piece.left else piece.left
    found = oscillating_tail(piece.tree, end, end.coordinate(start.enclosure()))
    return _Part(arb(found.value, found.error), False, found.is_absolute)
