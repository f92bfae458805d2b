"""What a class has predicted, counted by NumPy here and read off the figure there."""

import numpy as np
import pytest

from nncore.figures.predictions import N_BINS, choice_bars, prediction_histogram
from tests.nncore.figures.drawable import assert_drawable


def area(trace, of=float):
    """Return the sum of counts times widths under the outline of a histogram."""
    return np.trapezoid(trace["y"], [of(x) for x in trace["x"]])


def test_every_prediction_is_in_a_bin():
    rng = np.random.default_rng(1)
    values = [0.0, 10.0, 5.0, *rng.uniform(0, 10, 30)]
    figure = prediction_histogram(values, 0.0, 10.0)
    assert_drawable(figure)
    (outline,) = figure["data"]
    assert area(outline) == pytest.approx(33 * 10 / N_BINS)
    assert max(outline["y"]) <= figure["layout"]["yaxis"]["range"][1]


def test_bins_may_be_equal_in_the_logarithm():
    values = [1e-9, 1e-9, 1e-4, 1.0]
    figure = prediction_histogram(values, 1e-9, 1.0, logarithmic=True)
    assert_drawable(figure)
    (outline,) = figure["data"]
    assert area(outline, np.log10) == pytest.approx(4 * 9 / N_BINS)
    assert figure["layout"]["xaxis"]["range"] == [-9, 0]
    assert outline["y"][1] == 2 and outline["y"][-2] == 1


def test_the_truth_is_shown_when_it_may_be():
    for logarithmic in (False, True):
        hidden = prediction_histogram([2.0], 1.0, 3.0, logarithmic=logarithmic)
        shown = prediction_histogram([2.0], 1.0, 3.0, logarithmic=logarithmic, truth=2.5)
        assert_drawable(shown)
        assert len(hidden["data"]) == 1 and shown["data"][1]["x"] == [2.5, 2.5]


def test_nobody_has_answered_yet():
    assert_drawable(prediction_histogram([], 0.0, 1.0, truth=0.5))
    assert_drawable(choice_bars([0, 0]))


def test_choices_have_letters_and_the_right_one_a_mark():
    hidden, shown = choice_bars([3, 0, 5]), choice_bars([3, 0, 5], truth=3)
    assert_drawable(shown)
    assert hidden["data"][0]["x"] == ["A", "B", "C"] and hidden["data"][0]["y"] == [3, 0, 5]
    assert shown["data"][0]["x"] == ["A", "B", "C ✓"]
    assert len(set(shown["data"][0]["marker"]["color"])) == 2
    assert len(set(hidden["data"][0]["marker"]["color"])) == 1
