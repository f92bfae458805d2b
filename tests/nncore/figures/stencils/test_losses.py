import itertools
import math

import pytest

from nncore.figures.stencils import losses_figure
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.stencils.examples import SENT, levels, steps, trace

LANES = {"forward": steps(31), "backward": steps(20), "central": steps(1), "own": []}
FLOORS = {"forward": 0.5, "backward": 0.5, "central": 0.01, "own": 0.2}
STARTS = {name: 10.0 for name in LANES}
OWN = {"own": 10.0}

FIGURES = {
    "losses": lambda: losses_figure(LANES, FLOORS, STARTS),
    "losses before the first step": lambda: losses_figure({"own": []}, {"own": 0.2}, OWN),
    "losses without floors": lambda: losses_figure({"own": []}, {}, OWN),
    "losses after divergence": lambda: losses_figure(
        {"own": steps(9, lambda i: [1.0, math.inf, math.nan][i % 3])}, {"own": math.inf}, OWN
    ),
    "losses that start at infinity": lambda: losses_figure(
        {"own": []}, {"own": math.nan}, {"own": math.inf}
    ),
    "exact losses": lambda: losses_figure(
        {"own": steps(9, lambda i: 0.0)}, {"own": 0.0}, {"own": 0.0}
    ),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_the_lowest_floor_is_named():
    (found,) = losses_figure(LANES, FLOORS, STARTS)["layout"]["annotations"]
    assert (found["text"], found["y"]) == ("optimum", -2.0)  # log 0.01
    assert losses_figure(LANES, {}, STARTS)["layout"]["annotations"] == []


def test_the_losses_are_drawn_over_the_updates():
    figure = losses_figure(LANES, FLOORS, STARTS)
    assert [t["name"] for t in figure["data"]] == list(LANES)
    forward = trace(figure, "forward")
    assert forward["x"] == [63.0 * i for i in range(31)]
    assert forward["y"] == pytest.approx([10 / (i + 1) for i in range(31)], rel=SENT)
    assert trace(figure, "central")["x"] == [0.0]
    # Before its first step, the loss to expect at the start.
    assert (trace(figure, "own")["x"], trace(figure, "own")["y"]) == ([0.0], [10.0])
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert len({t["line"]["dash"] for t in figure["data"]}) == 4
    # A single point has no line: it needs a marker.
    assert [t["mode"] for t in figure["data"]] == ["lines", "lines", *2 * ["lines+markers"]]


def test_losses_without_a_place_on_the_axis_are_gaps():
    losses = [2.0, 0.0, math.inf, math.nan, 1e-20]
    (found,) = losses_figure({"own": steps(5, losses.__getitem__)}, {}, OWN)["data"]
    assert found["y"] == [2.0, None, None, None, 1e-20]
    assert len(found["x"]) == 5


def test_each_floor_is_one_line():
    assert levels(losses_figure(LANES, FLOORS, STARTS)) == [0.01, 0.2, 0.5]


def test_a_floor_at_rounding_level_would_leave_no_room_for_the_curves():
    """A single wave is differentiated exactly: its optimum has an error of some 1e-28, or 0."""
    for floor in (0.0, 3e-28, math.nan, math.inf):
        floors = {"own": floor, "other": 1e-9}
        starts = {"own": 10.0, "other": 10.0}
        for records in (steps(5), []):
            figure = losses_figure({"own": records, "other": []}, floors, starts)
            assert levels(figure) == [1e-9]


@pytest.mark.parametrize("batches", [63, 1])
def test_the_losses_only_grow(batches):
    """The chart in the browser adds points and does not draw the others again."""
    records = steps(200, batches=batches)
    figures = [losses_figure({"own": records[:n]}, {"own": 0.1}, OWN) for n in range(3, 200)]
    for before, after in itertools.pairwise(figures):
        (old,), (new,) = before["data"], after["data"]
        assert new["x"][:-1] == old["x"] and new["y"][:-1] == old["y"]
        assert {**new, "x": [], "y": []} == {**old, "x": [], "y": []}
        assert after["layout"] == before["layout"]
