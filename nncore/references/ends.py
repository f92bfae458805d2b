r"""Ends of an interval, and the coordinates in which an integral towards one is easy.

Near an end, u is the distance to it, or 1/abs(x) where it is infinite, and s = -ln u: with
:math:`x = c \pm e^{-s}` or :math:`x = \pm e^s` a power of u becomes an exponential, which Gauss's
rule integrates as fast as any smooth function.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import flint
from flint import acb

from nncore.formulas.ball_arithmetic import BallFunction, to_ball, to_fraction
from nncore.formulas.tree import Node

Ball = Any


@dataclass(frozen=True)
class Point:
    """A point of the real axis that is known as precisely as may be asked, or an infinite end.

    Parameters
    ----------
    number : Fraction or float
        The point where it is rational, ``math.inf`` or ``-math.inf``, else a float beside it.
    ball : callable or None
        Encloses an irrational point at the present precision.
    zeros : frozenset of Node
        What vanishes there, to first order, though no evaluation shows it.
    minimal_polynomial : tuple of int or None
        The coefficients of an algebraic point's irreducible polynomial.
    """

    number: Fraction | float
    ball: Callable[[], Ball] | None = field(default=None, compare=False)
    zeros: frozenset[Node] = frozenset()
    minimal_polynomial: tuple[int, ...] | None = None
    _known: dict[int, Ball] = field(default_factory=dict, init=False, repr=False, compare=False)
    _positions: dict[int, Fraction] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def is_infinite(self) -> bool:
        """Whether it is an infinite end."""
        return isinstance(self.number, float) and math.isinf(self.number)

    @property
    def position(self) -> Fraction | float:
        """The point to the present precision, for comparisons."""
        if self.ball is None:
            return self.number
        bits = flint.ctx.prec
        if bits not in self._positions:
            self._positions[bits] = to_fraction(self.enclosure().mid())
        return self._positions[bits]

    def enclosure(self) -> Ball:
        """Return a real ball that holds the point, at the present precision."""
        bits = flint.ctx.prec
        if bits not in self._known:
            self._known[bits] = to_ball(Fraction(self.number)) if not self.ball else self.ball()
        return self._known[bits]


@dataclass(frozen=True)
class End:
    """An end of an interval, seen from inside.

    Parameters
    ----------
    point : Point
        Where it is.
    inward : int
        1 if the interval lies to the right, -1 if to the left.
    """

    point: Point
    inward: int

    def coordinate(self, x: Ball) -> Ball:
        """Return s = -ln u at a point of the interval."""
        if self.point.is_infinite:
            return abs(x).log()
        return -abs(x - self.point.enclosure()).log()

    def position(self, s: Ball) -> Ball:
        """Return x at s."""
        if self.point.is_infinite:
            return -self.inward * s.exp()
        return self.point.enclosure() + self.inward * (-s).exp()

    def transformed(self, f: BallFunction) -> BallFunction:
        """Return f(x(s)) abs(dx/ds) as a function of s, which grows towards the end."""
        if self.point.is_infinite:
            outward = -self.inward

            def towards_infinity(s: Ball, analytic: bool) -> Ball:
                size = s.exp()
                return f(outward * size, analytic) * size

            return towards_infinity
        center, inward = acb(self.point.enclosure()), self.inward

        def towards_point(s: Ball, analytic: bool) -> Ball:
            distance = (-s).exp()
            return f(center + inward * distance, analytic) * distance

        return towards_point
