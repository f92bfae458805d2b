"""Enclosures of random formulas hold what a far more precise enclosure holds."""

import math
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from mpmath import mp

from nncore.formulas import Formula
from nncore.integrands import INTEGRANDS
from nncore.references.catalogue_trees import tree_of
from nncore.references.enclosure import Diverges, enclosure
from nncore.references.unproved import Unproved

NUMBERS = st.sampled_from(["0.3", "1", "2", "0.5", "3", "1/3", "pi", "7.25"])
FUNCTIONS = st.sampled_from(
    ["sin", "cos", "exp", "log", "sqrt", "abs", "sign", "atan", "tanh", "erf", "tan", "cosh"]
)
POWERS = st.sampled_from(["2", "3", "0.5", "(-1)", "(-0.5)", "(1/3)", "(-2)", "1.5"])
LIMITS = st.sampled_from(["-1", "0", "0.3", "1", "2", "5", "1e-8", "inf", "-inf"])


def larger(part):
    return st.one_of(
        st.tuples(part, st.sampled_from("+-*/"), part).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        st.tuples(FUNCTIONS, part).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(part, POWERS).map(lambda t: f"({t[0]})^{t[1]}"),
        part.map(lambda t: f"-({t})"),
    )


FORMULAS = st.recursive(st.one_of(st.just("x"), NUMBERS), larger, max_leaves=6)


def tried(text, lower, upper, precision=80):
    try:
        return enclosure(Formula(text).tree, lower, upper, precision)
    except ValueError:  # without x, or a constant too large
        assume(False)


@settings(max_examples=60, deadline=None)
@given(FORMULAS, LIMITS, LIMITS)
@example("1/sqrt(abs(x-0.3))", "0", "1")
@example("x^x", "0", "1")
@example("exp(-exp(x))*exp(x)", "0", "inf")
def test_two_precisions_agree(text, first, second):
    lower, upper = sorted((float(first), float(second)))
    assume("x" in text.replace("exp", "") and lower < upper)
    try:
        value = tried(text, lower, upper)
    except Diverges:
        # What one precision proves, no other contradicts.
        with pytest.raises((Diverges, Unproved)):
            tried(text, lower, upper, 160)
        return
    except Unproved:
        assume(False)
    try:
        sharper = tried(text, lower, upper, 160)
    except Unproved:
        assume(False)
    assert value.overlaps(sharper)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["0.25", "0.3", "1"]),
    st.fractions(Fraction(-99, 100), 3, max_denominator=100),
    st.integers(0, 3),
    st.sampled_from([-1, 1]),
)
def test_powers_and_logarithms_of_the_distance(point, power, times, side):
    """The integral of |x-c|^p ln|x-c|^n over an interval of length 1 is (-1)^n n!/(p+1)^(n+1)."""
    distance = f"abs(x-{point})"
    text = f"{distance}^({power})" + f"*log({distance})" * times
    c = float(point)
    value = enclosure(Formula(text).tree, *sorted((c, float(f"{c + side:.12g}"))))
    with ctx.workprec(200):
        p = arb(power.numerator) / power.denominator + 1
        truth = arb(-1) ** times * math.factorial(times) / p ** (times + 1)
    assert value.overlaps(truth)
    assert value.rad() < 1e-13 * abs(truth)


@pytest.mark.parametrize("name", INTEGRANDS)
def test_trees_of_the_catalogue_are_its_functions(name):
    integrand = INTEGRANDS[name]
    value = enclosure(tree_of(integrand), integrand.lower, integrand.upper)
    exact = integrand.integral(integrand.lower, integrand.upper)
    assert abs(value - exact) < 1e-13 * max(1, abs(exact))
    assert value.rad() < 1e-13 * max(1, abs(exact))


@pytest.mark.parametrize(
    ("text", "lower", "upper", "truth"),
    [
        ("x/(exp(x)-1)", -1, 1, lambda: arb(mp.quad(lambda x: x / mp.expm1(x), [-1, 0, 1]))),
        ("1/sqrt(abs(x^2-2))", 0, math.sqrt(2), lambda: arb.pi() / 2),
        ("exp(-1/x)/x^2", 0, 1, lambda: arb(-1).exp()),
        ("x^2*exp(-abs(x))", -math.inf, math.inf, lambda: arb(4)),
        ("1/(x^2+2*x+2)", -math.inf, math.inf, lambda: arb.pi()),
        ("1/(sqrt(x)*(1+x))", 0, math.inf, lambda: arb.pi()),
        ("log(x)/(1+x^2)", 0, math.inf, lambda: arb(0)),
        ("1/cosh(x)", -math.inf, math.inf, lambda: arb.pi()),
        ("log(sin(x))", 0, math.pi / 2, lambda: -arb.pi() / 2 * arb.const_log2()),
        ("abs(cos(x))", 0, 10, lambda: 6 - arb(10).sin()),
        ("2^(-x)", 0, math.inf, lambda: 1 / arb.const_log2()),
        ("x^(-sqrt(2))", 1, math.inf, lambda: 1 / (arb(2).sqrt() - 1)),
    ],
)
def test_known_integrals(text, lower, upper, truth):
    value = enclosure(Formula(text).tree, lower, upper)
    # Irrational limits are rounded, which an inverse square root turns into 1e-8.
    tolerance = 1e-7 if "abs(x^2-2)" in text else 1e-12
    assert abs(value - truth()) < tolerance
    assert value.rad() < 1e-12
