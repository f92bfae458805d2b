"""Whole numbers from whatever a caller has."""

import re

import numpy as np
import pytest

from nncore.options import half_numbers, whole_numbers


@pytest.mark.parametrize(
    "values", [(-1, 2), [-1, 2], np.array([-1, 2]), (np.int8(-1), 2), (-1.0, 2)]
)
def test_any_sequence_becomes_a_tuple(values):
    found = whole_numbers("offsets", values)
    assert found == (-1, 2) and all(type(number) is int for number in found)
    assert whole_numbers("offsets", []) == whole_numbers("offsets", range(0)) == ()


@pytest.mark.parametrize("values", [(0, True), (0, 1.2), "01", {0, 1}, None, np.array([0.1])])
def test_what_is_none_is_named(values):
    sentence = f"`offsets` must be whole numbers separated by commas or blanks, got {values!r}."
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        whole_numbers("offsets", values)


@pytest.mark.parametrize("values", [(-0.5, 0.5), np.array([-1.5, 0.0, 1.5]), (0, 0.5)])
def test_half_numbers_get_a_hint(values):
    hint = "for half numbers take twice as large ones at half the spacing, such as -1, 1"
    with pytest.raises(ValueError, match=hint):
        whole_numbers("offsets", values)


def test_half_numbers_are_whole_or_halves_throughout():
    assert half_numbers("offsets", (-0.5, 0.5, 1.5)) == (-0.5, 0.5, 1.5)
    found = half_numbers("offsets", np.array([-1.0, 2.0]))
    assert found == (-1, 2) and all(type(number) is int for number in found)
    assert half_numbers("offsets", []) == ()


@pytest.mark.parametrize("values", [(0, 0.5), (0.5, True), (0.25, 0.75), "01", {0.5}, None])
def test_what_is_no_half_number_is_named(values):
    sentence = (
        "`offsets` must be whole numbers separated by commas or blanks, or half numbers throughout "
        f"such as -0.5, 0.5, got {values!r}."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        half_numbers("offsets", values)
