"""Bits that cancel in values: with so many more, a value keeps its digits."""

from fractions import Fraction

import pytest
from flint import acb, arb

from nncore.formulas import Formula
from nncore.formulas.ball_arithmetic import ball_function, working_precision
from nncore.references.cancellation import lost_bits
from nncore.references.ends import Point
from nncore.references.pieces import Piece

BITS = 80
TOLERANCE = arb(2) ** -50


def piece_of(text):
    return Piece(Formula(text).tree, Point(Fraction(0)), Point(Fraction(1)))


@pytest.mark.parametrize("text", ["(1e16 + sin(x)) - 1e16", "(1 - cos(x/1e20))*1e40"])
def test_values_have_their_digits_with_so_many_more_bits(text):
    with working_precision(BITS):
        lost = lost_bits(piece_of(text), TOLERANCE)
        assert lost > 0
    with working_precision(BITS + lost):
        value = ball_function(Formula(text).tree)(acb(0.5), False).real
        assert value.rad() <= 4 * TOLERANCE * abs(value)  # of the largest of a few values


@pytest.mark.parametrize("text", ["sin(x)", "exp(-x^2)", "(x + 1e16) - 1e16"])
def test_where_nothing_cancels_no_bits_are_asked_for(text):
    with working_precision(BITS):
        assert lost_bits(piece_of(text), TOLERANCE) == 0


def test_a_value_that_is_0_but_for_rounding_asks_for_no_bits():
    with working_precision(BITS):
        assert lost_bits(piece_of("sin(x) - sin(x)"), TOLERANCE) == 0
