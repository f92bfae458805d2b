"""Conditions on a stencil: how many there are, and what they leave."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from nncore.stencils.conditions import Conditions, solutions
from nncore.stencils.finite_differences import accuracy_order, taylor_fractions, taylor_stencil
from nncore.stencils.offsets import check_offsets

SEVEN = check_offsets(range(-3, 4), 1)
HALVES = check_offsets((-2.5, -1.5, -0.5, 0.5, 1.5, 2.5), 1)


def sympy_rank(offsets, order, conditions) -> int:
    n_moments = conditions.n_moments(order)
    rows = [
        [sympy.Rational(s.numerator, s.denominator) ** m for s in offsets] for m in range(n_moments)
    ]
    shift = sympy.Rational(1, 2) if offsets[0].denominator == 2 else 0
    for j in range(conditions.zeros_at_pi):
        exact = [sympy.Rational(s.numerator, s.denominator) for s in offsets]
        rows.append([s**j * (-1) ** (s + shift) for s in exact])
    if conditions.is_symmetric:
        for p, s in enumerate(offsets):
            row = [0] * len(offsets)
            row[p] += 1
            row[offsets.index(-s)] -= (-1) ** order
            rows.append(row)
    return sympy.Matrix(rows).rank() if rows else 0


@pytest.mark.parametrize("offsets", [SEVEN, HALVES])
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(),
        Conditions(2),
        Conditions(2, is_symmetric=True),
        Conditions(None, is_symmetric=True),
        Conditions(2, is_symmetric=True, zeros_at_pi=2),
        Conditions(None, zeros_at_pi=3),
    ],
)
def test_solutions_meet_the_conditions_and_are_as_many_as_sympy_says(offsets, order, conditions):
    found = solutions(offsets, order, conditions)
    n_free = len(offsets) - sympy_rank(offsets, order, conditions)
    assert found.directions.shape == (len(offsets), n_free)
    np.testing.assert_allclose(found.directions.T @ found.directions, np.eye(n_free), atol=1e-14)
    rng = np.random.default_rng(0)
    stencil = found.nearest + found.directions @ rng.standard_normal(n_free)
    shifts = np.array([float(s) for s in offsets])
    for m in range(conditions.n_moments(order)):
        exact = 2.0 if m == order == 2 else float(m == order)
        assert stencil @ shifts**m == pytest.approx(exact, abs=1e-11)
    if conditions.is_symmetric:
        np.testing.assert_allclose(stencil, (-1) ** order * stencil[::-1], atol=1e-13)
    symbol = [(1j * shifts) ** j * np.exp(1j * np.pi * shifts) @ stencil for j in range(4)]
    assert np.abs(symbol[: conditions.zeros_at_pi]).max(initial=0) < 1e-11


def test_the_nearest_stencil_is_taylors_where_that_is_a_solution():
    for conditions in (Conditions(), Conditions(4), Conditions(6), Conditions(None, True)):
        found = solutions(SEVEN, 1, conditions)
        np.testing.assert_allclose(found.nearest, taylor_stencil(SEVEN, 1), rtol=0, atol=1e-14)
    assert solutions(SEVEN, 1, Conditions(6)).only == taylor_fractions(SEVEN, 1)
    assert solutions(SEVEN, 1, Conditions(5)).only is None


def test_conditions_that_leave_one_stencil_give_it_exactly():
    found = solutions(SEVEN, 1, Conditions(2, True, 4))
    assert found.only == tuple(Fraction(c, 32) for c in (-1, -4, -5, 0, 5, 4, 1))
    assert accuracy_order(SEVEN, found.only, 1) == 2


def test_an_image_must_be_there():
    with pytest.raises(ValueError) as error:
        solutions(check_offsets((-1, 0, 1, 2), 1), 1, Conditions(None, True))
    assert str(error.value) == "`offsets` must have -2.0 too for a symmetric stencil; add it."
