"""A formula in ball arithmetic: every value is a ball of complex numbers that surely holds it.

The function is the mathematical one of the tree. A decimal is read as the rational number that is
written, 0.1 as 1/10 and not as the double next to it (a typed number of more digits than a double
has is the shortest decimal of its double).

References
----------
F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE
Transactions on Computers 66, 2017, 1281-1292, https://doi.org/10.1109/TC.2017.2690633
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from threading import RLock

import numpy as np

from nncore.arrays import FloatArray
from nncore.formulas.ball_functions import (
    FUNCTIONS,
    Ball,
    BallFunction,
    not_finite,
    positive,
    real_power,
    unknown,
)
from nncore.formulas.tree import Binary, Call, Choice, Constant, Negative, Node, Number, Variable

MAX_WHOLE_POWER = 10**6
_POINT_PRECISION = 128
_FEW_BITS = 2  # of a denominator that is a wide ball

_flint_in_use = RLock()


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Compute with so many bits, alone: the precision of `flint.ctx` is that of all threads."""
    import flint

    with _flint_in_use, flint.ctx.workprec(bits):
        yield


def exact_number(value: float) -> Fraction:
    """Return the rational number that the shortest decimal of a double stands for."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(float(value)))


def constant_fraction(tree: Node) -> Fraction | None:
    """Return the value of a tree of numbers and ``+ - * /``, or None for any other tree."""
    match tree:
        case Number(value):
            return exact_number(value)
        case Negative(operand):
            inner = constant_fraction(operand)
            return None if inner is None else -inner
        case Binary(symbol, left, right) if symbol in _ON_FRACTIONS:
            first, second = constant_fraction(left), constant_fraction(right)
            if first is None or second is None or (symbol == "/" and second == 0):
                return None
            return _ON_FRACTIONS[symbol](first, second)
    return None


_ON_FRACTIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def ball_function(tree: Node) -> BallFunction:
    """Return the formula as a function of a ball and of what is asked.

    The function is called with a `flint.acb` and a flag. With the flag False it encloses the values
    on the ball; a real ball on which the formula is not real gives nan, and so does a function that
    is unknown here. With the flag True it
    returns nan unless the formula is analytic on the ball, as `flint.acb.integral` demands. It
    works at the precision that `flint.ctx` has when `ball_function` is called.

    Parameters
    ----------
    tree : Node
        From `nncore.formulas.whitelist.build_tree`.
    """
    from flint import acb

    match tree:
        case Variable("x"):
            return lambda x, analytic: x
        case Number() | Constant():
            constant = acb(constant_ball(tree))
            return lambda x, analytic: constant
        case Negative(operand):
            inner = ball_function(operand)
            return lambda x, analytic: -inner(x, analytic)
        case Call(name, argument):
            return _call(name, ball_function(argument))
        case Binary("**", base, exponent):
            return _power(base, exponent)
        case Binary("/", left, right):
            return _product(ball_function(left), _reciprocal(right))
        case Choice(test, positive, otherwise):
            return _choice(*map(ball_function, (test, positive, otherwise)))
        case Binary(symbol, left, right):
            return _binary(symbol, ball_function(left), ball_function(right))
    return unknown


def values_at(tree: Node, points: FloatArray) -> FloatArray:
    """Evaluate at single points, with as many bits as a formula that overflows in a factor needs.

    Parameters
    ----------
    tree : Node
        From `nncore.formulas.whitelist.build_tree`.
    points : ndarray, shape (n,)
        Doubles, as they are.

    Returns
    -------
    ndarray, shape (n,)
        nan where the formula is not surely a real number that is known to the last digit but few.
    """
    from flint import acb, arb

    with working_precision(_POINT_PRECISION):
        f = ball_function(tree)
        balls = [f(acb(arb(x)), False) for x in points.tolist()]
        return np.array([_to_float(ball) for ball in balls])


def _to_float(ball: Ball) -> float:
    value = ball.real
    known = value.is_finite() and ball.imag.is_zero() and value.rad() <= 1e-15 * abs(value.mid())
    return float(value) if known else math.nan


def constant_ball(tree: Number | Constant) -> Ball:
    """Return a number or a named constant as a real ball, at the present precision."""
    from flint import arb

    if isinstance(tree, Number):
        return to_ball(exact_number(tree.value))
    return arb.pi() if tree.name == "pi" else arb.const_e()


def to_ball(number: Fraction) -> Ball:
    """Return a rational number as a real ball, at the present precision."""
    from flint import arb, fmpq

    return arb(fmpq(number.numerator, number.denominator))


def to_fraction(ball: Ball) -> Fraction:
    """Return a real ball of radius 0 as a rational number."""
    mantissa, exponent = ball.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _binary(symbol: str, left: BallFunction, right: BallFunction) -> BallFunction:
    match symbol:
        case "+":
            return lambda x, analytic: left(x, analytic) + right(x, analytic)
        case "-":
            return lambda x, analytic: left(x, analytic) - right(x, analytic)
        case "*":
            return _product(left, right)
    raise NotImplementedError(f"There is no ball arithmetic for `{symbol}`.")


def _choice(test: BallFunction, chosen: BallFunction, otherwise: BallFunction) -> BallFunction:
    """Return one function where the real part of the test is positive, the other elsewhere."""
    from flint import acb

    def function(x: Ball, analytic: bool) -> Ball:
        tested = test(x, analytic)
        if not tested.is_finite() or (x.imag.is_zero() and not tested.imag.contains(0)):
            return not_finite()
        if tested.real > 0:
            return chosen(x, analytic)
        if tested.real < 0 or (not analytic and tested.real <= 0):
            return otherwise(x, analytic)
        if analytic:
            return not_finite()
        first, second = chosen(x, False), otherwise(x, False)
        return acb(first.real.union(second.real), first.imag.union(second.imag))

    return function


def _product(left: BallFunction, right: BallFunction) -> BallFunction:
    return lambda x, analytic: left(x, analytic) * right(x, analytic)


def _reciprocal(tree: Node) -> BallFunction:
    """Return 1/f, without the wide ball that f itself would be where it has exponentials."""
    match tree:
        case Call("exp", argument) | Binary("**", Constant("e"), argument):
            return ball_function(Call("exp", Negative(argument)))
        case Call("cosh", inner):
            h = ball_function(inner)
            return lambda x, analytic: h(x, analytic).sech()
        case Binary("*", left, right):
            return _product(_reciprocal(left), _reciprocal(right))
        case Binary("**", base, exponent) if (whole := _whole_power(exponent)) > 0:
            g = _reciprocal(base)
            return lambda x, analytic: g(x, analytic) ** whole
    f = ball_function(tree)
    if (exponent_of_e := _argument_of_logistic(tree)) is not None:
        return _logistic(ball_function(exponent_of_e), f)
    return lambda x, analytic: 1 / f(x, analytic)


def _logistic(u: BallFunction, f: BallFunction) -> BallFunction:
    """Return 1/f, f = 1 + exp(u), by the hyperbolic tangent where the ball of f is too wide."""

    def function(x: Ball, analytic: bool) -> Ball:
        denominator = f(x, analytic)
        if denominator.is_finite() and denominator.rel_accuracy_bits() > _FEW_BITS:
            return 1 / denominator
        return (1 - (u(x, analytic) / 2).tanh()) / 2

    return function


def _argument_of_logistic(tree: Node) -> Node | None:
    """Return u where a tree is 1 + exp(u), the reciprocal of a logistic function."""
    match tree:
        case Binary("+", Number(1), Call("exp", u) | Binary("**", Constant("e"), u)) | Binary(
            "+", Call("exp", u) | Binary("**", Constant("e"), u), Number(1)
        ):
            return u
    return None


def _whole_power(exponent: Node) -> int:
    """Return a whole exponent that is not too large, or 0."""
    number = constant_fraction(exponent)
    is_whole = number is not None and number.denominator == 1
    return int(number) if number is not None and is_whole and abs(number) <= MAX_WHOLE_POWER else 0


def _power(base: Node, exponent: Node) -> BallFunction:
    number = constant_fraction(exponent)
    if number is not None and (number == 0 or _whole_power(exponent)):
        whole, g = abs(int(number)), _reciprocal(base) if number < 0 else ball_function(base)
        return lambda x, analytic: g(x, analytic) ** whole
    f = ball_function(base)
    if base == Constant("e"):
        g = ball_function(exponent)
        return lambda x, analytic: g(x, analytic).exp()
    if number is not None and number.denominator == 2 and abs(number) <= MAX_WHOLE_POWER:
        root, odd = positive("sqrt"), number.numerator
        return lambda x, analytic: root(f(x, analytic), analytic) ** odd
    g = ball_function(exponent)
    return lambda x, analytic: real_power(f(x, analytic), g(x, analytic), analytic)


def _call(name: str, argument: BallFunction) -> BallFunction:
    function = FUNCTIONS.get(name, unknown)
    return lambda x, analytic: function(argument(x, analytic), analytic)
