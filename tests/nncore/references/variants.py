"""Integrals of the kinds that were reported, with other numbers: closed forms in mpmath."""

import math
from itertools import pairwise

from mpmath import mp, mpf

from benchmarks.integral_cases import Case

INFINITE = math.inf


def _bell(width, left, right):
    """The integral of exp(-(x/width)^2) between two points, which are decimals."""
    w = mpf(width)
    return w * mp.sqrt(mp.pi) / 2 * (mp.erf(mpf(right) / w) - mp.erf(mpf(left) / w))


def _log_of_difference():
    """Of log|x^2 - 1/4| over 0..1: the sum of log|x - 1/2| and log(x + 1/2)."""

    def primitive(t):
        return t * mp.log(abs(t)) - t

    half = mpf("0.5")
    return primitive(half) - primitive(-half) + primitive(3 * half) - primitive(half)


def _small_difference_of_roots():
    large = mpf(10) ** 16
    return 2 * ((large + mpf("0.5")) ** mpf("1.5") - large ** mpf("1.5")) / 3 - mpf(10) ** 8 / 2


def _steps_of_a_sine():
    """Of floor(4 sin 3x) over 0..5, from jump to jump."""
    angles = [mp.asin(mpf(k) / 4) for k in range(-4, 5)]
    turns = [2 * mp.pi * n for n in range(4)]
    jumps = {(x + turn) / 3 for a in angles for x in (a, mp.pi - a) for turn in turns}
    return _staircase(lambda x: mp.floor(4 * mp.sin(3 * x)), jumps, 5)


def _steps_of_a_touching_sine():
    """Of floor(2 sin x) over 0..7."""
    jumps = [mp.pi * k / 6 for k in (1, 5, 6, 7, 11, 12, 13)]
    return _staircase(lambda x: mp.floor(2 * mp.sin(x)), jumps, 7)


def _staircase(f, jumps, upper):
    ends = sorted({mpf(0), mpf(upper), *(x for x in jumps if 0 < x < upper)})
    return sum((right - left) * f(left + (right - left) / 3) for left, right in pairwise(ends))


def _distance_to_cosine():
    root = mp.findroot(lambda x: mp.cos(x) - x, 0.7)
    return 2 * (mp.sin(root) - root**2 / 2) - mp.sin(1) + mpf("0.5")


PROVED = (
    Case("(1e17+sin(x))-1e17", 0, 4.2, lambda: 1 - mp.cos(mpf("4.2"))),
    Case(
        "(1-cos(x/1e16))*1e16^2",
        0,
        3,
        lambda: mpf(10) ** 32 * (3 - 10**16 * mp.sin(3 / mpf(10**16))),
    ),
    Case("sqrt(x+1e16)-sqrt(1e16)", 0, 0.5, _small_difference_of_roots),
    Case(
        "2*x-5/cosh((x-5.8)/0.003)^2",
        0,
        10,
        lambda: 100 - mpf("0.015") * (mp.tanh(1400) + mp.tanh(mpf(5800) / 3)),
    ),
    Case("1/(1+exp((x-0.3)/1e-8))", 0, 1, lambda: mpf("0.3")),
    Case("1/(1+exp(-(x-0.3)/1e-6))", -1, 1000, lambda: mpf("999.7")),
    Case("cos(1/x)", 0, 1, lambda: mp.cos(1) + mp.si(1) - mp.pi / 2),
    Case("cos(x)/(4+x^2)", 0, INFINITE, lambda: mp.pi / (4 * mp.e**2)),
    Case("sin(x)^2/x^2", -INFINITE, INFINITE, lambda: +mp.pi),
    Case("min(1,1/x^2)", -INFINITE, INFINITE, lambda: mpf(4)),
    Case("1/max(x,1/x)^3", 0, INFINITE, lambda: mpf("0.75")),
    Case("max(exp(-x)-0.5,0)", 0, INFINITE, lambda: (1 - mp.log(2)) / 2),
    Case("floor(3*exp(-x))", 0, INFINITE, lambda: mp.log(3) + mp.log(mpf(3) / 2)),
    Case("max(1/(1+x^2)-0.2,0)", -INFINITE, INFINITE, lambda: 2 * mp.atan(2) - mpf("0.8")),
    Case("floor(4*sin(3*x))", 0, 5, _steps_of_a_sine),
    Case("floor(x^2)", 0, 3, lambda: 27 - sum(mp.sqrt(k) for k in range(1, 10))),
    Case("floor(30*x^2)", 0, 5, lambda: 3750 - sum(mp.sqrt(mpf(k) / 30) for k in range(1, 751))),
    Case("x-floor(sqrt(x))", 0, 9, lambda: mpf("27.5")),
    Case("floor(exp(x))", 0, 2, lambda: 14 - mp.log(5040)),
    Case(
        "ceil(-ln(x))", 0.01, 1, lambda: mpf(1) + sum(mp.exp(-k) for k in range(1, 5)) - mpf("0.05")
    ),
    Case("floor(13*x)-3*floor(floor(13*x)/3)", 0, 3, lambda: mpf(3)),
    Case("abs(cos(x)-x)", 0, 1, _distance_to_cosine),
    Case("sign(exp(x)-2)", 0, 1, lambda: 1 - 2 * mp.log(2)),
    Case("floor(2*sin(x))", 0, 7, _steps_of_a_touching_sine),
    Case("1/x^3", 1e-5, 1, lambda: (mpf(10) ** 10 - 1) / 2),
    Case("1/(1+(x-5)^2)", 0, 1e7, lambda: mp.atan(10**7 - 5) + mp.atan(5)),
    Case("exp(-x/1e9)", 0, INFINITE, lambda: mpf(10) ** 9),
    Case("exp(-(x-1e5)^2)", -INFINITE, INFINITE, lambda: mp.sqrt(mp.pi)),
    Case("2+exp(-(1e4*(x-0.777))^2)", 0, 1, lambda: 2 + _bell("1e-4", "-0.777", "0.223")),
    Case("3-1e5*exp(-(1e5*(x-0.9123456))^2)", 0, 1, lambda: 3 - mp.sqrt(mp.pi)),
    Case("sign(x-1e-6)", 0, 1, lambda: 1 - 2 * mpf("1e-6")),
    Case("abs(x-0.99999)", 0, 1, lambda: (mpf("0.99999") ** 2 + mpf("0.00001") ** 2) / 2),
    Case("floor(400*x)", 0, 1, lambda: mpf("199.5")),
    Case("1/(x*ln(x)^3)", 0, 0.5, lambda: -1 / (2 * mp.log(2) ** 2)),
    Case("exp(-1e8*x)", 0, 1e3, lambda: mpf("1e-8")),
    Case("x^2*exp(-(x+500)^2)", -INFINITE, INFINITE, lambda: mp.sqrt(mp.pi) * mpf("250000.5")),
    Case("x^(-1.001)", 1, INFINITE, lambda: mpf(1000)),
    Case("(2-x)^(-0.99)", 0, 2, lambda: mpf(2) ** mpf("0.01") * 100),
    Case("log(abs(x^2-0.25))", 0, 1, _log_of_difference),
    Case("(exp(x)-1)/x", -1, 1, lambda: 2 * mp.shi(1)),
    Case("(x^3-8)/(x-2)", 0, 3, lambda: mpf(9 + 9 + 12)),
    Case("x^5/(exp(x)-1)", 0, INFINITE, lambda: 8 * mp.pi**6 / 63),
    Case("cosh(2*x)*exp(-x^2)", -INFINITE, INFINITE, lambda: mp.sqrt(mp.pi) * mp.e),
    Case("x^80*exp(-x)", 0, INFINITE, lambda: mp.factorial(80)),
    Case("sin(20000*x)", 0, 1, lambda: (1 - mp.cos(20000)) / 20000),
    Case("exp(-abs(x)/1e7)", -INFINITE, INFINITE, lambda: mpf(2) * 10**7),
    Case("exp(x)", 0, 356, lambda: mp.exp(356) - 1),
    Case("1/(1+x)^2", 0, 1e9, lambda: 1 - 1 / mpf(10**9 + 1)),
    Case("x", 0, 1e150, lambda: mpf(10) ** 300 / 2),
    Case("x^2", 10000, 10000.5, lambda: (mpf("10000.5") ** 3 - mpf(10000) ** 3) / 3),
    Case("exp(-x)", 1, 1 + 1e-12, lambda: mp.exp(-1) - mp.exp(-mpf("1.000000000001"))),
    Case("exp(-(x-1e49)^2)", 1e49, INFINITE, lambda: mp.sqrt(mp.pi) / 2),
    Case("1/x^2", 1e49, INFINITE, lambda: mpf(10) ** -49),
    Case("max(sin(x),0)", 0, 100, lambda: mpf(32)),
    Case(
        "sin(pi*x)/floor(x+1)",
        0,
        5,
        lambda: 2 / mp.pi * (1 - mpf(1) / 2 + mpf(1) / 3 - mpf(1) / 4 + mpf(1) / 5),
    ),
    Case("1/floor(x)", 1, 5, lambda: mpf(25) / 12),
    Case("abs(floor(x)-2)", 0, 5, lambda: mpf(6)),
    Case("max(1-x^2,0)", -2, 3, lambda: mpf(4) / 3),
    Case("piecewise(x,x<0.3,0.5)", 0, 1, lambda: mpf("0.045") + mpf("0.35")),
    Case("where(x<0.5,x^2,1)", 0, 1, lambda: mpf(1) / 24 + mpf("0.5")),
)

AGREED = (
    Case("exp(-exp(x))", 0, INFINITE, lambda: mp.e1(1)),
    Case("exp(x-exp(x))", -INFINITE, INFINITE, lambda: mpf(1)),
)

DIVERGENT = (
    ("1/(x-0.25)^2", 0, 1, 0.25),
    ("1/(sin(x)-0.5)", 0, 1, math.pi / 6),
    ("tan(2*x)", 0, 1, math.pi / 4),
    ("1/(x^2-3)", 0, 2, math.sqrt(3)),
    ("1/tan(x)", 0, 1, 0),
    ("x^-1.01", 0, 1, 0),
    ("1/(x*sqrt(-log(x)))", 0, 0.5, 0),
    ("sqrt(x^2+1)/x^2", 1, INFINITE, INFINITE),
    ("exp(x)/x^50", 1, INFINITE, INFINITE),
    ("exp(x)", 1e49, INFINITE, INFINITE),
    ("1/x", 1e49, INFINITE, INFINITE),
    ("1/(x+1e49)", 0, INFINITE, INFINITE),
)
