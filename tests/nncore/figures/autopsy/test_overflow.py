import numpy as np
import pytest

from nncore.figures.autopsy import MAX_UNITS, overflow_figure
from nncore.figures.style import ALARM
from nncore.network import OneHiddenNetwork
from nncore.notebooks import OVERFLOW_LIMITS, overflow_arguments, stored_network
from tests.nncore.figures.drawable import assert_drawable

NETWORK = stored_network().network

FIGURES = {
    "overflow": lambda: overflow_figure(overflow_arguments(NETWORK, (20.0, 65.0))),
    "overflow at both ends": lambda: overflow_figure(overflow_arguments(NETWORK, (200.0, 900.0))),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


@pytest.mark.parametrize("precision", OVERFLOW_LIMITS)
def test_units_beyond_the_limit_are_vermilion_and_the_limit_that_applies_is_solid(precision):
    arguments = overflow_arguments(NETWORK, (35.0, 110.0), precision=precision)
    figure = overflow_figure(arguments)
    points = [
        (y, color, t["marker"]["symbol"])
        for t in figure["data"]
        for y, color in zip(t["y"], t["marker"]["color"], strict=True)
    ]
    assert len(points) == NETWORK.n_hidden
    for y, color, _ in points:
        assert (color == ALARM) == (y > OVERFLOW_LIMITS[precision])
    beyond = {symbol for y, _, symbol in points if y > OVERFLOW_LIMITS["float64"]}
    assert beyond == {"triangle-up", "triangle-down"}
    drawn = {s["y0"]: s["line"]["dash"] for s in figure["layout"]["shapes"]}
    assert set(drawn) == set(OVERFLOW_LIMITS.values())
    assert [y for y, dash in drawn.items() if dash == "solid"] == [OVERFLOW_LIMITS[precision]]


def test_of_many_units_the_largest_arguments_are_drawn():
    weights = np.linspace(-3.0, 3.0, 1_000)
    network = OneHiddenNetwork("logistic", weights, 0 * weights, 0 * weights + 1, 0.0)
    figure = overflow_figure(overflow_arguments(network, (0.0, 300.0)))
    ys = [y for t in figure["data"] for y in t["y"]]
    assert len(ys) == MAX_UNITS and max(ys) == 900.0
