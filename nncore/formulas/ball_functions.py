"""The functions of a formula on balls: each real where it is, and analytic where it says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# python-flint takes a while to load; the first reference loads it, inside the functions below.
Ball = Any
BallFunction = Callable[[Ball, bool], Ball]


def real_power(base: Ball, exponent: Ball, analytic: bool) -> Ball:
    """Return a power that is real for positive bases only, with a cut along the negative ones."""
    from flint import acb, arb

    if base.imag.is_zero() and base.real < 0:
        return not_finite()
    if base.contains(0) and not analytic and exponent.imag.is_zero() and exponent.real > 0:
        size = arb(0, base.abs_upper() ** exponent.real)  # of which the logarithm is not needed
        return acb(size, 0 if base.is_zero() else size)
    return base.pow(exponent, analytic=analytic)


def _meromorphic(name: str) -> BallFunction:
    return lambda z, analytic: getattr(z, name)()


def _bessel(order: int) -> BallFunction:
    return lambda z, analytic: z.bessel_j(order)


def _flagged(name: str) -> BallFunction:
    """Return a function whose method takes the flag."""
    return lambda z, analytic: getattr(z, name)(analytic=analytic)


def positive(name: str) -> BallFunction:
    """Return a function that is real on the positive axis only, with a cut along the negative."""

    def function(z: Ball, analytic: bool) -> Ball:
        if z.imag.is_zero() and z.real < 0:
            return not_finite()
        return getattr(z, name)(analytic=analytic)

    return function


def _between_ones(name: str) -> BallFunction:
    """Return an inverse function that is real on [-1, 1], with cuts along the rest of the axis."""

    def function(z: Ball, analytic: bool) -> Ball:
        if z.imag.contains(0) and not abs(z.real) < 1:
            if analytic or abs(z.real) > 1:
                return not_finite()
        return getattr(z, name)()

    return function


def _arctangent(z: Ball, analytic: bool) -> Ball:
    """Return the arctangent, which is cut along the imaginary axis beyond i and -i."""
    if analytic and z.real.contains(0) and not abs(z.imag) < 1:
        return not_finite()
    return z.atan()


def _logarithm_to(base: int) -> BallFunction:
    def function(z: Ball, analytic: bool) -> Ball:
        from flint import arb

        return positive("log")(z, analytic) / arb(base).log()

    return function


def unknown(x: Ball, analytic: bool) -> Ball:
    """Stand for a function of which nothing is known here."""
    return not_finite()


def not_finite() -> Ball:
    """Return nan."""
    from flint import acb, arb

    return acb(arb.nan())


def _inverse_hyperbolic_cosine(z: Ball, analytic: bool) -> Ball:
    """Return the function that is real from 1 on, with a cut along the axis below."""
    if z.imag.contains(0) and not z.real > 1 and (analytic or z.real < 1):
        return not_finite()
    return z.acosh()


def _inverse_hyperbolic_sine(z: Ball, analytic: bool) -> Ball:
    """Return the function that is cut along the imaginary axis beyond i and -i."""
    if analytic and z.real.contains(0) and not abs(z.imag) < 1:
        return not_finite()
    return z.asinh()


def _cube_root(z: Ball, analytic: bool) -> Ball:
    """Return the real root of a real number, of a negative one as well."""
    from flint import acb, arb

    sign = FUNCTIONS["sign"](z, analytic)
    third = acb(arb(1) / 3)
    return sign * real_power(FUNCTIONS["abs"](z, analytic), third, analytic)


_MEROMORPHIC = (
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "erf", "erfc", "gamma"),
    "sinc",
)

FUNCTIONS: dict[str, BallFunction] = {
    **{name: _meromorphic(name) for name in _MEROMORPHIC},
    **{"j0": lambda z, analytic: z.bessel_j(0), "j1": lambda z, analytic: z.bessel_j(1)},
    **{"asin": _between_ones("asin"), "acos": _between_ones("acos"), "atan": _arctangent},
    **{"asinh": _inverse_hyperbolic_sine, "acosh": _inverse_hyperbolic_cosine},
    "atanh": _between_ones("atanh"),
    **{"log": positive("log"), "log10": _logarithm_to(10), "log2": _logarithm_to(2)},
    "log1p": lambda z, analytic: positive("log")(1 + z, analytic),
    **{"sqrt": positive("sqrt"), "cbrt": _cube_root},
    **{"abs": _flagged("real_abs"), "sign": _flagged("real_sgn")},
    **{"floor": _flagged("real_floor"), "ceil": _flagged("real_ceil")},
}
