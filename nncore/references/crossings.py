r"""All points at which a node has a whole value, or is 0, proved by bisection in balls.

On an interval whose ball of values holds no such level there is no crossing; where the ball of the
derivative, :math:`f'([l, r])`, does not hold 0, there is exactly one of each level between f(l) and
f(r), and from any point x of the interval it is no farther than

.. math:: |x - x^*| \le \frac{|f(x) - k|}{\min |f'([l, r])|}.

What is left, such as where a wave touches a level, are gaps of the width of a few roundings: what
happens inside them is not known, and does not matter to an integral of what is bounded there.

References
----------
W. Tucker, Validated Numerics, Princeton University Press, 2011, chapter 5
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

import flint
import numpy as np
from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function, exact_number, to_ball
from nncore.formulas.numpy_function import to_function
from nncore.formulas.tree import Binary, Negative, Node, Number
from nncore.references.effort import limited_effort
from nncore.references.ends import End, Point
from nncore.references.local_analysis import LocalAnalysis
from nncore.references.taylor_series import TaylorSeries
from nncore.references.unproved import Unproved

Ball = Any
Gap = tuple[Fraction, Fraction]

MAX_CROSSINGS = 2000
_MOST_INTERVALS, _MOST_GAPS = 6_000, 32
_MOST_WITHOUT_SLOPE = 200  # intervals
_MOST_NODES = 40_000  # of Taylor series
_PRECISION = 240  # bits: near to where a wave touches a level, their distance is a square
_NARROWEST = 2.0**-60  # of the whole interval
_NEAR = 2.0**-40  # to an end: all that remains undecided there
_CUT = 0.4384471871911697  # no place where a formula that somebody types has a special point
_BISECTIONS = 60
_STEPS = 10  # of Newton's method with a rounded slope, each of which brings some eight digits
_STEP = 2.0**-26  # of the difference that is the rounded slope


class Crossings(NamedTuple):
    """Where a node crosses its levels, if not in a gap."""

    points: tuple[Point, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class _Branch:
    """An interval on which the node is monotone, and a level that it crosses there."""

    left: float
    right: float
    hull: Ball
    least_slope: Ball
    level: int


def zero_crossings(node: Node, lower: float, upper: float) -> Crossings:
    """Return the zeros of a node in a finite interval.

    Raises
    ------
    Unproved
        If they cannot be told from one another, or not in time.
    """
    return _crossings(node, lower, upper, lambda values: range(int(values.contains(0))))


def whole_crossings(node: Node, lower: float, upper: float) -> Crossings:
    """Return the points of a finite interval at which a node is a whole number.

    Raises
    ------
    Unproved
        If they cannot be told from one another, or not in time.
    """
    return _crossings(node, lower, upper, _whole_numbers)


def _whole_numbers(values: Ball) -> range:
    ends = [float(end.mid()) for end in (values.lower(), values.upper())]
    if not (abs(ends[0]) < 1e15 and abs(ends[1]) < 1e15):
        raise Unproved("values are too large to be told from whole numbers")
    return range(math.ceil(ends[0]), math.floor(ends[1]) + 1)


def _crossings(
    node: Node, lower: float, upper: float, levels: Callable[[Ball], range]
) -> Crossings:
    with flint.ctx.workprec(_PRECISION), limited_effort(_MOST_NODES):
        search = _Search(node, lower, upper, levels)
        search.run()
        gaps = search.open_gaps()
    near = _solved(node, search.branches)
    points = tuple(
        Point(
            x,
            partial(_enclosed, node, x, slope, branch),
            frozenset((node,)) if branch.level == 0 else frozenset(),
        )
        for branch, x, slope in zip(search.branches, *near, strict=True)
    )
    return Crossings(points, gaps)


def _united(gaps: list[Gap]) -> Iterator[Gap]:
    """Yield gaps of which neighbours have become one; they come from left to right."""
    left = right = None
    for gap in gaps:
        if right is not None and left is not None and gap[0] != right:
            yield left, right
        left, right = left if gap[0] == right else gap[0], gap[1]
    if left is not None and right is not None:
        yield left, right


class _Search:
    """The bisection of an interval into branches, gaps, and what has no crossing."""

    def __init__(
        self, node: Node, lower: float, upper: float, levels: Callable[[Ball], range]
    ) -> None:
        self._node, self._f, self._levels = node, ball_function(node), levels
        self._whole = lower, upper
        self._ends = {x: Point(exact_number(x)) for x in self._whole}
        self.branches: list[_Branch] = []
        self.gaps: list[Gap] = []
        self._n_without_slope = 0

    def run(self) -> None:
        """Bisect until all is decided."""
        waiting, narrowest = [self._whole], (self._whole[1] - self._whole[0]) * _NARROWEST
        for _ in range(_MOST_INTERVALS):
            if not waiting:
                return
            if len(self.gaps) > _MOST_GAPS or self._n_without_slope > _MOST_WITHOUT_SLOPE:
                break
            left, right = waiting.pop()
            if self._is_decided(left, right):
                continue
            middle = left + (right - left) * _CUT
            if right - left <= narrowest or not left < middle < right:
                self.gaps.append((self._exact(left), self._exact(right)))
            else:
                waiting += [(middle, right), (left, middle)]
        raise Unproved("a formula has too many places where it may have a kink or a jump")

    def _is_decided(self, left: float, right: float) -> bool:
        ends = [self._ends[x].enclosure() if x in self._ends else arb(x) for x in (left, right)]
        x = ends[0].union(ends[1]).union(arb(left)).union(arb(right))
        values = self._f(acb(x), False)
        if not (values.is_finite() and values.imag.is_zero()):
            return False
        if not self._levels(values.real):
            return True
        series = TaylorSeries(x, 1, order=1).of(self._node)
        self._n_without_slope += series is None
        if series is None or series[1].contains(0):
            return False
        at_ends = [self._f(acb(end), False).real for end in ends]
        crossed = self._levels(at_ends[0].union(at_ends[1]))
        if len(crossed) + len(self.branches) > MAX_CROSSINGS:
            raise Unproved("a formula has too many kinks or jumps")
        if any(not end.is_exact() and end.contains(k) for end in at_ends for k in crossed):
            return False
        low, high = sorted(at_ends, key=float)
        slope = series[1].abs_lower()
        inside = (k for k in crossed if low < k < high)
        self.branches += [_Branch(left, right, x, slope, k) for k in inside]
        return True

    def open_gaps(self) -> tuple[Gap, ...]:
        """Return the gaps, but those near an end to which the node does not come back."""
        return tuple(gap for gap in _united(self.gaps) if not self._is_known_near_an_end(gap))

    def _is_known_near_an_end(self, gap: Gap) -> bool:
        ends = zip(self._ends.values(), reversed(gap), (1, -1), strict=True)
        return any(
            self._stays_away(End(point, inward), abs(far - Fraction(point.number)))
            for point, far, inward in ends
        )

    def _exact(self, x: float) -> Fraction:
        return exact_number(x) if x in self._ends else Fraction(x)

    def _stays_away(self, end: End, width: Fraction) -> bool:
        """Whether the node surely has no level nearer to an end than that."""
        if width > _NEAR * (self._whole[1] - self._whole[0]):
            return False
        values = self._f(acb(end.point.enclosure()), False).real
        try:
            analysis = LocalAnalysis(end, -to_ball(width).log())
            return all(
                analysis.of(Binary("-", self._node, _number(k))).sign for k in self._levels(values)
            )
        except Unproved:
            return False


def _number(level: int) -> Node:
    return Number(level) if level >= 0 else Negative(Number(-level))


def _solved(node: Node, branches: list[_Branch]) -> tuple[list[float], list[float]]:
    """Return where the levels are crossed, and the slopes there, in float64."""
    f = to_function(node)
    left = np.array([branch.left for branch in branches], dtype=float)
    right = np.array([branch.right for branch in branches], dtype=float)
    levels = np.array([branch.level for branch in branches], dtype=float)
    widths = right - left
    with np.errstate(all="ignore"):
        rises = f(right) > f(left)
        for _ in range(_BISECTIONS):
            middle = left + (right - left) / 2
            is_beyond = (f(middle) > levels) == rises
            left, right = np.where(is_beyond, left, middle), np.where(is_beyond, middle, right)
        step = _STEP * np.maximum(np.abs(left), widths)
        slopes = (f(left + step) - f(left - step)) / (2 * step)
    return left.tolist(), slopes.tolist()


def _enclosed(node: Node, near: float, slope: float, branch: _Branch) -> Ball:
    """Return a ball with the crossing in it, at the present precision."""
    f, x, enough = ball_function(node), arb(near), arb(2) ** (4 - flint.ctx.prec)
    distance = f(acb(x), False).real - branch.level
    for _ in range(_STEPS):
        moved = (x - distance / slope).mid()
        next_distance = f(acb(moved), False).real - branch.level
        if not next_distance.abs_upper() < distance.abs_upper():
            break
        x, distance = moved, next_distance
        if distance.abs_upper() <= enough * abs(x) * abs(slope):
            break
    ball = x + arb(0, (distance / branch.least_slope).abs_upper())
    if not (ball.is_finite() and branch.hull.contains(x)):
        raise Unproved(f"a zero near {near} is not known precisely")
    return ball
