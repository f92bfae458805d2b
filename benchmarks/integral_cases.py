"""Integrals that people reported elsewhere to be computed wrongly, with what they are.

The reports stand in the trackers of SciPy, QuadGK, quadpy, mpmath, Boost, Chebfun, cubature and
SymPy. The limits and the literals are decimals; the values are closed forms in mpmath.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from mpmath import mp, mpf

DIGITS = 50
_INFINITE = math.inf


class Case(NamedTuple):
    """A formula, an interval, and the integral as a function that mpmath evaluates."""

    text: str
    lower: float
    upper: float
    truth: Callable[[], Any]


def _normal_share(mean: float, deviation: float) -> Any:
    """Return the part of a normal density to the right of 0."""
    return (1 + mp.erf(mpf(mean) / (deviation * mp.sqrt(2)))) / 2


def _sine_integral_of_inverse() -> Any:
    return mp.sin(1) - mp.ci(1)


def _distance_power(p: str) -> Any:
    """Return the integral of abs(x - 0.3)^p over 0..1."""
    exponent = mpf(p) + 1
    return (mpf("0.3") ** exponent + mpf("0.7") ** exponent) / exponent


def _logarithm_of_distance() -> Any:
    a, b = mpf("0.3"), mpf("0.7")
    return a * mp.log(a) - a + b * mp.log(b) - b


def _half_waves() -> Any:
    """Return the integral of abs(sin 50x) over 0..10: whole half waves of 2/50, and a part."""
    n = int(mp.floor(500 / mp.pi))
    return (2 * n + 1 - (-1) ** n * mp.cos(500)) / 50


#: The value that was called exact was wrong.
WRONG = (
    Case("1/x^2", 1e-8, 1, lambda: mpf(99999999)),
    Case("1/(1+x^2)", 0, 1e6, lambda: mp.atan(10**6)),
    Case("exp(-x/1e6)", 0, _INFINITE, lambda: mpf(10**6)),
    Case("x^-2", 0.001, 1e6, lambda: 1000 - mpf(10) ** -6),
    Case(
        "1+exp(-(200*(x-0.318))^2)",
        0,
        1,
        lambda: 1 + mp.sqrt(mp.pi) / 400 * (mp.erf(mpf("136.4")) + mp.erf(mpf("63.6"))),
    ),
    Case("sign(x-0.0004)", 0, 1, lambda: mpf("0.9992")),
    Case("abs(x-0.0004)", 0, 1, lambda: mpf("0.49960016")),
    Case("1+1e5*exp(-1e5*x)", 0, 1, lambda: 2 - mp.exp(-(10**5))),
    Case("exp(-x)", 0, 1e6, lambda: 1 - mp.exp(-(10**6))),
    Case("exp(-x/1e-6)", 0, _INFINITE, lambda: mpf(10) ** -6),
    Case("exp(-(x-100)^2/2)/sqrt(2*pi)", -_INFINITE, _INFINITE, lambda: mpf(1)),
    Case(
        "exp(-(x-33.3)^2)",
        0,
        1e4,
        lambda: mp.sqrt(mp.pi) / 2 * (mp.erf(mpf("33.3")) + mp.erf(mpf("9966.7"))),
    ),
    Case("x*exp(-(x-800)^2/2)/sqrt(2*pi)", -_INFINITE, _INFINITE, lambda: mpf(800)),
    Case("(1-sign(x))/2", -1, 1e4, lambda: mpf(1)),
    Case("1/(x*ln(x)^2)", 0, 0.5, lambda: 1 / mp.log(2)),
)

#: The estimated error was too small, or the exact value rounded.
UNDERESTIMATED = (
    Case("exp(-(x-1000)^2/2)/sqrt(2*pi)", 0, _INFINITE, lambda: _normal_share(1000, 1)),
    Case(
        "1+1e6*exp(-(1e6*(x-0.31234))^2)",
        0,
        1,
        lambda: 1 + mp.sqrt(mp.pi) / 2 * (mp.erf(312340) + mp.erf(687660)),
    ),
    Case("(1-x)^(-0.95)", 0, 1, lambda: mpf(20)),
    Case("(1-x)^(-0.98)", 0, 1, lambda: mpf(50)),
    Case("x^(-1.02)", 1, _INFINITE, lambda: mpf(50)),
    Case("(x-1000)^(-0.98)", 1000, 1001, lambda: mpf(50)),
    Case("log(x)/sqrt(x)", 0, 1, lambda: mpf(-4)),
)

#: Integrable, and was refused.
REFUSED = (
    Case("1/sqrt(abs(x-0.3))", 0, 1, lambda: _distance_power("-0.5")),
    Case("log(abs(x-0.3))", 0, 1, _logarithm_of_distance),
    Case("abs(x-0.3)^(-0.1)", 0, 1, lambda: _distance_power("-0.1")),
    Case("1/sqrt(-log(1-x))", 0, 1, lambda: mp.sqrt(mp.pi)),
    Case("sin(x)/x", -1, 1, lambda: 2 * mp.si(1)),
    Case("(x^2-1)/(x-1)", 0, 2, lambda: mpf(4)),
    Case("x*log(abs(x))", -1, 1, lambda: mpf(0)),
    Case("sin(x/sqrt(abs(x)))", -1, 1, lambda: mpf(0)),
    Case("(sin(pi*x)/(pi*x))^2", -_INFINITE, _INFINITE, lambda: mpf(1)),
    Case("x^-0.985", 0, 1, lambda: 1 / mpf("0.015")),
    Case("x^(-0.99)", 0, 1, lambda: mpf(100)),
    Case("1/x", 1e-17, 1, lambda: 17 * mp.log(10)),
    Case("(1+sign(x-1))/2*(1-sign(x-2))/2", 0, 1e5, lambda: mpf(1)),
    Case("exp(-x^2/1e8)", -_INFINITE, _INFINITE, lambda: 10**4 * mp.sqrt(mp.pi)),
    Case(
        "exp(-(x-116000)^2/(2*3810^2))/(3810*sqrt(2*pi))",
        0,
        _INFINITE,
        lambda: _normal_share(116000, 3810),
    ),
    Case("x^3/(exp(x)-1)", 0, _INFINITE, lambda: mp.pi**4 / 15),
    Case(
        "cosh(x)*exp(-x^2)",
        -_INFINITE,
        _INFINITE,
        lambda: mp.sqrt(mp.pi) * mp.exp(mpf("0.25")),
    ),
    Case("x^50*exp(-x)", 0, _INFINITE, lambda: mp.factorial(50)),
    Case("sin(10000*x)", 0, 1, lambda: (1 - mp.cos(10**4)) / 10**4),
    Case("sin(1/x)", 0, 1, _sine_integral_of_inverse),
    Case("abs(sin(50*x))", 0, 10, _half_waves),
    Case("exp(-x/1e5)", 0, _INFINITE, lambda: mpf(10**5)),
    Case("x^-4", 1, 1e6, lambda: (1 - mpf(10) ** -18) / 3),
    Case("cos(x)/(1+x^2)", 0, _INFINITE, lambda: mp.pi / (2 * mp.e)),
    Case("exp(x)", 0, 700, lambda: mp.exp(700) - 1),
    Case("sin(x)/x", 0, _INFINITE, lambda: mp.pi / 2),
    Case("cos(x^2)", 0, _INFINITE, lambda: mp.sqrt(mp.pi / 8)),
    Case("sin(x^2)", -_INFINITE, _INFINITE, lambda: mp.sqrt(mp.pi / 2)),
    Case("cos(x)/sqrt(x)", 0, _INFINITE, lambda: mp.sqrt(mp.pi / 2)),
    Case("sin(x)*exp(-x/1000)", 0, _INFINITE, lambda: 1 / (1 + mpf(10) ** -6)),
    Case("floor(3*exp(-x))", 0, _INFINITE, lambda: mp.log(3) + mp.log(mpf(3) / 2)),
)

#: No proof is known here: two methods agree.
AGREED = (
    Case("exp(-cosh(x))", 0, _INFINITE, lambda: mp.besselk(0, 1)),
    Case(
        "sin(x)*x^(-0.02)",
        0,
        _INFINITE,
        lambda: mp.gamma(mpf("0.98")) * mp.sin(mp.pi * mpf("0.49")),
    ),
)

#: Divergent integrals, each with where it diverges.
DIVERGENT = (
    ("1/x", 0, 1, 0),
    ("1/x", -1, 1, 0),
    ("1/(x-0.5)", 0, 1, 0.5),
    ("1/abs(x-0.3)", 0, 1, 0.3),
    ("tan(x)", 0, 2, math.pi / 2),
    ("1/x^2", -1, 1, 0),
    ("1/(x^2-2)", 0, 2, math.sqrt(2)),
    ("1/(exp(x)-2)", 0, 2, math.log(2)),
    ("1/(ln(x)-1)", 1, 4, math.e),
    ("1/(sqrt(x)-1)", 0, 2, 1),
    ("1/(x*ln(x))", 0, 0.5, 0),
    ("log(x)/x", 0, 1, 0),
    ("1/sin(x)", 0, 4, 0),
    ("1/cos(x)^2", 0, 3, math.pi / 2),
    ("exp(1/x)", 0, 1, 0),
    ("x/(x^2-1)", 0, 2, 1),
    ("1/(1-x)", 0, 1, 1),
    ("1/x", 1, _INFINITE, _INFINITE),
    ("x^-0.5", 1, _INFINITE, _INFINITE),
    ("1/(x*ln(x))", 2, _INFINITE, _INFINITE),
    ("exp(x)", 0, _INFINITE, _INFINITE),
    ("x", -_INFINITE, _INFINITE, -_INFINITE),
    ("atan(x)", 0, _INFINITE, _INFINITE),
)
