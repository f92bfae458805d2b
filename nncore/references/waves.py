r"""A formula as a sum of waves, :math:`\sum_k A_k(x) \cos\varphi_k(x)` or :math:`\sin`.

Products and whole powers of sines and cosines are multiplied out, as
:math:`\sin a \cos b = \tfrac12 (\sin(a + b) + \sin(a - b))`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nncore.formulas.ball_arithmetic import constant_fraction
from nncore.formulas.derivative import product
from nncore.formulas.tree import Binary, Call, Negative, Node, Number, nodes
from nncore.references.polynomials import polynomial
from nncore.references.unproved import Unproved

MAX_WAVES = 32
MAX_POWER = 8
_HALF = Binary("/", Number(1), Number(2))
_WAVES = ("sin", "cos", "sinc")


@dataclass(frozen=True)
class Wave:
    """One summand.

    Parameters
    ----------
    amplitude : Node
        A, without sines and cosines.
    phase : Node or None
        What the sine or cosine is of; None of a summand that is not a wave.
    is_sine : bool
        Whether it is a sine.
    """

    amplitude: Node
    phase: Node | None = None
    is_sine: bool = False


def waves(tree: Node) -> list[Wave]:
    """Return the summands of a formula.

    Raises
    ------
    Unproved
        If it is no such sum, or one of too many.
    """
    found = list(_summands(tree))
    if len(found) > MAX_WAVES:
        raise Unproved("a formula is a sum of too many waves")
    return found


def has_waves(tree: Node) -> bool:
    """Whether a sine or cosine stands in a tree."""
    return any(isinstance(node, Call) and node.function in _WAVES for node in nodes(tree))


def _summands(tree: Node) -> Iterator[Wave]:
    if not has_waves(tree):
        yield Wave(tree)
        return
    match tree:
        case Call(name, phase) if not has_waves(phase):
            yield _wave(name, phase)
        case Negative(operand):
            yield from map(_negative, _summands(operand))
        case Binary("+", left, right):
            yield from (*_summands(left), *_summands(right))
        case Binary("-", left, right):
            yield from (*_summands(left), *map(_negative, _summands(right)))
        case Binary("*", left, right):
            yield from _multiplied(waves(left), waves(right))
        case Binary("/", left, right) if not has_waves(right):
            for wave in _summands(left):
                yield Wave(Binary("/", wave.amplitude, right), wave.phase, wave.is_sine)
        case Binary("**", base, exponent):
            yield from _raised(base, exponent)
        case _:
            raise Unproved("a formula is no sum of waves")


def _wave(name: str, phase: Node) -> Wave:
    amplitude = Binary("/", Number(1), phase) if name == "sinc" else Number(1)
    return Wave(amplitude, phase, name != "cos")


def _raised(base: Node, exponent: Node) -> list[Wave]:
    number = constant_fraction(exponent)
    if number is None or number.denominator != 1 or not 1 <= number <= MAX_POWER:
        raise Unproved("a formula is no sum of waves")
    found = factors = waves(base)
    for _ in range(int(number) - 1):
        found = list(_multiplied(found, factors))
        if len(found) > MAX_WAVES:
            raise Unproved("a formula is a sum of too many waves")
    return found


def _negative(wave: Wave) -> Wave:
    return Wave(Negative(wave.amplitude), wave.phase, wave.is_sine)


def _multiplied(first: list[Wave], second: list[Wave]) -> Iterator[Wave]:
    for one in first:
        for other in second:
            yield from _product(one, other)


def _product(one: Wave, other: Wave) -> Iterator[Wave]:
    amplitude = product(one.amplitude, other.amplitude)
    if one.phase is None or other.phase is None:
        yield Wave(amplitude, one.phase or other.phase, one.is_sine or other.is_sine)
        return
    half = product(_HALF, amplitude)
    added = Binary("+", one.phase, other.phase)
    difference = Binary("-", one.phase, other.phase)
    is_sine = one.is_sine != other.is_sine
    of_sum = Negative(half) if one.is_sine and other.is_sine else half
    yield Wave(of_sum, added, is_sine)
    of_difference = Negative(half) if other.is_sine and not one.is_sine else half
    if one.phase != other.phase and not _is_zero(difference):
        yield Wave(of_difference, difference, is_sine)
    elif not is_sine:
        yield Wave(of_difference)


def _is_zero(node: Node) -> bool:
    coefficients = polynomial(node)
    return coefficients is not None and coefficients.is_zero()
