import numpy as np
import plotly.graph_objects as go
import pytest

from nncore.figures.waves import LANES, profile_figure
from nncore.figures.waves.profiles import MOST_POINTS, drawn
from nncore.waves.profiles import grid_points


@pytest.mark.parametrize("lane", LANES)
def test_a_lane_over_the_exact_one(lane):
    x = grid_points(50)
    figure = profile_figure(lane, x, np.cos(np.pi * x), np.sin(np.pi * x), (-1.0, 1.0))
    go.Figure(figure)
    exact, own = figure["data"]
    assert exact["y"] == pytest.approx(np.sin(np.pi * x), abs=1e-6)
    assert own["y"] == pytest.approx(np.cos(np.pi * x), abs=1e-6)
    assert own["line"]["color"] == LANES[lane].color
    assert figure["layout"]["yaxis"]["range"] == [-1.35, 1.35]


def test_a_constant_has_an_axis_too():
    x = grid_points(8)
    figure = profile_figure("taylor", x, np.full(8, 3.0), np.full(8, 3.0), (3.0, 3.0))
    assert figure["layout"]["yaxis"]["range"] == [1.65, 4.35]


def test_few_points_are_drawn_as_they_are():
    x = grid_points(MOST_POINTS)
    values = np.sin(20 * np.pi * x)
    assert drawn(x, values)[1] is values


@pytest.mark.parametrize("n", [321, 1_000, 4_096])
def test_many_points_keep_their_extremes_in_their_order(n):
    x = grid_points(n)
    values = np.exp(-20 * x**2) * np.cos(0.4 * n * np.pi * x)  # five points a wave
    places, shown = drawn(x, values)
    assert len(places) == len(shown) <= MOST_POINTS
    assert np.all(np.diff(places) >= 0) and places[0] >= -1 and places[-1] < 1
    assert shown.max() == values.max() and shown.min() == values.min()
    # Each is a value that is there, not far from where it is drawn.
    for place, value in zip(places, shown, strict=True):
        assert np.abs(x[values == value] - place).min() <= 2 * (2 / len(places)) + 2 / n
    assert np.array_equal(drawn(x, -values)[0], places)


def test_a_spike_is_seen():
    values = np.zeros(4_000)
    values[1_234] = 7.0
    assert drawn(grid_points(4_000), values)[1].max() == 7.0
