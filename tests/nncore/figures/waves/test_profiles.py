import numpy as np
import plotly.graph_objects as go
import pytest

from nncore.figures.waves import LANES, profile_figures
from nncore.figures.waves.profiles import MOST_POINTS, drawn_places, drawn_values
from nncore.waves.profiles import grid_points


@pytest.mark.parametrize("lane", LANES)
def test_a_lane_over_the_exact_one(lane):
    x = grid_points(50)
    own, exact = np.cos(np.pi * x), np.sin(np.pi * x)
    (figure,) = profile_figures([lane], x, own[np.newaxis], exact[np.newaxis], (-1.0, 1.0))
    go.Figure(figure)
    behind, front = figure["data"]
    assert behind["x"] == front["x"] == pytest.approx(x, abs=1e-6)
    assert behind["y"] == pytest.approx(exact, abs=1e-6)
    assert front["y"] == pytest.approx(own, abs=1e-6)
    assert front["line"]["color"] == LANES[lane].color
    assert figure["layout"]["yaxis"]["range"] == [-1.35, 1.35]


def test_each_lane_has_its_own_exact_solution():
    """A lane that has stopped stands at another time; fluxes carry averages."""
    x, exact = grid_points(10), np.array([np.ones(10), np.ones(10), np.zeros(10)])
    lanes = ["taylor", "learned", "own"]
    figures = profile_figures(lanes, x, np.zeros((3, 10)), exact, (0.0, 1.0))
    assert [figure["data"][0]["y"][0] for figure in figures] == [1.0, 1.0, 0.0]
    assert figures[0]["data"][0] is figures[1]["data"][0]


def test_a_constant_has_an_axis_too():
    values = np.full((1, 8), 3.0)
    (figure,) = profile_figures(["taylor"], grid_points(8), values, values, (3.0, 3.0))
    assert figure["layout"]["yaxis"]["range"] == [1.65, 4.35]


def test_few_points_are_drawn_as_they_are():
    x = grid_points(MOST_POINTS)
    values = np.sin(20 * np.pi * x)
    assert drawn_values(values) is values
    assert drawn_places(x) == pytest.approx(x, abs=1e-6)


@pytest.mark.parametrize("n", [321, 1_000, 4_096])
def test_many_points_keep_their_extremes_in_their_order(n):
    x = grid_points(n)
    values = np.exp(-20 * x**2) * np.cos(0.4 * n * np.pi * x)  # five points a wave
    places, shown = np.array(drawn_places(x)), drawn_values(values)
    assert len(places) == len(shown) <= MOST_POINTS
    assert np.all(np.diff(places) >= 0) and places[0] >= -1 and places[-1] < 1
    assert shown.max() == values.max() and shown.min() == values.min()
    # Each is a value that is there, not far from where it is drawn.
    for place, value in zip(places, shown, strict=True):
        assert np.abs(x[values == value] - place).min() <= 2 * (2 / len(places)) + 2 / n


def test_a_spike_is_seen():
    values = np.zeros(4_000)
    values[1_234] = 7.0
    assert drawn_values(values).max() == 7.0
