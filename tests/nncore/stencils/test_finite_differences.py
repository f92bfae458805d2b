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
    apply_stencil,
    check_coefficients,
    taylor_fractions,
    taylor_stencil,
    valid_slice,
)

EPSILON = np.finfo(float).eps

# B. Fornberg, Mathematics of Computation 51, 1988: the tables for central, half-way and one-sided
# grids of unit spacing. The half of a central row that follows by symmetry is left out.
CENTRAL = {
    1: (
        "-1/2 0",
        "1/12 -2/3 0",
        "-1/60 3/20 -3/4 0",
        "1/280 -4/105 1/5 -4/5 0",
    ),
    2: (
        "1 -2",
        "-1/12 4/3 -5/2",
        "1/90 -3/20 3/2 -49/18",
        "-1/560 8/315 -1/5 8/5 -205/72",
    ),
    3: (
        "-1/2 1 0",
        "1/8 -1 13/8 0",
        "-7/240 3/10 -169/120 61/30 0",
    ),
    4: (
        "1 -4 6",
        "-1/6 2 -13/2 28/3",
        "7/240 -2/5 169/60 -122/15 91/8",
    ),
}
HALF_WAY = {
    1: (
        "-1 1",
        "1/24 -9/8 9/8 -1/24",
        "-3/640 25/384 -75/64 75/64 -25/384 3/640",
        "5/7168 -49/5120 245/3072 -1225/1024 1225/1024 -245/3072 49/5120 -5/7168",
    ),
    2: ("1/2 -1/2 -1/2 1/2", "-5/48 13/16 -17/24 -17/24 13/16 -5/48"),
    3: ("-1 3 -3 1", "1/8 -13/8 17/4 -17/4 13/8 -1/8"),
    4: ("1/2 -3/2 1 1 -3/2 1/2",),
}
FORWARD = {
    1: (
        "-1 1",
        "-3/2 2 -1/2",
        "-11/6 3 -3/2 1/3",
        "-25/12 4 -3 4/3 -1/4",
        "-137/60 5 -5 10/3 -5/4 1/5",
        "-49/20 6 -15/2 20/3 -15/4 6/5 -1/6",
        "-363/140 7 -21/2 35/3 -35/4 21/5 -7/6 1/7",
        "-761/280 8 -14 56/3 -35/2 56/5 -14/3 8/7 -1/8",
    ),
    2: (
        "1 -2 1",
        "2 -5 4 -1",
        "35/12 -26/3 19/2 -14/3 11/12",
        "15/4 -77/6 107/6 -13 61/12 -5/6",
        "203/45 -87/5 117/4 -254/9 33/2 -27/5 137/180",
        "469/90 -223/10 879/20 -949/18 41 -201/10 1019/180 -7/10",
        "29531/5040 -962/35 621/10 -4006/45 691/8 -282/5 2143/90 -206/35 363/560",
    ),
    3: (
        "-1 3 -3 1",
        "-5/2 9 -12 7 -3/2",
        "-17/4 71/4 -59/2 49/2 -41/4 7/4",
        "-49/8 29 -461/8 62 -307/8 13 -15/8",
        "-967/120 638/15 -3929/40 389/3 -2545/24 268/5 -1849/120 29/15",
        "-801/80 349/6 -18353/120 2391/10 -1457/6 4891/30 -561/8 527/30 -469/240",
    ),
    4: (
        "1 -4 6 -4 1",
        "3 -14 26 -24 11 -2",
        "35/6 -31 137/2 -242/3 107/2 -19 17/6",
        "28/3 -111/2 142 -1219/6 176 -185/2 82/3 -7/2",
        "1069/80 -1316/15 15289/60 -2144/5 10993/24 -4772/15 2803/20 -536/15 967/240",
    ),
}


def fractions(row: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, row.split()))


def central_row(row: str, order: int) -> tuple[Fraction, ...]:
    half = fractions(row)
    return half + tuple((-1) ** order * c for c in half[-2::-1])


def published() -> dict[tuple, tuple[Fraction, ...]]:
    """(offsets, derivative order) -> coefficients."""
    table = {}
    for order, rows in CENTRAL.items():
        for row in (central_row(text, order) for text in rows):
            reach = len(row) // 2
            table[tuple(range(-reach, reach + 1)), order] = row
    for order, rows in HALF_WAY.items():
        for row in map(fractions, rows):
            table[tuple(n + 0.5 for n in range(-len(row) // 2, len(row) // 2)), order] = row
    for order, rows in FORWARD.items():
        for row in map(fractions, rows):
            table[tuple(range(len(row))), order] = row
    return table


PUBLISHED = published()


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


# --- order of accuracy

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


# --- on a grid


def test_apply_stencil_is_exact_for_polynomials_up_to_its_order():
    x = np.arange(-8, 9) * 0.25  # exact in binary, as are the powers below
    values = np.array([x**3, x**4 - x])
    third = apply_stencil(values, (-2, -1, 0, 1, 2), taylor_stencil(range(-2, 3), 3), 0.25, 3)
    inner = valid_slice(x.size, (-2, -1, 0, 1, 2))
    assert third.tolist() == [(6 + 0 * x[inner]).tolist(), (24 * x[inner]).tolist()]


@pytest.mark.parametrize("offsets", [(0, 1), (-1, 0), (-1, 0, 1), (0, 1, 2), (1, 2, 3), (-3, 2)])
def test_apply_stencil_belongs_to_the_points_of_valid_slice(offsets):
    x = np.linspace(0, 1, 11)
    inner = valid_slice(x.size, offsets)
    derivative = apply_stencil(x**1, offsets, taylor_stencil(offsets, 1), 0.1, 1)
    assert derivative == pytest.approx(np.ones(x[inner].size), rel=1e-13)
    for point in range(x.size):
        fits = all(0 <= point + s < x.size for s in offsets)
        assert fits == (inner.start <= point < inner.stop)


def test_apply_stencil_converges_on_a_grid():
    errors = []
    for spacing in (0.02, 0.01):
        x = np.arange(100) * spacing
        found = apply_stencil(np.sin(x), (0, 1, 2), taylor_stencil((0, 1, 2), 1), spacing, 1)
        errors.append(np.abs(found - np.cos(x[valid_slice(100, (0, 1, 2))]))[:20].max())
    assert math.log2(errors[0] / errors[1]) == pytest.approx(2, abs=SLOPE_TOLERANCE)


def test_a_diverged_stencil_gives_nan_and_no_exception():
    assert np.isnan(apply_stencil(np.ones(5), (0, 1), (np.nan, 1.0), 0.1, 1)).all()


# --- refusals


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
    with pytest.raises(ValueError, match="`coefficients` must be one number for each of the 2"):
        apply_stencil(np.ones(5), (0, 1), (1.0,), 0.1, 1)


@pytest.mark.parametrize("spacing", [0.0, -0.1, math.inf, math.nan])
def test_spacing_is_checked(spacing):
    with pytest.raises(ValueError) as error:
        apply_stencil(np.ones(5), (0, 1), (-1, 1), spacing, 1)
    assert str(error.value) == f"`spacing` must be a finite number above 0, got {spacing}."


@pytest.mark.parametrize(
    ("n_points", "offsets", "sentence"),
    [
        (400, (-250, 250), "`offsets` must span fewer points than the field has (400), got a span"),
        (3, (1, 2, 3), "`offsets` must span fewer points than the field has (3), got a span of 3."),
        (9, (0, 0.5), "`offsets` must be whole numbers on a grid, got 0.5."),
    ],
)
def test_a_stencil_has_to_fit_on_the_grid(n_points, offsets, sentence):
    with pytest.raises(ValueError) as error:
        valid_slice(n_points, offsets)
    assert str(error.value).startswith(sentence)
    with pytest.raises(ValueError, match="^`offsets` must "):
        apply_stencil(np.ones(n_points), offsets, np.ones(len(offsets)), 0.1, 1)


def test_the_widest_stencil_that_fits_leaves_one_point():
    assert valid_slice(3, (-1, 0, 1)) == slice(1, 2)
    assert valid_slice(4, (1, 2, 3)) == slice(0, 1)
