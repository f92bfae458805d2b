"""A grammar of formulas and of limits, from which tests and benchmarks draw.

What draws is handed in, a `random.Random` with a seed of its own.
"""

from __future__ import annotations

import math
from random import Random

FUNCTIONS = (
    *("sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "sign", "atan"),
    *("tan", "sinh", "cosh", "asin", "acos", "cbrt", "erf", "erfc", "floor", "log1p", "expm1"),
    *("asinh", "sinc", "j0", "gamma"),
)
OPERATORS = ("+", "-", "*", "/", "^")
NUMBERS = ("0", "1", "2", "3.5", "-1", "0.5", "pi", "200", "1e-300", "1e300")
EXPONENTS = ("2", "3", "0.5", "-0.5", "-0.9", "1/3", "-2", "1.5", "4")
SHAPES = (
    *("exp(-(({x}-{b})*{a})^2)", "1/(1+({a}*({x}-{b}))^2)", "abs({x}-{b})", "sign({x}-{b})"),
    *("sin({a}*{x})", "cos({a}*({x}-{b}))", "abs({x}-{b})^({p})", "{x}^({p})", "exp(-{a}*{x})"),
    *("max({x},{b})", "where({x}<{b},{x},1)", "1/sqrt(abs({x}-{b}))", "tanh({a}*({x}-{b}))"),
    *("log(abs({x}-{b}))", "{a}*{x}+{b}", "floor({a}*{x})", "{x}^2-{b}*{x}"),
)

ORDINARY_LIMITS = (0.0, 1.0, -1.0, 2.0, 10.0, 0.25, 3.0, 100.0)
_DEEPEST = 4


def random_formula(rng: Random, depth: int = _DEEPEST) -> str:
    """Return a formula in which x stands.

    Parameters
    ----------
    rng : random.Random
        What draws.
    depth : int
        How deep it may be.
    """
    text = _expression(rng, depth)
    return text if "x" in text.replace("exp", "") else f"({text})*x"


def random_limit(rng: Random) -> float:
    """Return a limit: mostly an ordinary one, else infinite or of any size from 1e-300 on."""
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(ORDINARY_LIMITS)
    if kind < 0.7:
        return round(rng.uniform(-5.0, 5.0), 3)
    if kind < 0.8:
        return rng.choice((0.0, math.inf, -math.inf))
    size = rng.uniform(1.0, 9.9) * 10.0 ** rng.randint(-300, 299)
    return rng.choice((1.0, -1.0)) * size


def random_interval(rng: Random) -> tuple[float, float]:
    """Return two limits in increasing order; they may be equal."""
    a, b = random_limit(rng), random_limit(rng)
    return min(a, b), max(a, b)


def _expression(rng: Random, depth: int) -> str:
    kind = rng.random()
    if depth == 0 or kind < 0.15:
        return "x" if rng.random() < 0.7 else rng.choice(NUMBERS)
    if kind < 0.45:
        return f"{rng.choice(FUNCTIONS)}({_expression(rng, depth - 1)})"
    if kind < 0.7:
        left, right = _expression(rng, depth - 1), _expression(rng, depth - 1)
        return f"({left}){rng.choice(OPERATORS)}({right})"
    inner = "x" if rng.random() < 0.7 else f"({_expression(rng, depth - 1)})"
    return rng.choice(SHAPES).format(x=inner, a=_scale(rng), b=_place(rng), p=rng.choice(EXPONENTS))


def _place(rng: Random) -> str:
    """Return a number from -2 to 2."""
    place = f"{rng.uniform(-2.0, 2.0):.3g}"
    return f"({place})" if place.startswith("-") else place


def _scale(rng: Random) -> str:
    """Return a number from 0.1 to 1e6, mostly a small one."""
    return f"{10.0 ** rng.choice((-1, 0, 0, 1, 1, 2, 3, 6)) * rng.uniform(1.0, 9.9):.3g}"
