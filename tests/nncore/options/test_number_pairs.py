"""Pairs of a whole number and a number, from values, from texts and back."""

import numpy as np
import pytest

from nncore.options import number_pairs
from nncore.options.number_pairs import pairs_of_text, text_of_pairs

PAIRS = ((300, 1e-3), (600, 1e-4))
REFUSED = "`rates` must be pairs of a whole number and a number such as"


@pytest.mark.parametrize(
    "values",
    [PAIRS, [[300, 1e-3], [600, 1e-4]], np.array(PAIRS), [(300.0, 1e-3), (np.int64(600), 1e-4)]],
)
def test_pairs_of_any_kind(values):
    found = number_pairs("rates", values)
    assert found == PAIRS
    assert [tuple(map(type, pair)) for pair in found] == [(int, float)] * 2


@pytest.mark.parametrize(
    "values",
    [
        *(None, 1.0, "300:1", [1, 2], [(1,)], [(1, 2, 3)], ["ab"], {300: 1.0}),
        *([(1.5, 1.0)], [(True, 1.0)], [(1, None)], [(1, "2")], [(1, 10**400)], [(np.nan, 1.0)]),
    ],
)
def test_what_are_no_pairs(values):
    with pytest.raises(ValueError, match=REFUSED):
        number_pairs("rates", values)


@pytest.mark.parametrize(
    "text",
    [
        *("300:1e-3,600:1e-4", "300:0.001, 600:0.0001", "300:1e-3 600:1e-4", "300:1e-3;600:1e-4"),
        *(" 300 : 1e-3 ,\n600 :1e-4 ", "300:0,001; 600:0,0001", "300:0,001,600:0,0001"),
    ],
)
def test_pairs_as_they_are_typed(text):
    assert pairs_of_text("rates", text) == PAIRS


@pytest.mark.parametrize("pairs", [(), PAIRS, ((2, 0.1 + 0.2), (10**9, 5e-324))])
def test_pairs_survive_their_text(pairs):
    assert pairs_of_text("rates", text_of_pairs(pairs)) == pairs


@pytest.mark.parametrize(
    "text", ["300", "300:", ":1", "a:1", "1.5:1", "300:x", "300:1:2", "300:1,", ",300:1", "300=1"]
)
def test_texts_that_are_no_pairs(text):
    with pytest.raises(ValueError, match=REFUSED):
        pairs_of_text("rates", text)


def test_a_number_that_can_be_read_in_two_ways():
    with pytest.raises(ValueError, match="`rates` can be read in two ways"):
        pairs_of_text("rates", "300:1,000")
