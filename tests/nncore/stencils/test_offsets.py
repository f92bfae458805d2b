"""Which offsets are allowed, by the functions that they come in through."""

import math
from fractions import Fraction

import numpy as np
import pytest

from nncore.stencils.finite_differences import taylor_fractions, taylor_stencil
from nncore.stencils.offsets import (
    LARGEST_OFFSET,
    MAX_OFFSETS,
    SMALLEST_GAP,
    check_offsets,
    grid_places,
)

REFUSED = [
    ((0, 1, 1), 1, "`offsets` must be different from each other, got 1 twice."),
    ((0, 2, 2, 2.0), 1, "`offsets` must be different from each other, got 2 3 times."),
    ((0.5, 1, Fraction(1, 2)), 1, "`offsets` must be different from each other, got 0.5 twice."),
    ((0, 1), 2, "`offsets` must have at least 3 entries for the second derivative, got 2."),
    (range(7), 7, "`offsets` must have at least 8 entries for the derivative of order 7, got 7."),
    ((), 1, "`offsets` must have at least 2 entries for the first derivative, got 0."),
    ((), 0, "`offsets` must have at least 1 entries for the interpolated value, got 0."),
    ((0, 1), -1, "`derivative_order` must be at least 0, got -1."),
    ((0, 1), 1.0, "`derivative_order` must be a whole number, got 1.0."),
    ((0, 1), True, "`derivative_order` must be a whole number, got True."),
    ((0, "1"), 1, "`offsets` must be numbers, got '1'."),
    ((0, None), 1, "`offsets` must be numbers, got None."),
    ((0, True), 1, "`offsets` must be numbers, got True."),
    ((0, 1j), 1, "`offsets` must be numbers, got 1j."),
    ((0, math.nan), 1, "`offsets` must lie between -10,000 and 10,000, got nan."),
    ((0, -math.inf), 1, "`offsets` must lie between -10,000 and 10,000, got -inf."),
    ((0, 10**400), 1, "`offsets` must lie between -10,000 and 10,000, got 1000"),
    ((0, 1e-9), 1, "`offsets` must be at least 1e-06 apart, got a distance of 1e-09 at 0."),
]


@pytest.mark.parametrize(("offsets", "order", "sentence"), REFUSED)
def test_refused_with_one_sentence(offsets, order, sentence):
    for function in (check_offsets, taylor_stencil, taylor_fractions):
        with pytest.raises(ValueError) as error:
            function(offsets, order)
        assert str(error.value).startswith(sentence)


def test_the_limits_themselves_are_accepted():
    offsets = (-LARGEST_OFFSET, 0, LARGEST_OFFSET)
    assert taylor_fractions(offsets, 2) == tuple(c * Fraction(1, 10**8) for c in (1, -2, 1))
    assert len(taylor_stencil(range(MAX_OFFSETS), MAX_OFFSETS - 1)) == MAX_OFFSETS
    with pytest.raises(ValueError, match="`offsets` must have at most 25 entries, got 26."):
        taylor_stencil(range(MAX_OFFSETS + 1), 1)
    nearest = [n * SMALLEST_GAP for n in range(MAX_OFFSETS)]
    assert np.isfinite(taylor_stencil(nearest, MAX_OFFSETS - 1)).all()


def test_half_offsets_stand_on_the_grid_around_a_middle():
    assert grid_places((-1.5, -0.5, Fraction(1, 2), 1.5)) == ((-1, 0, 1, 2), Fraction(1, 2))
    assert grid_places((-2, 0, 5)) == ((-2, 0, 5), 0)
    for offsets, offender in {(0, 0.5): "0.5", (-0.5, 0): "0", (0.25, 1.25): "0.25"}.items():
        with pytest.raises(ValueError) as error:
            grid_places(offsets)
        assert str(error.value) == (
            "`offsets` must be whole numbers on a grid, or half numbers such as -0.5, 0.5 "
            f"throughout, got {offender}."
        )


def test_a_single_offset_interpolates():
    assert taylor_stencil((0,), 0).tolist() == [1.0]
    assert taylor_stencil((-0.5, 0.5), 0).tolist() == [0.5, 0.5]
