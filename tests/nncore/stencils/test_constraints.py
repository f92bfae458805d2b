"""The moment conditions hold, whatever the free numbers are, and leave as many as they should."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import linalg

from nncore.stencils.constraints import (
    check_constraint,
    highest_constraint,
    moment_parametrisation,
    n_free_weights,
)
from nncore.stencils.finite_differences import accuracy_order, taylor_fractions, taylor_stencil

MOMENT_RTOL = 1e-13
"""Of a moment, relative to the norm of s^m: 25 rounded terms and the rounding of Z, times 20."""

BONUS = [
    ((-1, 0, 1), 2, 2),
    ((-1, 1), 1, 2),
    ((-3, -1, 1, 3), 1, 4),
    ((-2, -1, 0, 1, 2), 2, 4),
    ((-2, -1, 1, 2), 3, 2),
    ((-2, -1, 0, 1, 2), 4, 2),
    ((-3, -2, -1, 0, 1, 2, 3), 6, 2),
    (tuple(range(-12, 13)), 2, 24),
]
"""Symmetric offsets whose next moment vanishes by itself: one order more than they have weights."""

CASES = [
    ((0, 1), 1, 1),
    ((-1, 0, 1), 1, 1),
    ((-1, 0, 1), 1, 2),
    ((-1, 0, 1), 2, 1),
    ((-2, -1, 0, 1, 2), 1, 1),
    ((-2, -1, 0, 1, 2), 1, 2),
    ((-2, -1, 0, 1, 2), 2, 3),
    ((0, 1, 2, 3, 4, 5), 3, 2),
    ((-1.5, -0.25, 0.75, 2, 2.5), 1, 2),
    ((100, 101, 103, 107), 1, 1),
    (tuple(range(-12, 13)), 1, 1),
    (tuple(range(-12, 13)), 2, 10),
    (tuple(range(25)), 4, 20),
    *BONUS,
]


def exact_moment(vector, offsets, m) -> Fraction:
    """Without rounding of its own: the floats of `vector` are taken as they are."""
    powers = (Fraction(s) ** m for s in offsets)
    return sum((Fraction(float(c)) * p for c, p in zip(vector, powers, strict=True)), Fraction(0))


def power_norm(offsets, m) -> float:
    return math.sqrt(sum(float(s) ** (2 * m) for s in offsets))


@pytest.mark.parametrize(("offsets", "order", "constraint"), CASES)
def test_start_and_directions_meet_the_conditions(offsets, order, constraint):
    start, directions = moment_parametrisation(offsets, order, constraint)
    n_conditions = order + constraint
    assert start.shape == (len(offsets),)
    assert directions.shape == (len(offsets), max(0, len(offsets) - n_conditions))
    for m in range(n_conditions):
        norm = power_norm(offsets, m)
        target = math.factorial(m) if m == order else 0
        rounding = MOMENT_RTOL * max(target, np.linalg.norm(start) * norm)
        assert abs(exact_moment(start, offsets, m) - target) <= rounding
        for direction in directions.T:
            assert abs(exact_moment(direction, offsets, m)) <= MOMENT_RTOL * norm


@pytest.mark.parametrize(("offsets", "order", "constraint"), CASES)
def test_directions_are_an_orthonormal_basis_of_the_null_space(offsets, order, constraint):
    _, directions = moment_parametrisation(offsets, order, constraint)
    n_free = directions.shape[1]
    assert directions.T @ directions == pytest.approx(np.eye(n_free), abs=1e-13)
    # SciPy's null space is of the conditions themselves, whose singular values are far apart:
    # only the short stencils can be compared.
    if len(offsets) < 10 and max(map(abs, offsets)) < 10:
        powers = np.vander(np.array(offsets, dtype=float), order + constraint, increasing=True)
        null_space = linalg.null_space(powers.T)
        assert null_space.shape == directions.shape
        projection = null_space @ (null_space.T @ directions)
        assert projection == pytest.approx(directions, abs=1e-10)


@pytest.mark.parametrize(("offsets", "order", "constraint"), [*CASES, ((-1, 0, 1), 1, None)])
def test_as_many_weights_are_free_as_there_are_directions(offsets, order, constraint):
    _, directions = moment_parametrisation(offsets, order, constraint)
    assert n_free_weights(offsets, order, constraint) == directions.shape[1]


def test_the_start_is_taylors_stencil_with_its_conditions_exact():
    for offsets, order, constraint in CASES:
        start, _ = moment_parametrisation(offsets, order, constraint)
        assert start.tolist() == taylor_stencil(offsets, order).tolist()
        weights = taylor_fractions(offsets, order)
        for m in range(order + constraint):
            moment = sum(c * Fraction(s) ** m for c, s in zip(weights, offsets, strict=True))
            assert moment == (math.factorial(m) if m == order else 0)


def test_a_consistent_two_point_stencil_is_exactly_plus_and_minus_one():
    for offsets in ((0, 1), (-1, 0)):
        start, directions = moment_parametrisation(offsets, 1, 1)
        assert start.tolist() == [-1.0, 1.0]
        assert directions.shape == (2, 0)
        assert (start + directions @ np.zeros(0)).tolist() == [-1.0, 1.0]


def test_the_central_stencil_of_second_order_is_taylors():
    start, directions = moment_parametrisation((-1, 0, 1), 1, 2)
    assert start.tolist() == [-0.5, 0.0, 0.5]
    assert directions.shape == (3, 0)


@pytest.mark.parametrize(("constraint", "n_free"), [(None, 5), (1, 3), (2, 2), (3, 1), (4, 0)])
def test_five_points_keep_freedom(constraint, n_free):
    _, directions = moment_parametrisation((-2, -1, 0, 1, 2), 1, constraint)
    assert directions.shape == (5, n_free)


@pytest.mark.parametrize("constraint", [1, 2, 3])
def test_whatever_is_learned_is_consistent_of_the_order(constraint):
    offsets = (-2, -1, 0, 1, 2)
    start, directions = moment_parametrisation(offsets, 1, constraint)
    free = np.random.default_rng(3).normal(size=directions.shape[1])
    assert accuracy_order(offsets, start + directions @ free, 1) >= constraint


def test_the_free_numbers_come_back():
    offsets = (-2, -1, 0, 1, 3)
    start, directions = moment_parametrisation(offsets, 1, 2)
    free = np.array([0.3, -0.7])
    assert directions.T @ (start + directions @ free - start) == pytest.approx(free, rel=1e-14)


def test_without_a_constraint_every_stencil_is_allowed():
    start, directions = moment_parametrisation((-1, 0, 1), 1, None)
    assert start.tolist() == [0.0, 0.0, 0.0]
    assert directions.tolist() == np.eye(3).tolist()


@pytest.mark.parametrize(
    ("offsets", "order", "constraint", "sentence"),
    [
        (
            (0, 1),
            1,
            2,
            "`constraint` must be at most 1 for the first derivative on 2 offsets, got 2; "
            "add offsets.",
        ),
        (
            (-1, 0, 1),
            2,
            5,
            "`constraint` must be at most 2 for the second derivative on 3 offsets, got 5; "
            "add offsets.",
        ),
        ((0, 1), 1, 0, "`constraint` must be at least 1, got 0."),
        ((0, 1), 1, 1.0, "`constraint` must be a whole number or none, got 1.0."),
        ((0, 1), 1, True, "`constraint` must be a whole number or none, got True."),
        ((0, 0), 1, 1, "`offsets` must be different from each other, got 0 twice."),
        (
            (0, 1),
            2,
            None,
            "`offsets` must have at least 3 entries for the second derivative, got 2.",
        ),
    ],
)
def test_refused_with_one_sentence(offsets, order, constraint, sentence):
    with pytest.raises(ValueError) as error:
        moment_parametrisation(offsets, order, constraint)
    assert str(error.value) == sentence
    if sentence.startswith("`constraint`"):
        with pytest.raises(ValueError) as error:
            check_constraint(offsets, order, constraint)
        assert str(error.value) == sentence


def test_none_and_the_highest_constraint_pass_the_check():
    check_constraint((0, 1), 1, None)
    check_constraint((0, 1), 1, 1)
    check_constraint(range(9), 2, np.int64(7))


@pytest.mark.parametrize(("offsets", "order", "constraint"), BONUS)
def test_symmetry_gives_one_order_more_and_no_more(offsets, order, constraint):
    assert constraint == len(offsets) - order + 1 == highest_constraint(offsets, order)
    assert n_free_weights(offsets, order, constraint) == 0
    with pytest.raises(ValueError, match=f"must be at most {constraint} for"):
        check_constraint(offsets, order, constraint + 1)


@pytest.mark.parametrize(
    ("offsets", "order", "highest"),
    [((-1, 0, 1), 1, 2), ((0, 1, 2), 2, 1), ((-2, -1, 0, 1, 2), 1, 4), ((-1, 0, 1, 2), 3, 1)],
)
def test_without_the_bonus_the_highest_order_is_offsets_minus_derivative(offsets, order, highest):
    assert highest_constraint(offsets, order) == len(offsets) - order == highest
