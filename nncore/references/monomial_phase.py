r"""The phase of a wave as :math:`\omega x^n + \delta`, where it is one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from flint import acb, arb

from nncore.formulas.ball_arithmetic import ball_function, constant_fraction
from nncore.formulas.tree import Binary, Call, Negative, Node, Variable, contains_x
from nncore.references.unproved import Unproved

Ball = Any

_HALF = Fraction(1, 2)


class Phase(NamedTuple):
    """The coefficient omega, the power n, which is 0 of a constant, and delta."""

    rate: Ball
    power: Fraction
    offset: Ball

    def times(self, factor: Ball) -> Phase:
        """Return a multiple."""
        return Phase(self.rate * factor, self.power, self.offset * factor)


def monomial_phase(node: Node) -> Phase:
    """Return the parts of a phase, at the present precision.

    Raises
    ------
    Unproved
        If it is no monomial with a constant.
    """
    if not contains_x(node):
        return Phase(arb(0), Fraction(0), _constant(node))
    match node:
        case Variable():
            return Phase(arb(1), Fraction(1), arb(0))
        case Negative(operand):
            return monomial_phase(operand).times(arb(-1))
        case Binary("+" | "-" as symbol, left, right):
            second = monomial_phase(right).times(arb(1 if symbol == "+" else -1))
            return _sum(monomial_phase(left), second)
        case Binary("*", left, right):
            return _product(monomial_phase(left), monomial_phase(right))
        case Binary("/", left, right):
            return _product(monomial_phase(left), _raised(monomial_phase(right), Fraction(-1)))
        case Call("sqrt", argument):
            return _raised(monomial_phase(argument), _HALF)
        case Binary("**", base, exponent) if (power := constant_fraction(exponent)) is not None:
            return _raised(monomial_phase(base), power)
    raise Unproved("a phase is no monomial")


def _constant(node: Node) -> Ball:
    value = ball_function(node)(acb(0), False)
    if not (value.is_finite() and value.imag.is_zero()):
        raise Unproved("a phase is not known")
    return value.real


def _sum(first: Phase, second: Phase) -> Phase:
    offset = first.offset + second.offset
    if first.power == second.power:
        return Phase(first.rate + second.rate, first.power, offset)
    if second.power == 0:
        return Phase(first.rate, first.power, offset)
    if first.power == 0:
        return Phase(second.rate, second.power, offset)
    raise Unproved("a phase has two powers")


def _product(first: Phase, second: Phase) -> Phase:
    if first.power == 0:
        return second.times(first.offset)
    if second.power == 0:
        return first.times(second.offset)
    if first.offset.is_zero() and second.offset.is_zero():
        return Phase(first.rate * second.rate, first.power + second.power, arb(0))
    raise Unproved("a phase is no monomial")


def _raised(phase: Phase, power: Fraction) -> Phase:
    """Return a power; of what may be negative only a whole one."""
    exponent = arb(power.numerator) / power.denominator
    if phase.power == 0:
        return Phase(arb(0), Fraction(0), phase.offset**exponent)
    if phase.offset.is_zero() and (power.denominator == 1 or phase.rate > 0):
        return Phase(phase.rate**exponent, phase.power * power, arb(0))
    raise Unproved("a phase is no monomial")
