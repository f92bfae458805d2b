"""Asymptotic forms hold the functions that they are made of."""

from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from nncore.references.asymptotic_form import (
    AsymptoticForm,
    constant,
    exponential,
    logarithm,
    surely_diverges,
    tail_integral,
)
from nncore.references.unproved import Unproved

LEAST = arb(10)
DEPTHS = (10, 12.5, 40, 200)  # values of L at which forms are compared with functions


def power(p, q=0, factor=1):
    """c u^p L^q"""
    return AsymptoticForm(arb(factor), LEAST, Fraction(p), Fraction(q))


def value(form, depth):
    """The ball of a form at L = depth, where u = exp(-L)."""
    p, q = (arb(x.numerator) / x.denominator for x in (form.power, form.log_power))
    result = (-p * depth).exp() * arb(depth) ** q * form.factor
    return result if form.exponent is None else value(form.exponent, depth).exp() * result


def u(depth):
    return (-arb(depth)).exp()


FRACTIONS = st.fractions(-3, 3, max_denominator=6)


@given(FRACTIONS, FRACTIONS, FRACTIONS, FRACTIONS, st.sampled_from([2, -3, 0.5]))
def test_sums_and_products_of_powers(p, q, r, s, factor):
    first, second = power(p, q), power(r, s, factor)
    product = first * second
    try:
        total = first + second
    except Unproved:
        total = None  # the distance is too large for a bound
    for depth in DEPTHS:
        a, b = value(first, depth), value(second, depth)
        assert value(product, depth).overlaps(a * b)
        assert total is None or value(total, depth).overlaps(a + b)


@pytest.mark.parametrize(
    ("form", "truth"),
    [
        (logarithm(power(2, -1, 3)), lambda d: -2 * arb(d) - arb(d).log() + arb(3).log()),
        (exponential(power(1)), lambda d: u(d).exp()),
        (exponential(power(0, 1, -2)), lambda d: u(d) ** 2),
        (exponential(power(-1, 0, -1)), lambda d: (-1 / u(d)).exp()),
        (exponential(-power(-1)) * power(-5), lambda d: (-1 / u(d)).exp() / u(d) ** 5),
        (power(2).raised(Fraction(-1, 2)), lambda d: 1 / u(d)),
        (exponential(power(-1)) + power(0), lambda d: (1 / u(d)).exp() + 1),
        (exponential(power(-1)) * exponential(-power(-1)), lambda d: arb(1)),
        (exponential(-exponential(power(-1))), lambda d: (-(1 / u(d)).exp()).exp()),
    ],
)
def test_functions_of_forms(form, truth):
    for depth in DEPTHS[:3]:
        assert value(form, depth).overlaps(truth(depth))


def test_the_sign_of_a_difference_that_cancels_is_not_known():
    assert (power(0) + power(0, factor=-1)).sign == 0
    with pytest.raises(Unproved):
        (power(0) + power(0, factor=-1)).inverse()


@pytest.mark.parametrize(
    ("p", "q", "truth"),
    [
        ("1/2", 0, lambda: (-LEAST * 3 / 2).exp() * 2 / 3),
        ("0", 1, lambda: (-LEAST).exp() * (LEAST + 1)),
        ("-1", -2, lambda: 1 / LEAST),
    ],
)
def test_integrals_of_powers_to_zero(p, q, truth):
    assert tail_integral(power(p, q)).overlaps(truth())


@pytest.mark.parametrize(("p", "q"), [("-1", 0), ("-1", -1), ("-3/2", -5)])
def test_integrals_that_diverge(p, q):
    assert surely_diverges(power(p, q))
    assert surely_diverges(power(p, q, -2))
    with pytest.raises(Unproved):
        tail_integral(power(p, q))


def test_nothing_diverges_for_sure_without_a_sign():
    assert not surely_diverges(constant(arb(0, 1), LEAST) * power(-2))


def test_what_falls_like_an_exponential_is_integrable():
    form = exponential(-power(-1)) * power(-50)
    assert tail_integral(form).abs_upper() < arb("1e-9000")
