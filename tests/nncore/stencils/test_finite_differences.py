"""Taylor stencils against published tables and SymPy, and the order with which they converge."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore.stencils.finite_differences import (
    accuracy_order,
    check_coefficients,
    taylor_fractions,
    taylor_stencil,
    valid_slice,
)
from tests.nncore.stencils.published_tables import PUBLISHED

EPSILON = np.finfo(float).eps


def test_the_tables_cover_two_to_nine_points_and_four_derivatives():
    assert {len(offsets) for offsets, _ in PUBLISHED} == set(range(2, 10))
    assert {order for _, order in PUBLISHED} == {1, 2, 3, 4}
    assert len(PUBLISHED) == 49


@pytest.mark.parametrize(("offsets", "order"), PUBLISHED)
def test_taylor_stencils_equal_the_published_tables(offsets, order):
    exact = PUBLISHED[offsets, order]
    assert taylor_fractions(offsets, order) == exact
    assert taylor_stencil(offsets, order).tolist() == [float(c) for c in exact]
    backward = tuple(-s for s in offsets)
    assert taylor_fractions(backward, order) == tuple((-1) ** order * c for c in exact)


def sympy_weights(offsets, order) -> list[Fraction]:
    points = [sympy.Rational(s.numerator, s.denominator) for s in map(Fraction, offsets)]
    weights = sympy.finite_diff_weights(order, points, 0)[order][-1]
    return [Fraction(int(c.p), int(c.q)) for c in weights]


offsets_and_order = st.lists(
    st.fractions(-6, 6, max_denominator=12), min_size=2, max_size=8, unique=True
).flatmap(lambda offsets: st.tuples(st.just(offsets), st.integers(1, len(offsets) - 1)))


@settings(derandomize=True, deadline=None, max_examples=50)
@given(offsets_and_order)
def test_any_offsets_agree_with_sympy_and_meet_the_order_conditions(given_stencil):
    offsets, order = given_stencil
    weights = taylor_fractions(offsets, order)
    assert list(weights) == sympy_weights(offsets, order)
    for m in range(len(offsets)):
        moment = sum(c * s**m for c, s in zip(weights, offsets, strict=True))
        assert moment == (math.factorial(m) if m == order else 0)


def test_the_widest_stencil_is_exact_too():
    offsets = range(-12, 13)
    weights = taylor_fractions(offsets, 1)
    # c_s = (-1)^(s+1) n!^2 / (s (n-s)! (n+s)!) for the first derivative on -n, ..., n.
    n = 12
    for s, weight in zip(offsets, weights, strict=True):
        size = Fraction(math.factorial(n) ** 2, math.factorial(n - s) * math.factorial(n + s))
        assert weight == (0 if s == 0 else (-1) ** (abs(s) + 1) * size / s)


def test_a_float_stands_for_its_shortest_decimal():
    tenth = Fraction(1, 10)
    assert taylor_fractions((0, 0.1), 1) == taylor_fractions((0, tenth), 1) == (-10, 10)
    assert taylor_fractions(np.array([-0.5, 0.5]), 1) == (-1, 1)
    assert taylor_fractions(np.array([-1, 0, 1]), np.int64(2)) == (1, -2, 1)


ORDERS = {
    **{key: None for key in PUBLISHED},
    ((0, 2, 3), 1): 2,
    ((-1, 0, 2), 1): 2,
    ((-1, 0, 2), 2): 1,
    ((-3, -1, 0, 1, 3), 2): 4,
    ((-1.5, -0.25, 0.75, 2), 1): 3,
    ((1, 2), 1): 1,
    ((0, 1, 2), 2): 1,
    ((-1, 0, 1), 1): 2,
    ((-1, 0, 1), 2): 2,
    ((0, 1), 1): 1,
}
SLOPE_TOLERANCE = 0.1
"""Of the observed order; with spacings of 1e-3 the next term of the error is 1e-2 of the slope."""


def observed_order(offsets, weights, order) -> float:
    """Slope of the error of the derivative of e^x at 0, all of whose derivatives are 1."""
    with mp.workdps(60):
        errors = []
        for spacing in (mp.mpf("1e-3"), mp.mpf("1e-4")):
            terms = (
                mp.mpf(c.numerator) / c.denominator * mp.exp(spacing * s.numerator / s.denominator)
                for c, s in zip(weights, map(Fraction, offsets), strict=True)
            )
            errors.append(abs(mp.fsum(terms) / spacing**order - 1))
        return float(mp.log10(errors[0] / errors[1]))


@pytest.mark.parametrize(("offsets", "order"), ORDERS)
def test_observed_order_of_convergence_is_the_accuracy_order(offsets, order):
    weights = taylor_fractions(offsets, order)
    expected = accuracy_order(offsets, weights, order)
    assert abs(observed_order(offsets, weights, order) - expected) <= SLOPE_TOLERANCE
    assert accuracy_order(offsets, taylor_stencil(offsets, order), order) == expected
    if ORDERS[offsets, order] is not None:
        assert expected == ORDERS[offsets, order]


@pytest.mark.parametrize("reach", [1, 2, 3, 4])
def test_symmetry_gives_one_order_more(reach):
    offsets = range(-reach, reach + 1)
    for order in (1, 2, 3, 4):
        if order < len(offsets):
            gain = 1 if (len(offsets) - order) % 2 else 0
            weights = taylor_stencil(offsets, order)
            assert accuracy_order(offsets, weights, order) == len(offsets) - order + gain


def test_order_of_stencils_that_are_not_taylors():
    offsets = (-1, 0, 1)
    # The mean of the forward and twice the backward difference is of first order.
    assert accuracy_order(offsets, (Fraction(-2, 3), Fraction(1, 3), Fraction(1, 3)), 1) == 1
    assert accuracy_order(offsets, (-2 / 3, 1 / 3, 1 / 3), 1) == 1
    # Learned: the derivative comes out times 1.04, or a constant has a derivative.
    assert accuracy_order(offsets, (-0.52, 0.0, 0.52), 1) == 0
    assert accuracy_order(offsets, (-0.5, 0.001, 0.5), 1) == -1
    assert accuracy_order(offsets, (1.0, -2.0, 1.001), 2) == -2
    assert accuracy_order(offsets, (0.0, 0.0, 0.0), 1) == 0
    assert accuracy_order((-2, -1, 0, 1, 2), (0, Fraction(-1, 2), 0, Fraction(1, 2), 0), 1) == 2


@pytest.mark.parametrize("reach", [1, 2, 4, 8])
def test_order_forgives_the_rounding_of_computed_coefficients(reach):
    offsets = range(-reach, reach + 1)
    weights = np.nextafter(taylor_stencil(offsets, 1), 1)
    assert accuracy_order(offsets, weights, 1) == 2 * reach
    assert accuracy_order(offsets, weights * (1 + 1e-9), 1) == 0


@pytest.mark.parametrize("offsets", [(0, 1), (-1, 0), (-1, 0, 1), (0, 1, 2), (1, 2, 3), (-3, 2)])
def test_the_stencil_fits_at_the_points_of_valid_slice(offsets):
    inner = valid_slice(11, offsets)
    for point in range(11):
        fits = all(0 <= point + s < 11 for s in offsets)
        assert fits == (inner.start <= point < inner.stop)


def test_half_offsets_belong_to_the_middles_of_the_grid():
    assert valid_slice(4, (-0.5, 0.5)) == slice(0, 3)
    assert valid_slice(4, (-1.5, -0.5)) == slice(1, 3)  # the last middle is that of points 2 and 3
    assert valid_slice(4, (0.5, 1.5)) == slice(0, 2)


def test_coefficients_are_checked():
    for coefficients, sentence in {
        (1.0,): "`coefficients` must be one number for each of the 2 offsets, got 1.",
        (1.0, math.nan): "`coefficients` must be finite, got nan.",
    }.items():
        for check in (
            lambda c: accuracy_order((0, 1), c, 1),
            lambda c: check_coefficients(c, 2),
        ):
            with pytest.raises(ValueError) as error:
                check(coefficients)
            assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("n_points", "offsets", "sentence"),
    [
        (400, (-250, 250), "`offsets` must span fewer points than the field has (400), got a span"),
        (3, (1, 2, 3), "`offsets` must span fewer points than the field has (3), got a span of 3."),
        (9, (0, 0.5), "`offsets` must be whole numbers on a grid, or half numbers such as"),
    ],
)
def test_a_stencil_has_to_fit_on_the_grid(n_points, offsets, sentence):
    with pytest.raises(ValueError) as error:
        valid_slice(n_points, offsets)
    assert str(error.value).startswith(sentence)


def test_the_widest_stencil_that_fits_leaves_one_point():
    assert valid_slice(3, (-1, 0, 1)) == slice(1, 2)
    assert valid_slice(4, (1, 2, 3)) == slice(0, 1)
