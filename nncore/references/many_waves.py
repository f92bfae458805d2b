r"""The integral of a sum of waves, however many turns they make, up to infinity as well.

With :math:`t = x^n` the phase of a wave is linear,

.. math::

    \int A(x) e^{i(\omega x^n + \delta)}\,dx
    = e^{i\delta} \int \frac{A(t^{1/n})\,t^{1/n - 1}}{|n|}\,e^{i\omega t}\,dt,

and `nncore.references.contour` integrates it. Near an end at which the formula or an amplitude is
not analytic there are but few turns, and the formula is integrated as any other.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import flint
from flint import acb, arb

from nncore.formulas.ball_arithmetic import to_ball
from nncore.formulas.derivative import product, total
from nncore.formulas.tree import Binary, Negative, Node, Number, Variable, substituted
from nncore.references.contour import PRECISION, wave_integral
from nncore.references.enclosure import Budget, enclosed, is_finite_at
from nncore.references.ends import End, Point
from nncore.references.local_analysis import LocalAnalysis
from nncore.references.monomial_phase import Phase, monomial_phase
from nncore.references.pieces import Piece
from nncore.references.unproved import Unproved
from nncore.references.waves import Wave, has_waves, waves

Ball = Any

_MANY = 300.0  # radians
_FEW = (25.0, 200.0, 1600.0)  # radians near an end; more, where an amplitude has poles nearby
_SURE = 2.0**-40  # relative radius
_LEAST_LOG = 16.0


class SumOfWaves(NamedTuple):
    """An enclosure of the integral, and whether that of the absolute value is surely finite."""

    value: Ball
    is_absolute: bool


class _Turning(NamedTuple):
    """A wave and its phase, of which the rate is positive."""

    wave: Wave
    phase: Phase

    def turns(self, x: Ball) -> Ball:
        """Return t in radians."""
        return self.phase.rate * _raised(x, self.phase.power)

    def place(self, radians: Ball) -> float:
        """Return x where t is so many radians."""
        return float(_raised(radians / self.phase.rate, 1 / self.phase.power))


def sum_of_waves(piece: Piece, budget: Budget) -> SumOfWaves:
    """Integrate over a piece.

    Raises
    ------
    Unproved
        If the formula is no sum of waves with phases that are monomials, or makes few turns.
    Diverges
        If the integral surely is not finite.
    """
    if piece.is_gap or not has_waves(piece.tree):
        raise Unproved("there is no wave")
    if piece.left.is_infinite or float(piece.right.number) <= 0:
        return sum_of_waves(_reflected(piece), budget)
    with flint.ctx.workprec(PRECISION):
        found = waves(piece.tree)
        turning = [_turning(wave) for wave in found if wave.phase is not None]
        still = [wave.amplitude for wave in found if wave.phase is None]
        near_zero = _check_turns(piece, turning)
        for radians in _FEW:
            try:
                parts = _cut(piece, turning, radians, near_zero)
                value = _total(parts, turning, still, budget)
                break
            except Unproved:
                if radians == _FEW[-1]:
                    raise
        return SumOfWaves(value, _is_absolute(piece, near_zero))


def _reflected(piece: Piece) -> Piece:
    tree = substituted(piece.tree, {"x": Negative(Variable())})
    return Piece(tree, _negative(piece.right), _negative(piece.left))


def _negative(point: Point) -> Point:
    if point.ball is not None:
        raise Unproved("an end is not rational")
    return Point(-point.number)


def _turning(wave: Wave) -> _Turning:
    assert wave.phase is not None
    phase = monomial_phase(wave.phase)
    if phase.rate < 0:
        phase = phase.times(arb(-1))
        if wave.is_sine:
            wave = Wave(Negative(wave.amplitude), wave.phase, True)
    if not phase.rate > 0 or phase.power == 0:
        raise Unproved("the rate of a wave is not known")
    return _Turning(wave, phase)


def _check_turns(piece: Piece, turning: list[_Turning]) -> bool:
    """Return whether the waves get faster towards 0; raise where they make few turns."""
    signs = {one.phase.power > 0 for one in turning}
    if len(signs) != 1:
        raise Unproved("there is no wave, or they get faster towards different ends")
    near_zero = not signs.pop()
    left, right = float(piece.left.number), float(piece.right.number)
    if left < 0 and any(one.phase.power != 1 for one in turning):
        raise Unproved("a phase is not monotone")
    if left == 0 if near_zero else math.isinf(right):
        return near_zero
    ends = arb(left), arb(right)
    if near_zero and math.isinf(right):
        raise Unproved("there are few turns")
    if not any(abs(one.turns(ends[1]) - one.turns(ends[0])) > _MANY for one in turning):
        raise Unproved("there are few turns")
    return near_zero


def _cut(piece: Piece, turning: list[_Turning], radians: float, near_zero: bool) -> list[Piece]:
    """Return the pieces of few turns, and last the one of many."""
    left, right = piece.left, piece.right
    starts = [one.place(arb(radians)) for one in turning]
    if near_zero:
        first, last = left, _earlier(right, min(starts))
    elif right.is_infinite:
        first, last = _later(left, max(starts)), right
    else:
        is_plain = is_finite_at(piece.tree, left) and all(one.phase.power == 1 for one in turning)
        first = left if is_plain else _later(left, max(starts))
        last = right if is_finite_at(piece.tree, right) else _before(right, turning, radians)
    if not float(first.number) < float(last.number):
        raise Unproved("there are few turns")
    outside = [(left, first), (last, right)]
    few = [Piece(piece.tree, *ends) for ends in outside if ends[0] is not ends[1]]
    return [*few, Piece(piece.tree, first, last)]


def _later(left: Point, distance: float) -> Point:
    return Point(Fraction(max(float(left.number), 0.0) + distance))


def _earlier(right: Point, place: float) -> Point:
    return Point(Fraction(place)) if right.is_infinite or place < float(right.number) else right


def _before(right: Point, turning: list[_Turning], radians: float) -> Point:
    if any(one.phase.power != 1 for one in turning):
        raise Unproved("the formula is not finite where its waves are fast")
    return Point(Fraction(float(right.number) - max(one.place(arb(radians)) for one in turning)))


def _total(parts: list[Piece], turning: list[_Turning], still: list[Node], budget: Budget) -> Ball:
    *few, many = parts
    balls = [_of_wave(one, many) for one in turning]
    balls += [enclosed(part, budget) for part in few]
    if still:
        tree = still[0]
        for other in still[1:]:
            tree = total(tree, other)
        balls.append(enclosed(Piece(tree, many.left, many.right), budget))
    value, size = sum(balls, arb(0)), sum(map(abs, balls), arb(0))
    if not value.rad() <= _SURE * size.abs_upper():
        raise Unproved("the waves are not known precisely")
    return value


def _of_wave(one: _Turning, piece: Piece) -> Ball:
    """Return the integral of one wave."""
    rate, power, offset = one.phase
    ends = [piece.left, piece.right] if power > 0 else [piece.right, piece.left]
    start, stop = (_image(end, power) for end in ends)
    if start is None:
        raise Unproved("a wave does not begin")
    value = wave_integral(_amplitude(one.wave.amplitude, power), rate, start, stop)
    turned = value * (acb(0, 1) * offset).exp()
    ball: Ball = turned.imag if one.wave.is_sine else turned.real
    return ball


def _image(end: Point, power: Fraction) -> Ball | None:
    """Return t at an end, or None where it is infinite."""
    if end.is_infinite or (power < 0 and end.number == 0):
        return None
    return _raised(end.enclosure(), power)


def _raised(x: Ball, power: Fraction) -> Ball:
    return x ** int(power) if power.denominator == 1 else x ** to_ball(power)


def _amplitude(tree: Node, power: Fraction) -> Node:
    """Return A(x(t)) abs(dx/dt) as a function of t."""
    if power == 1:
        return tree
    inverse = 1 / power
    inner = substituted(tree, {"x": _power_of_x(inverse)})
    scale = Binary("/", Number(abs(power.denominator)), Number(abs(power.numerator)))
    return product(product(inner, scale), _power_of_x(inverse - 1))


def _power_of_x(power: Fraction) -> Node:
    size = Binary("/", Number(abs(power.numerator)), Number(power.denominator))
    return Binary("**", Variable(), Negative(size) if power < 0 else size)


def _is_absolute(piece: Piece, near_zero: bool) -> bool:
    if near_zero:
        end = End(piece.left, 1)
    elif piece.right.is_infinite:
        end = End(piece.right, -1)
    else:
        return True
    try:
        form = LocalAnalysis(end, arb(_LEAST_LOG)).measured(piece.tree)
    except Unproved:
        return False
    return form.exponent is not None or form.power > -1
