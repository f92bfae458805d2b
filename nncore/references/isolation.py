"""Zeros of any node, found by samples and proved by balls; others may be overlooked.

Between a and b there is exactly one zero where f(a) and f(b) have different signs and the
derivative has no zero on the ball [a, b].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any

import flint
from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function
from nncore.formulas.tree import Node
from nncore.references.ends import Point
from nncore.references.taylor_series import TaylorSeries
from nncore.references.unproved import Unproved

Ball = Any

N_SAMPLES = 64
_SHORT = 6  # decimals
_STEPS = 12  # of Newton's method, which doubles the digits in each


def isolated_zeros(node: Node, lower: float, upper: float) -> Iterator[Point]:
    """Yield the zeros that samples show, each proved to be one and simple."""
    f = ball_function(node)
    x = _samples(lower, upper)
    values = [float(f(acb(point), False).real.mid()) for point in x]
    for i in range(len(x) - 1):
        if values[i] * values[i + 1] < 0 and math.isfinite(values[i] * values[i + 1]):
            zero = _bisected(f, x[i], x[i + 1], values[i])
            if (exact := rational_zero(node, zero)) is not None:
                yield exact
            elif _proved(node, zero) is not None:
                yield Point(zero, partial(_enclosure, node, zero), frozenset((node,)))


def rational_zero(node: Node, near: float) -> Point | None:
    """Return a short decimal nearby at which the node is exactly 0, as exp(x) - 1 is at 0."""
    point = Point(Fraction(round(near, _SHORT)).limit_denominator(10**_SHORT))
    series = TaylorSeries(point.enclosure(), 1, 1, point).of(node)
    return point if series is not None and series[0].is_zero() else None


def _samples(lower: float, upper: float) -> list[float]:
    """Return points in the interval, equidistant ones, and some in every octave from 0."""
    if math.isfinite(lower) and math.isfinite(upper):
        step = (upper - lower) / N_SAMPLES
        return [lower + (k + 0.382) * step for k in range(N_SAMPLES)]
    octaves = [2.0**k for k in range(-20, 21)]
    start = next((x for x in (lower, upper) if math.isfinite(x)), 0.0)
    points = [start - d for d in reversed(octaves)] + [start + d for d in octaves]
    return [x for x in points if lower < x < upper]


def _bisected(f: Callable[..., Ball], left: float, right: float, value: float) -> float:
    for _ in range(60):
        middle = (left + right) / 2
        if float(f(acb(middle), False).real.mid()) * value > 0:
            left = middle
        else:
            right = middle
    return (left + right) / 2


def _enclosure(node: Node, near: float) -> Ball:
    ball = _proved(node, near)
    if ball is None:
        raise Unproved(f"a zero near {near} is not known precisely")
    return ball


def _proved(node: Node, near: float) -> Ball | None:
    """Return a ball with exactly one zero, at the present precision, or None."""
    f, x = ball_function(node), arb(near)
    for _ in range(_STEPS):
        x = (x - f(acb(x), False).real / _slope(node, x)).mid()
    radius = arb(2) ** (10 - flint.ctx.prec) * (abs(x) + abs(arb(near)))
    ball = x + arb(0, radius)
    signs = f(acb(ball.lower()), False).real * f(acb(ball.upper()), False).real
    return ball if signs < 0 and not _slope(node, ball).contains(0) else None


def _slope(node: Node, x: Ball) -> Ball:
    series = TaylorSeries(x, 1, order=1).of(node)
    return arb.nan() if series is None else series[1]
