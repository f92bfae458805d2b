"""Those nodes of a formula that are polynomials, their quotients, or linear."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flint import acb, arb, fmpq, fmpq_poly

from nncore.formulas.ball_arithmetic import ball_function, constant_fraction
from nncore.formulas.tree import Binary, Negative, Node, Number, Variable, contains_x

MAX_DEGREE = 60
MAX_BITS = 4000  # of a coefficient


@lru_cache(maxsize=4096)
def polynomial(node: Node) -> Any:
    """Return the node as a `flint.fmpq_poly`, or None where it is none of low degree."""
    number = constant_fraction(node)
    if number is not None:
        return fmpq_poly([fmpq(number.numerator, number.denominator)])
    match node:
        case Variable():
            return fmpq_poly([0, 1])
        case Negative(operand):
            inner = polynomial(operand)
            return None if inner is None else -inner
        case Binary("**", base, exponent):
            return _power(polynomial(base), exponent)
        case Binary(symbol, left, right):
            first, second = polynomial(left), polynomial(right)
            if first is not None and second is not None:
                return _combined(symbol, first, second)
    return None


def quotient(node: Node) -> tuple[Any, Any] | None:
    """Return numerator and denominator of a rational function, as polynomials, or None."""
    if (coefficients := polynomial(node)) is not None:
        return coefficients, fmpq_poly([1])
    match node:
        case Negative(operand):
            return _over(quotient(operand), (fmpq_poly([-1]), fmpq_poly([1])))
        case Binary("+" | "-" as symbol, left, right):
            return _sum_of_quotients(symbol, quotient(left), quotient(right))
        case Binary("*", left, right):
            return _over(quotient(left), quotient(right))
        case Binary("/", left, right):
            second = quotient(right)
            return _over(quotient(left), second[::-1] if second else None)
        case Binary("**", base, Negative(exponent)):
            return quotient(Binary("/", Number(1), Binary("**", base, exponent)))
    return None


def _over(first: Any, second: Any) -> tuple[Any, Any] | None:
    if first is None or second is None:
        return None
    pairs = [_combined("*", first[i], second[i]) for i in (0, 1)]
    return None if None in pairs or pairs[1].is_zero() else (pairs[0], pairs[1])


def _sum_of_quotients(symbol: str, first: Any, second: Any) -> tuple[Any, Any] | None:
    if first is None or second is None:
        return None
    crossed = [_combined("*", first[0], second[1]), _combined("*", second[0], first[1])]
    denominator = _combined("*", first[1], second[1])
    if None in (*crossed, denominator):
        return None
    return _combined(symbol, *crossed), denominator


def _combined(symbol: str, first: Any, second: Any) -> Any:
    match symbol:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*" if first.degree() + second.degree() <= MAX_DEGREE and _are_short(first, second):
            return first * second
        case "/" if second.degree() == 0:
            return first / second[0]
    return None


def _are_short(*polynomials: Any) -> bool:
    return sum(map(_bits, polynomials)) <= MAX_BITS


def _power(base: Any, exponent: Node) -> Any:
    number = constant_fraction(exponent)
    if base is None or number is None or number.denominator != 1 or number < 0:
        return None
    if base.degree() * number > MAX_DEGREE or _bits(base) * number > MAX_BITS:
        return None
    return base ** int(number)


def _bits(coefficients: Any) -> int:
    """Return the length of the longest numerator or denominator of a polynomial."""
    numbers = [*coefficients.numer().coeffs(), coefficients.denom()]
    return max(int(number).bit_length() for number in numbers)


def linear(node: Node) -> tuple[Any, Any] | None:
    """Return slope and value at 0 of a node that is linear in x, as real balls, or None."""
    if not contains_x(node):
        value = ball_function(node)(acb(0), False).real
        return (arb(0), value) if value.is_finite() else None
    match node:
        case Variable():
            return arb(1), arb(0)
        case Negative(operand):
            return _scaled(linear(operand), arb(-1))
        case Binary("+" | "-" as symbol, left, right):
            first, second = linear(left), _scaled(linear(right), arb(1 if symbol == "+" else -1))
            if first and second:
                return first[0] + second[0], first[1] + second[1]
        case Binary("*", left, right) if not contains_x(left):
            return _scaled(linear(right), _constant(left))
        case Binary("*", left, right) if not contains_x(right):
            return _scaled(linear(left), _constant(right))
        case Binary("/", left, right) if not contains_x(right):
            return _scaled(linear(left), 1 / _constant(right))
    return None


def _constant(node: Node) -> Any:
    return ball_function(node)(acb(0), False).real


def _scaled(line: tuple[Any, Any] | None, factor: Any) -> tuple[Any, Any] | None:
    return None if line is None else (line[0] * factor, line[1] * factor)
