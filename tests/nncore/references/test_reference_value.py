"""References against closed forms in mpmath at 50 digits."""

import math

import numpy as np
import pytest
from mpmath import mp, mpf

from benchmarks.integral_cases import DIGITS
from nncore.formulas import Formula
from nncore.integrands import INTEGRANDS, Integrand, on_finite_interval
from nncore.references import ReferenceFailure, reference


def formula(text):
    return Integrand(name=text, latex=text, lower=0.0, upper=1.0, function=Formula(text))


def distance(known, truth):
    """How far a value is from the truth, at 50 digits."""
    return abs(mpf(known.value) - truth)


@pytest.mark.parametrize("limits", [(0.05, 0.995), (0, 0.995), (0.05, 1), (0.1, 0.99)])
@pytest.mark.parametrize("scale", ["1e6", "1e7", "1e9"])
def test_a_proof_less_narrow_than_others_is_not_left_to_samples(scale, limits):
    """Two rules agree on the cosine alone: no node of theirs is near the peak."""
    a, b = (mpf(repr(x)) for x in limits)
    known = reference(formula(f"cos(3*x)+{scale}*exp(-({scale}*(x-0.777))^2)"), *limits)
    with mp.workdps(DIGITS):
        truth = mp.sqrt(mp.pi) + (mp.sin(3 * b) - mp.sin(3 * a)) / 3
        assert known.method == "enclosure"
        assert distance(known, truth) <= known.error < 1e-11


@pytest.mark.parametrize("mean", [1500, 3000, 20000, -7000])
def test_a_mean_far_from_0_leaves_nothing_on_the_other_side(mean):
    """There the density is far below all doubles, and no digit of its integral is known."""
    density = f"exp(-(x-({mean}))^2/2)/sqrt(2*pi)"
    for text, truth in ((density, 1), (f"x*{density}", mean)):
        known = reference(formula(text), -math.inf, math.inf)
        assert known.method == "enclosure"
        assert distance(known, truth) <= known.error < 1e-14 * abs(mean)


@pytest.mark.parametrize("text", ["sin(x)", "cos(x)^2/x", "1"])
def test_what_does_not_vanish_at_infinity_is_refused(text):
    with pytest.raises(ReferenceFailure):
        reference(formula(f"{text} + 0*x"), 1, math.inf)


@pytest.mark.parametrize(
    ("text", "lower", "upper"), [("sqrt(x)", -1, 1), ("log(x-2)", 1, 3), ("asin(x)", 0, 2)]
)
def test_what_is_not_real_is_refused(text, lower, upper):
    with pytest.raises(ReferenceFailure, match="not a real number"):
        reference(formula(text), lower, upper)


def test_reversed_limits_give_the_negative_and_equal_ones_zero():
    there, back = (reference(formula("exp(x)"), *limits) for limits in ((0, 1), (1, 0)))
    assert back == -there
    same = reference(formula("1/x"), 2, 2)
    assert (same.value, same.error) == (0.0, 0.0)


def test_a_constant_that_rounding_makes_is_no_value():
    known = reference(formula("tan(pi)*x"), 0, 1)
    assert abs(known.value) <= known.error < 1e-20
    with pytest.raises(ReferenceFailure):
        reference(formula("x + log(sin(pi))"), 0, 1)


@pytest.mark.parametrize("text", ["1/(1 + x^2)", "log", 3])
def test_a_text_is_not_taken_for_an_integrand(text):
    with pytest.raises(ReferenceFailure, match="parse_formula"):
        reference(text, 0, 1)


def test_nan_is_no_limit():
    with pytest.raises(ReferenceFailure, match="nan"):
        reference(formula("x"), 0, math.nan)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("cos(x)/sqrt(x)", lambda: mp.sqrt(mp.pi / 2)),
        ("sin(x)/x", lambda: mp.pi / 2),
        ("sin(x^2)", lambda: mp.sqrt(mp.pi / 8)),
        ("sin(x)*exp(-x/100)", lambda: 1 / (1 + mpf("0.0001"))),
    ],
)
def test_waves_that_never_end(text, truth):
    with mp.workdps(DIGITS):
        known = reference(formula(text), 0, math.inf)
        assert distance(known, truth()) <= known.error < 1e-12


@pytest.mark.parametrize("name", INTEGRANDS)
def test_the_catalogue_is_known_within_its_error(name):
    integrand = INTEGRANDS[name]
    known = reference(integrand, integrand.lower, integrand.upper)
    with mp.workdps(DIGITS):
        assert distance(known, CATALOGUE[name]()) <= known.error
    assert known.error <= 1e-12 * max(abs(known.value), 1)


@pytest.mark.parametrize("name", INTEGRANDS)
def test_the_catalogue_is_known_on_parts_of_its_interval(name):
    integrand = INTEGRANDS[name]
    length = integrand.upper - integrand.lower
    ends = [
        integrand.lower,
        *(integrand.lower + length * np.array([0.1, 0.13, 0.7])),
        integrand.upper,
    ]
    parts = [reference(integrand, a, b) for a, b in zip(ends[:-1], ends[1:], strict=True)]
    whole = reference(integrand, integrand.lower, integrand.upper)
    error = whole.error + sum(part.error for part in parts)
    # The limits are decimals for the one method, and doubles for the other.
    inner = np.array(ends[1:-1])
    rounding = 1e-15 * np.abs(inner * integrand(inner)).sum()
    assert abs(whole.value - math.fsum(part.value for part in parts)) <= error + rounding


def test_an_integrand_on_an_infinite_interval_is_known_in_its_own_variable():
    mapped = on_finite_interval(INTEGRANDS["runge"], -math.inf, math.inf)
    known = reference(mapped, -1, 1)
    assert abs(known.value - math.pi / 5) <= known.error + 1e-16
    part = reference(mapped, 0, 0.5)
    assert part.value == pytest.approx(math.atan(5 * 2 / 3) / 5, abs=part.error)


def test_an_integrand_without_formula_is_integrated_by_two_rules():
    bump = Integrand("bump", "", 0.0, 1.0, lambda x: np.exp(-x * x))
    known = reference(bump, 0, 1)
    assert known.method == "agreement"
    assert abs(known.value - math.sqrt(math.pi) / 2 * math.erf(1)) <= known.error < 1e-13


def _three_peaks():
    def primitive(x):
        p, q, r = (mp.tanh(10**k * (x - mpf(d))) for k, d in ((1, "0.2"), (2, "0.4"), (3, "0.6")))
        return p / 10 + (q - q**3 / 3) / 100 + (r - 2 * r**3 / 3 + r**5 / 5) / 1000

    return primitive(1) - primitive(0)


CATALOGUE = {
    "log": lambda: 100 * mp.log(100) - 100,
    "log-5-20": lambda: 20 * mp.log(20) - 5 * mp.log(5) - 15,
    "cos": lambda: mp.sin(mpf(math.pi / 2)),
    "exp": lambda: mp.e - 1,
    "cubic": lambda: mpf("2.25"),
    "quintic": lambda: mpf(0),
    "gauss": lambda: mp.sqrt(mp.pi) * mp.erf(3),
    "cauchy": lambda: 2 * mp.atan(5),
    "runge": lambda: 2 * mp.atan(5) / 5,
    "logistic": lambda: mpf(10),
    "x-sin": lambda: mp.sin(mpf(2 * math.pi)) - mpf(2 * math.pi) * mp.cos(mpf(2 * math.pi)),
    "sqrt": lambda: mpf(2) / 3,
    "inverse-sqrt": lambda: mpf(2),
    "log-over-sqrt": lambda: mpf(-4),
    "entropy": lambda: mpf("0.25"),
    "arcsine": lambda: +mp.pi,
    "semicircle": lambda: mp.pi / 2,
    "cube-root": lambda: mpf("0.75") * (2 * mp.cbrt(2) - 1),
    "abs": lambda: mpf(5) / 18,
    "relu": lambda: mpf(2),
    "step": lambda: mpf(2) / 3,
    "truncated-exp": lambda: (mp.exp(3) - 1) / 5,
    "sawtooth": lambda: mpf(2),
    "cos-50": lambda: mp.sin(50) / 50,
    "chirp": lambda: mp.sin(25),
    "damped-sine": lambda: (10 - mp.exp(-5) * (mp.sin(50) + 10 * mp.cos(50))) / 101,
    "sinc": lambda: 2 * mp.si(20),
    "sin-inverse": lambda: mp.sin(1) - mp.ci(1) - mpf("0.02") * mp.sin(50) + mp.ci(50),
    "lorentzian": lambda: (mp.atan(40) + mp.atan(60)) / 100,
    "humps": lambda: (
        10 * (mp.atan(7) + mp.atan(3)) + 5 * (mp.atan(mpf("0.5")) + mp.atan(mpf("4.5"))) - 6
    ),
    "three-peaks": _three_peaks,
}
