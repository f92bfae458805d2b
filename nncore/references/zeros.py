"""The zeros of a formula's nodes, at which the formula may have a kink, a jump or a pole."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
from flint import arb, fmpz_poly

from nncore.formulas.ball_arithmetic import constant_fraction, exact_number
from nncore.formulas.tree import Binary, Call, Choice, Negative, Node, contains_x, nodes
from nncore.references.asymptotic_form import AsymptoticForm
from nncore.references.crossings import Crossings, Gap, whole_crossings, zero_crossings
from nncore.references.ends import End, Point
from nncore.references.isolation import isolated_zeros, rational_zero
from nncore.references.local_analysis import LocalAnalysis
from nncore.references.polynomials import linear, polynomial, quotient
from nncore.references.unproved import Unproved

Ball = Any

MAX_ZEROS = 2000
_OCTAVES = (3, 5, 8, 12, 20)  # how far out a formula is looked at


@dataclass(frozen=True)
class Zeros:
    """Zeros of a node in an interval.

    Parameters
    ----------
    points : tuple of Point
        In no order.
    are_all : bool
        Whether the node surely has no others, but in gaps.
    gaps : tuple of a pair of Fraction
        Very short intervals in which the node may have zeros.
    """

    points: tuple[Point, ...] = ()
    are_all: bool = False
    gaps: tuple[Gap, ...] = ()


def special_points(tree: Node, lower: float, upper: float) -> dict[Node, Zeros]:
    """Return the zeros of whatever matters in a formula.

    These are denominators, and arguments of logarithms, of powers that are not whole, of abs and of
    sign; of floor the points where the argument is whole.

    Parameters
    ----------
    tree : Node
        The formula.
    lower, upper : float
        The interval; it may be infinite.
    """
    found: dict[Node, Zeros] = {}
    for node in nodes(tree):
        for part in _critical(node):
            if contains_x(part) and part not in found:
                found[part] = _bounded_or_not(zeros(part, lower, upper))
        match node:
            case Call("abs" | "sign", part) | Choice(part, _, _) if contains_x(part):
                found[part] = zeros(part, lower, upper)
            case Call("floor", _):
                found[node] = _jumps(node, lower, upper)
    return found


def is_nested(tree: Node) -> bool:
    """Whether it depends on what has jumps or kinks where others are."""
    parts = [part for node in nodes(tree) for part in (*_critical(node), *_switching(node))]
    return any(_has_kinks(part) for part in parts)


def has_jumps(tree: Node) -> bool:
    """Whether a part of a formula may jump."""
    return any(
        isinstance(node, Choice) or (isinstance(node, Call) and node.function in ("floor", "sign"))
        for node in nodes(tree)
        if contains_x(node)
    )


def _has_kinks(node: Node) -> bool:
    return any(contains_x(part) for inner in nodes(node) for part in _switching(inner))


def _switching(node: Node) -> Iterable[Node]:
    match node:
        case Call("abs" | "sign" | "floor", argument):
            yield argument
        case Choice(test, _, _):
            yield test


def _bounded_or_not(found: Zeros) -> Zeros:
    """Return zeros at which a formula may be infinite; in a gap that would be of no use."""
    return Zeros(found.points, found.are_all and not found.gaps)


def _critical(node: Node) -> Iterable[Node]:
    match node:
        case Binary("/", _, denominator):
            yield denominator
        case Call("log" | "log10" | "sqrt", argument):
            yield argument
        case Call("tan", argument):
            yield Call("cos", argument)
        case Binary("**", base, exponent):
            number = constant_fraction(exponent)
            if number is None or number.denominator != 1 or number < 0:
                yield base


def zeros(node: Node, lower: float, upper: float) -> Zeros:
    """Return the zeros of a node in an interval."""
    if (parts := quotient(node)) is not None:  # at a pole the sign may change as well
        return _united(*(_zeros_of_polynomial(part, lower, upper) for part in parts))
    match node:
        case Negative(operand) | Call("abs" | "sqrt" | "sign" | "sinh" | "tanh" | "erf", operand):
            return zeros(operand, lower, upper)
        case Call("exp" | "cosh", _):
            return Zeros(are_all=True)
        case Call("sin" | "cos" | "floor"):  # of floor the points at which its sign may change
            return _on_lattice(node, lower, upper)
        case Binary("+" | "-", left, right) if constant_fraction(right) == 0:
            return zeros(left, lower, upper)
        case Binary("+" | "-", left, right) if constant_fraction(left) == 0:
            return zeros(right, lower, upper)
        case Binary("*" | "/", left, right):  # at a pole the sign may change as well
            return _united(zeros(left, lower, upper), zeros(right, lower, upper))
        case Binary("**", base, exponent) if contains_x(base) and not contains_x(exponent):
            return zeros(base, lower, upper)
    if not contains_x(node):
        return Zeros(are_all=True)
    return _crossed(zero_crossings, node, lower, upper) or Zeros(
        tuple(isolated_zeros(node, lower, upper))
    )


def _crossed(
    search: Callable[[Node, float, float], Crossings], node: Node, lower: float, upper: float
) -> Zeros | None:
    """Return what a search proves, or None."""
    if _has_kinks(node):
        return None
    try:
        is_beyond = _has_sign if search is zero_crossings else _is_between_whole_numbers
        points, gaps = search(node, *_within_reach(node, lower, upper, is_beyond))
    except Unproved:
        return None
    return Zeros(tuple(_rational(node, point) for point in points), True, gaps)


def _within_reach(
    node: Node, lower: float, upper: float, is_beyond: Callable[[AsymptoticForm], bool]
) -> tuple[float, float]:
    """Return a finite interval beyond which a node surely crosses nothing.

    Raises
    ------
    Unproved
        If none is known.
    """
    first = -_reach(node, End(Point(lower), 1), is_beyond) if lower == -math.inf else lower
    last = _reach(node, End(Point(upper), -1), is_beyond) if upper == math.inf else upper
    if math.isinf(upper):
        return first, max(last, first + 1)
    return min(first, last - 1) if math.isinf(lower) else first, last


def _reach(node: Node, end: End, is_beyond: Callable[[AsymptoticForm], bool]) -> float:
    for octaves in _OCTAVES:
        try:
            if is_beyond(LocalAnalysis(end, octaves * arb.const_log2()).of(node)):
                return 2.0**octaves
        except Unproved:
            continue
    raise Unproved("a formula is not known far out")


def _has_sign(form: AsymptoticForm) -> bool:
    return form.sign != 0


def _is_between_whole_numbers(form: AsymptoticForm) -> bool:
    values = form.values()
    return not values.contains_integer() or (form.sign != 0 and bool(abs(values) < 1))


def _rational(node: Node, point: Point) -> Point:
    """Return a zero exactly where it is a short decimal, as that of exp(x) - 1 is."""
    return (point.zeros and rational_zero(node, float(point.number))) or point


def _united(first: Zeros, second: Zeros) -> Zeros:
    return Zeros(
        first.points + second.points, first.are_all and second.are_all, first.gaps + second.gaps
    )


def _zeros_of_polynomial(coefficients: Any, lower: float, upper: float) -> Zeros:
    points = []
    for factor, _ in coefficients.numer().factor()[1]:
        if factor.degree() == 1:
            points.append(Point(Fraction(-int(factor[0]), int(factor[1]))))
        elif factor.degree() > 1:
            points += _irrational(tuple(int(c) for c in factor.coeffs()))
    return Zeros(_inside(points, lower, upper), are_all=True)


def _inside(points: Iterable[Point], lower: float, upper: float) -> tuple[Point, ...]:
    ends = [x if math.isinf(x) else exact_number(x) for x in (lower, upper)]
    return tuple(point for point in points if ends[0] <= point.position <= ends[1])


def _irrational(coefficients: tuple[int, ...]) -> list[Point]:
    values = _real_roots(coefficients, flint.ctx.prec)

    def at(index: int) -> Callable[[], Ball]:
        return lambda: _real_roots(coefficients, flint.ctx.prec)[index]

    return [Point(float(v), at(i), minimal_polynomial=coefficients) for i, v in enumerate(values)]


@lru_cache(maxsize=256)
def _real_roots(coefficients: tuple[int, ...], precision: int) -> list[Ball]:
    """Return the real roots of a polynomial without multiple ones, in increasing order."""
    with flint.ctx.workprec(precision):
        found: Any = fmpz_poly(list(coefficients)).complex_roots()
        return sorted((root.real for root, _ in found if root.imag.is_zero()), key=float)


def _lattice(node: Call) -> tuple[Ball, Ball]:
    """Return the first and the step of the arguments at which sin or cos is 0, or floor jumps."""
    step = arb(1) if node.function == "floor" else arb.pi()
    return (step / 2 if node.function == "cos" else arb(0)), step


def _jumps(node: Call, lower: float, upper: float) -> Zeros:
    found = _on_lattice(node, lower, upper)
    if found.are_all:
        return found
    return _crossed(whole_crossings, node.argument, lower, upper) or found


def _on_lattice(node: Call, lower: float, upper: float) -> Zeros:
    first, step = _lattice(node)
    line = linear(node.argument)
    if line is None or not math.isfinite(upper - lower):
        return Zeros()
    slope, value = line
    if slope.contains(0):
        return Zeros(are_all=bool(slope.is_zero()))
    ends = sorted(float((slope * x + value - first) / step) for x in (lower, upper))
    if not (math.isfinite(ends[1] - ends[0]) and ends[1] - ends[0] < MAX_ZEROS):
        return Zeros()
    numbers = range(math.floor(ends[0]), math.ceil(ends[1]) + 1)
    points = (_crossing(node, k) for k in numbers)
    return Zeros(_inside(points, lower, upper), are_all=True)


def _crossing(node: Call, k: int) -> Point:
    """Return where a linear argument of sin, cos or floor is first + k step."""
    coefficients = polynomial(node.argument)
    if coefficients is not None and (_lattice(node)[1] == 1 or (k == 0 and node.function == "sin")):
        return Point((k - _fraction(coefficients[0])) / _fraction(coefficients[1]))

    def at() -> Ball:
        line, (first, step) = linear(node.argument), _lattice(node)
        assert line is not None
        slope, value = line
        return (first + k * step - value) / slope

    return Point(float(at()), at, frozenset((node,)))


def _fraction(number: Any) -> Fraction:
    return Fraction(int(number.p), int(number.q))
