"""Peaks between the drawn points are found by the integral, which no point has to hit."""

import math

import numpy as np
import pytest

from nncore import INTEGRANDS, parse_formula
from nncore.figures.fit import FitBackground
from nncore.figures.unseen_peaks import unseen_peaks

NOTHING = np.empty(0)


def drawn(text, lower, upper):
    return FitBackground.of(parse_formula(text), lower, upper, NOTHING, NOTHING)


@pytest.mark.parametrize("place", [0.637, 0.0213, 1.98765])
@pytest.mark.parametrize("steepness", [2_000, 20_000])
@pytest.mark.parametrize("sign", ["+", "-"])
def test_a_needle_is_drawn_to_its_top(place, steepness, sign):
    background = drawn(f"cos(x){sign}exp(-({steepness}*(x-{place}))^2)", 0.0, 2.0)
    needle = np.abs(background.y - np.cos(background.x))
    assert needle.max() > 0.95
    # Full width at half maximum: several points stand on it.
    half = math.sqrt(math.log(2)) / steepness
    assert np.count_nonzero(np.abs(background.x - place) < half) >= 3


def test_two_needles_are_found():
    background = drawn("exp(-(20000*(x-0.637))^2)+exp(-(30000*(x-1.4142))^2)+x/5", 0.0, 2.0)
    for place in (0.637, 1.4142):
        near = np.abs(background.x - place) < 1e-3
        assert (background.y[near] - background.x[near] / 5).max() > 0.95


@pytest.mark.parametrize("name", ["log", "cos", "runge", "abs"])
def test_where_nothing_is_missed_no_points_are_added(name):
    integrand = INTEGRANDS[name]
    x = np.linspace(integrand.lower, integrand.upper, 301)[1:-1]
    assert unseen_peaks(integrand, x, np.asarray(integrand(x))).size == 0


def test_constants_and_single_points_have_no_peaks():
    one = parse_formula("0*x+1")
    x = np.linspace(0.0, 1.0, 5)
    assert unseen_peaks(one, x, np.asarray(one(x))).size == 0
    assert unseen_peaks(one, x[:1], np.ones(1)).size == 0


def test_points_are_inside_and_few():
    f = parse_formula("cos(x)+exp(-(20000*(x-0.637))^2)")
    x = np.linspace(0.0, 2.0, 301)
    peaks = unseen_peaks(f, x, np.asarray(f(x)))
    assert 0 < peaks.size < 100 and 0 < peaks.min() and peaks.max() < 2
