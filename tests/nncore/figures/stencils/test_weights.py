"""Offsets and weights as text."""

import math
from fractions import Fraction

import numpy as np
import pytest

from nncore.figures.stencils.weights import (
    decimals_apart,
    fraction_text,
    offset_text,
    offsets_text,
    power_text,
    weights_text,
)
from nncore.messages import catalogue, language
from nncore.messages.numbers import PATTERN
from tests.catalogues import write_catalogue


@pytest.mark.parametrize(
    ("offsets", "text"),
    [
        ((-1, 0, 1), "−1, 0, 1"),
        ((0, 1), "0, 1"),
        ((-2, -1, 0, 1, 2), "−2, −1, 0, 1, 2"),
        (tuple(range(-12, 13)), "−12 … 12"),
        ((-3, -2, -1, 1, 2, 3), "−3, −2, −1, 1, 2, 3"),
        ((5, 4, 3, 2, 1, 0), "5, 4, 3, 2, 1, 0"),
        ((-1.5, -0.5, 0.5, 1.5), "−3/2, −1/2, 1/2, 3/2"),
        (tuple(j + 0.5 for j in range(-3, 3)), "−5/2 … 5/2"),
    ],
)
def test_offsets(offsets, text):
    assert offsets_text(offsets) == text


def test_one_offset_has_its_sign():
    assert [offset_text(s) for s in (-10, 0, 2, -0.5)] == ["−10", "0", "+2", "−1/2"]


@pytest.mark.parametrize(("exponent", "text"), [(0, "⁰"), (1, ""), (2, "²"), (6, "⁶")])
def test_powers(exponent, text):
    assert power_text(exponent) == text


def test_exact_coefficients():
    found = [fraction_text(Fraction(*pair)) for pair in ((-1, 12), (0, 1), (2, 1))]
    assert found == ["−1/12", "0", "2"]


@pytest.mark.parametrize(
    ("difference", "decimals"),
    [(0.5, 3), (0.19, 3), (0.051, 4), (0.019, 4), (8.2e-5, 6), (1e-9, 6), (0.0, 3), (30.0, 3)],
)
def test_decimals_show_a_difference_with_three_digits(difference, decimals):
    ideal = np.array([-0.5, 0.0, 0.5])
    assert decimals_apart(ideal + np.array([0.0, 0.0, difference]), ideal) == decimals


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_decimals_of_a_run_that_diverged(value):
    assert decimals_apart(np.array([value]), np.zeros(1)) == 3


@pytest.mark.parametrize(
    ("weights", "decimals", "text"),
    [
        ((-0.50007, 0.0, 0.50007), 4, "−0.5001, 0, 0.5001"),
        ((1.0273871, -2.0537091), 4, "1.0274, −2.0537"),
        ((3e-17, -1e-5), 3, "0, 0.000"),
        ((math.nan, math.inf, -math.inf), 3, "–, ∞, −∞"),
        ((-1.25e7, 2e120), 3, "−1.2e+7, 2e+120"),
    ],
)
def test_weights(weights, decimals, text):
    assert weights_text(np.array(weights), decimals) == text


def test_a_list_can_be_read_where_decimals_have_the_comma(tmp_path, monkeypatch):
    write_catalogue(tmp_path, "pt", {PATTERN: "1.234,5"})
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with language("pt"):
        assert weights_text([-0.5, 0.0, 1e7], 2) == "−0,50; 0; 1e+7"
    assert weights_text([-0.5, 0.0, 1e7], 2) == "−0.50, 0, 1e+7"
