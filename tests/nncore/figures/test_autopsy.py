import json

import numpy as np
import plotly.graph_objects as go
import pytest

from nncore.figures.autopsy import (
    MAX_UNITS,
    autopsy_figure,
    cancellation_figure,
    hidden_size_figure,
    overflow_figure,
)
from nncore.figures.style import ALARM, NNI
from nncore.network import OneHiddenNetwork
from nncore.notebooks import (
    OVERFLOW_LIMITS,
    PUT_RIGHT,
    Quirks,
    autopsy,
    cancellation,
    overflow_arguments,
    size_curves,
    stored_network,
)
from nncore.notebooks.printed_integrals import ROWS

NETWORK = stored_network().network

FIGURES = {
    "as printed": lambda: autopsy_figure(autopsy(NETWORK)),
    "put right": lambda: autopsy_figure(autopsy(NETWORK, PUT_RIGHT)),
    "NumPy 2": lambda: autopsy_figure(autopsy(NETWORK, Quirks(precision="float32"))),
    "overflow": lambda: overflow_figure(overflow_arguments(NETWORK, (20.0, 65.0))),
    "overflow at both ends": lambda: overflow_figure(overflow_arguments(NETWORK, (200.0, 900.0))),
    "cancellation": lambda: cancellation_figure(cancellation()),
    "hidden size": lambda: hidden_size_figure(size_curves(), 27_778.0, title="error"),
    "hidden size, MSE": lambda: hidden_size_figure(size_curves("validation_loss"), 1.0, title="e"),
}


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"] == name)


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    made = figure()
    go.Figure(made)  # validates every property
    json.dumps(made, allow_nan=False)


def test_rows_beyond_their_bound_are_crosses_in_vermilion():
    broken = trace(FIGURES["as printed"](), "NNI error, computed again")["marker"]
    assert set(broken["color"]) == {ALARM} and set(broken["symbol"]) == {"x"}
    right = trace(FIGURES["put right"](), "NNI error, computed again")["marker"]
    assert set(right["color"]) == {NNI} and set(right["symbol"]) == {"circle"}


def test_what_is_not_finite_is_written_above_its_row():
    figure = FIGURES["as printed"]()
    written = [(a["x"], a["text"]) for a in figure["layout"]["annotations"]]
    assert ("20…65", "✕ ∞") in written and ("20…65", "○ ∞") in written
    assert ("45…140", "✕ nan") in written and ("45…140", "○ nan") in written
    assert ("0…5", "■ −∞") in written
    # seven rows computed again, seven rows printed, one SNI
    assert len(written) == 7 + 7 + 1
    assert len(FIGURES["put right"]()["layout"]["annotations"]) == 7


def test_finite_errors_are_drawn_and_the_others_are_gaps():
    figure = FIGURES["as printed"]()
    found = trace(figure, "NNI error, computed again")["y"]
    assert [value is None for value in found] == [False] * 3 + [True] * 7
    printed = trace(figure, "printed |NNI−SNI|")["y"]
    assert printed[1:4] == pytest.approx([row.divergence for row in ROWS[1:4]], rel=1e-6)
    assert trace(figure, "bound of the NNI error")["y"] == pytest.approx(
        autopsy(NETWORK).bound.tolist(), rel=1e-6
    )


def test_extrapolated_rows_are_shaded():
    assert len(FIGURES["as printed"]()["layout"]["shapes"]) == 3
    assert FIGURES["put right"]()["layout"]["shapes"] == []


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


def test_three_forms_are_told_apart_without_colour():
    data = FIGURES["cancellation"]()["data"]
    assert len({(t["line"]["dash"], t["marker"]["symbol"]) for t in data}) == len(data) == 3
    assert all(None not in t["y"] for t in data)  # an error of 0 is drawn at rounding level


def test_the_curves_of_the_hidden_size_are_the_medians_and_every_run_is_seen():
    data = FIGURES["hidden size"]()["data"]
    for curve, (runs, median) in zip(
        size_curves().values(), zip(data[::2], data[1::2], strict=True), strict=True
    ):
        assert median["x"] == curve.n_hidden.tolist()
        assert median["y"] == pytest.approx(curve.median.tolist(), rel=1e-6)
        assert len(runs["x"]) == len(runs["y"]) == curve.errors.size
    looks = {(t["line"]["dash"], t["marker"]["symbol"]) for t in data[1::2]}
    assert len(looks) == 3  # told apart without colour


def test_the_floor_begins_where_more_units_do_not_help():
    figure = FIGURES["hidden size"]()
    best = size_curves()["variable-projection"]
    floor = next(s for s in figure["layout"]["shapes"] if s["y0"] == s["y1"])
    assert (floor["x0"], floor["y0"]) == (best.enough, best.floor)
    words = [a["text"] for a in figure["layout"]["annotations"]]
    assert f"floor: from {best.enough} units on, more do not help" in words
    assert "rule of thumb: 27,778" in words


def test_the_rule_of_thumb_and_the_notebook_are_marked():
    shapes = FIGURES["hidden size"]()["layout"]["shapes"]
    upright = [s for s in shapes if s["x0"] == s["x1"]]
    assert [s["x0"] for s in upright] == [27_778.0, 10_000]
    assert len({s["line"]["dash"] for s in upright}) == 2
