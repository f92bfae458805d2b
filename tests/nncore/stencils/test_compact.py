"""Compact schemes against Lele's tables, and their order against mpmath."""

from fractions import Fraction as F

import mpmath as mp
import numpy as np
import pytest

from nncore import compact_stencil, modified_wavenumber, taylor_stencil
from nncore.stencils.finite_differences import taylor_fractions

THREE, FIVE = (-1, 0, 1), (-2, -1, 0, 1, 2)
ALPHA = F(1, 3)
# Lele 1992: offsets of values and of derivatives, d, and then a with t > 0, c with s > 0, order.
# His a, b, c are twice the coefficient times the offset (first), times its square (second).
LELE = {
    "2.1.6, alpha 1/4": (THREE, THREE, 1, [F(1, 4)], [F(3, 4)], 4),
    "2.1.7, tridiagonal": (FIVE, THREE, 1, [F(1, 3)], [F(7, 9), F(1, 36)], 6),
    "2.1.11, pentadiagonal": (FIVE, FIVE, 1, [F(4, 9), F(1, 36)], [F(20, 27), F(25, 216)], 8),
    "2.1.12, tenth": (
        range(-3, 4),
        FIVE,
        1,
        [F(1, 2), F(1, 20)],
        [F(17, 24), F(101, 600), F(1, 600)],
        10,
    ),
    "2.2.6, alpha 1/10": (THREE, THREE, 2, [F(1, 10)], [F(6, 5)], 4),
    "2.2.7, tridiagonal": (FIVE, THREE, 2, [F(2, 11)], [F(12, 11), F(3, 44)], 6),
    "B.1, staggered": (
        (-1.5, -0.5, 0.5, 1.5),
        THREE,
        1,
        [F(9, 62)],
        [F(63, 62), F(17, 186)],
        6,
    ),
    "C.1, interpolation": ((-1.5, -0.5, 0.5, 1.5), THREE, 0, [F(3, 10)], [F(3, 4), F(1, 20)], 6),
}


@pytest.mark.parametrize("name", LELE)
def test_lele(name):
    offsets, implicit, order, sides, values, accuracy = LELE[name]
    found = compact_stencil(offsets, implicit, order)
    neighbours = dict(zip(found.implicit_offsets, found.implicit_coefficients, strict=True))
    assert [neighbours[t] for t in range(1, max(implicit) + 1)] == sides
    assert neighbours[F(0)] == 1
    right = [c for s, c in zip(found.offsets, found.coefficients, strict=True) if s > 0]
    left = [c for s, c in zip(found.offsets, found.coefficients, strict=True) if s < 0]
    assert right == values
    assert left[::-1] == [(-1) ** order * c for c in values]
    assert found.accuracy_order == accuracy


@pytest.mark.parametrize("alpha", [F(0), F(1, 5), F(3, 8)])
def test_leles_family_of_fourth_order(alpha):
    """2.1.6: a = 2 (alpha + 2) / 3, b = (4 alpha - 1) / 3."""
    found = compact_stencil(FIVE, THREE, 1, (alpha, 1, alpha))
    assert found.coefficients[3:] == (F(1, 3) * (alpha + 2), F(1, 12) * (4 * alpha - 1))
    assert found.accuracy_order == (6 if alpha == ALPHA else 4)


def test_without_neighbours_it_is_taylors():
    for offsets, order in ((FIVE, 1), (FIVE, 2), ((0, 1, 3), 1), ((-0.5, 0.5), 0)):
        found = compact_stencil(offsets, (0,), order)
        assert found.coefficients == taylor_fractions(offsets, order)
        theta = np.linspace(0, 3, 7)
        expected = modified_wavenumber(offsets, taylor_stencil(offsets, order), theta, order)
        np.testing.assert_allclose(found.modified_wavenumber(theta), expected, atol=1e-14)


@pytest.mark.parametrize(
    ("offsets", "implicit", "order"),
    [(FIVE, THREE, 1), (THREE, THREE, 2), ((0, 1, 2), (0, 1), 1), ((-0.5, 0.5), THREE, 0)],
)
def test_the_leading_error_is_that_of_a_wave(offsets, implicit, order):
    found = compact_stencil(offsets, implicit, order)
    accuracy, factor = found.leading_error
    with mp.workdps(50):
        theta = mp.mpf("1e-4")

        def side(shifts, weights):
            terms = (
                mp.mpf(w.numerator) / w.denominator * mp.expj(theta * s.numerator / s.denominator)
                for s, w in zip(shifts, weights, strict=True)
            )
            return mp.fsum(terms)

        derivative = side(found.offsets, found.coefficients)
        derivative /= side(found.implicit_offsets, found.implicit_coefficients)
        miss = derivative - (1j * theta) ** order
        predicted = (
            mp.mpf(factor.numerator) / factor.denominator * (1j * theta) ** (order + accuracy)
        )
        assert abs(miss / predicted - 1) < 1e-3


def test_the_modified_wavenumber_is_leles():
    """3.1.4 for the sixth-order tridiagonal scheme."""
    theta = np.linspace(0, np.pi, 9)
    found = compact_stencil(FIVE, THREE, 1).modified_wavenumber(theta)
    lele = (14 / 9 * np.sin(theta) + 1 / 18 * np.sin(2 * theta)) / (1 + 2 / 3 * np.cos(theta))
    np.testing.assert_allclose(found.real, lele, rtol=0, atol=1e-14)
    np.testing.assert_allclose(found.imag, 0, atol=1e-15)


REFUSED = [
    ((THREE, (-1, 1), 1), {}, "`implicit_offsets` must have 0 among them, the point itself; add "),
    ((THREE, (0, 0.5), 1), {}, "`implicit_offsets` must be whole numbers, got 0.5."),
    (((1, 2), (0,), 2), {}, "`offsets` must have at least 3 entries for the second derivative, g"),
    ((THREE, THREE, 1, (0.3, 2, 0.3)), {}, "`implicit_coefficients` must be 1 at the point itsel"),
    ((THREE, THREE, 1, (0.3, 1)), {}, "`coefficients` must be one number for each of the 3 offs"),
]


@pytest.mark.parametrize(("arguments", "options", "sentence"), REFUSED)
def test_refused_with_one_sentence(arguments, options, sentence):
    with pytest.raises(ValueError) as error:
        compact_stencil(*arguments, **options)
    assert str(error.value).startswith(sentence)
