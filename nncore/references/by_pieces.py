"""An integral piece by piece: enclosed where that can be proved, else by two methods that agree."""

from __future__ import annotations

import math
from typing import Any

import flint
from flint import arb

from nncore.formulas.tree import Node, nodes
from nncore.integrands import Integrand
from nncore.references.enclosure import (
    MAX_EVALUATIONS,
    PRECISION,
    Budget,
    enclosed,
    is_finite_at,
    to_point,
)
from nncore.references.ends import End, Point
from nncore.references.oscillating_tail import oscillating_tail
from nncore.references.pieces import Piece, cut
from nncore.references.two_rules import two_rules
from nncore.references.unproved import Unproved

Ball = Any

_NODE_EVALUATIONS = 10 * MAX_EVALUATIONS


def integral_by_pieces(
    integrand: Integrand, tree: Node, lower: float, upper: float
) -> tuple[float, float, bool]:
    """Return value and error of an integral, and whether they are proved.

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
    total, proved = arb(0), True
    with flint.ctx.workprec(PRECISION):
        try:
            pieces = list(cut(tree, to_point(lower), to_point(upper)))
        except Unproved:
            return *two_rules(integrand, lower, upper), False
        for piece in pieces:
            try:
                total += enclosed(piece, budget)
            except Unproved:
                total, proved = total + _by_agreement(integrand, piece, budget), False
        value = float(total.mid())
        error = math.nextafter(float((total - value).abs_upper()), math.inf)
    if not math.isfinite(value + error):
        raise Unproved("the integral is too large for a double")
    return value, error, proved


def _by_agreement(integrand: Integrand, piece: Piece, budget: Budget) -> Ball:
    try:
        return _with_oscillating_end(piece, budget)
    except Unproved:
        value, error = two_rules(integrand, float(piece.left.number), float(piece.right.number))
        return arb(value, error)


def _with_oscillating_end(piece: Piece, budget: Budget) -> Ball:
    """Integrate up to an end at which the formula oscillates, or up to two."""
    if len(_difficult_ends(piece)) < 2:
        return _up_to_end(piece)
    middle = Point(piece.inner_point())
    halves = Piece(piece.tree, piece.left, middle), Piece(piece.tree, middle, piece.right)
    total = arb(0)
    for half in halves:
        try:
            total += enclosed(half, budget)
        except Unproved:
            total += _up_to_end(half)
    return total


def _difficult_ends(piece: Piece) -> list[End]:
    ends = End(piece.left, 1), End(piece.right, -1)
    return [end for end in ends if not is_finite_at(piece.tree, end.point)]


def _up_to_end(piece: Piece) -> Ball:
    ends = _difficult_ends(piece)
    if len(ends) != 1:
        raise Unproved("there is not one end at which the formula may oscillate")
    (end,) = ends
    start = piece.right if end.point is piece.left else piece.left
    found = oscillating_tail(piece.tree, end, end.coordinate(start.enclosure()))
    return arb(found.value, found.error)
