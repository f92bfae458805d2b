import base64
import dataclasses
import itertools
import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest

from nncore.figures.sweep import (
    TrialColumns,
    compare_figure,
    error_by_units_figure,
    heat_map_figure,
    parallel_coordinates_figure,
    pareto_figure,
    pareto_front,
)
from nncore.figures.sweep.parallel_coordinates import chosen_cells
from nncore.figures.sweep.trial_columns import FLOOR, NO_VALUE, upper_medians
from nncore.trainers.loss_curve import LossCurve

TRAINERS = ("levenberg-marquardt", "adam")
UNITS = (5, 10, 20, 50)
SEEDS = (0, 1, 2)
GRID = tuple(itertools.product(UNITS, TRAINERS, SEEDS))


def trials(n=24, error=None, failed=()):
    """The first `n` trials of units × trainers × seeds; those in `failed` have a reason."""
    at = np.array(list(itertools.product(range(4), range(2), range(3))))[:n]
    rng = np.random.default_rng(4)
    made = 10.0 ** rng.uniform(-6, -1, n) if error is None else np.asarray(error, float)[:n]
    return TrialColumns(
        axes={"n_hidden": UNITS, "trainer": TRAINERS, "seed": SEEDS},
        places={"n_hidden": at[:, 0], "trainer": at[:, 1], "seed": at[:, 2]},
        numbers=np.arange(n),
        measures={"integral_error": made, "seconds": 10.0 ** rng.uniform(-2, 1, n)},
        reasons=tuple("`n_hidden` must be smaller." if i in failed else "" for i in range(n)),
    )


def curve(n, scale=1.0):
    position = np.arange(float(n))
    validation = np.where(position % 2 == 0, scale / (1 + position), np.nan)
    return LossCurve(position, 2 * scale / (1 + position), validation, 0.1 * position)


def array(sent):
    """What Plotly makes of an array that is sent in binary."""
    flat = np.frombuffer(base64.b64decode(sent["bdata"]), f"<{sent['dtype']}")
    return flat.reshape([int(n) for n in sent["shape"].split(",")])


NOTHING = trials(0)
FIGURES = {
    "heat map": lambda: heat_map_figure(trials(), "integral_error", "n_hidden", "trainer"),
    "heat map of one row": lambda: heat_map_figure(trials(), "seconds", "seed"),
    "heat map in the beginning": lambda: heat_map_figure(NOTHING, "seconds", "n_hidden", "seed"),
    "heat map of failures": lambda: heat_map_figure(
        trials(6, failed=range(6)), "integral_error", "n_hidden", "trainer"
    ),
    "error by units": lambda: error_by_units_figure(trials(), "integral_error", group="trainer"),
    "error by words": lambda: error_by_units_figure(trials(), "integral_error", "trainer"),
    "error in the beginning": lambda: error_by_units_figure(NOTHING, "integral_error"),
    "pareto": lambda: pareto_figure(trials(), "integral_error", "trainer"),
    "pareto in the beginning": lambda: pareto_figure(NOTHING, "integral_error"),
    "parallel": lambda: parallel_coordinates_figure(trials(), "integral_error"),
    "parallel in the beginning": lambda: parallel_coordinates_figure(NOTHING, "integral_error"),
    "compare": lambda: compare_figure({"a": curve(50), "b": curve(7)}),
    "compare nothing": lambda: compare_figure({}, "seconds"),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    made = figure()
    go.Figure(made)  # validates every property
    json.dumps(made, allow_nan=False)


def test_a_field_of_the_heat_map_is_the_median_run_of_that_field():
    found = trials()
    figure = heat_map_figure(found, "integral_error", "n_hidden", "trainer")
    heat = figure["data"][0]
    errors = found.measures["integral_error"].reshape(4, 2, 3)
    expected = np.log10(np.median(errors, axis=2)).T  # of three runs the median is one of them
    z, custom = array(heat["z"]), array(heat["customdata"])
    np.testing.assert_allclose(z, expected, rtol=1e-6)  # four bytes a number
    for row, column in itertools.product(range(2), range(4)):
        number, error = custom[row, column]
        assert number == int(number) and GRID[int(number)][:2] == (UNITS[column], TRAINERS[row])
        assert error == pytest.approx(found.measures["integral_error"][int(number)], rel=1e-6)
        assert math.log10(error) == pytest.approx(z[row, column], rel=1e-5)
    assert heat["hovertext"] == [["median of 3 runs"] * 4] * 2


def test_a_large_study_travels_in_few_bytes():
    side = 100
    at = np.arange(side**2)
    axes = {"n_hidden": tuple(range(1, side + 1)), "seed": tuple(range(side))}
    found = TrialColumns(
        axes,
        {"n_hidden": at // side, "seed": at % side},
        at,
        {"seconds": 10.0 ** np.random.default_rng(0).uniform(-3, 2, at.size)},
        ("",) * at.size,
    )
    heat = heat_map_figure(found, "seconds", "n_hidden", "seed")["data"][0]
    # Three numbers a field, four bytes each, and a third more as text; no words.
    assert len(json.dumps(heat)) < 1.05 * 3 * 4 * 4 / 3 * at.size
    np.testing.assert_array_equal(array(heat["customdata"])[..., 0], at.reshape(side, side).T)


def test_a_value_too_large_for_four_bytes_is_sent_with_eight():
    huge = trials(error=np.full(24, 1e200))
    heat = heat_map_figure(huge, "integral_error", "n_hidden", "trainer")["data"][0]
    assert np.all(array(heat["customdata"])[..., 1] == 1e200)


def test_fields_stay_empty_until_a_run_of_theirs_is_done():
    heat = heat_map_figure(trials(7), "integral_error", "n_hidden", "trainer")["data"][0]
    assert np.isnan(array(heat["z"])).tolist() == [
        [False, False, True, True],
        [False, True, True, True],
    ]
    assert array(heat["customdata"])[1, 1:, 0].tolist() == [-1, -1, -1]


def test_failed_fields_have_a_cross_with_the_reason():
    figure = heat_map_figure(trials(failed=(0, 3, 4, 5)), "integral_error", "n_hidden", "trainer")
    heat, crosses = figure["data"]
    assert crosses["x"] == ["5"] and crosses["y"] == ["Adam"]  # 0 alone leaves two that went well
    assert crosses["customdata"] == [[3, "`n_hidden` must be smaller."]]
    assert np.isnan(array(heat["z"])[:, 0]).tolist() == [False, True]
    assert heat["hovertext"][0][0] == "median of 2 runs, 1 failed"


def test_what_a_reason_says_is_no_html():
    broken = TrialColumns(
        {"seed": (0,)},
        {"seed": np.array([0])},
        np.array([0]),
        {"seconds": np.array([np.nan])},
        ("a < b & <img src=x>",),
    )
    crosses = heat_map_figure(broken, "seconds", "seed")["data"][1]
    assert crosses["customdata"][0][1] == "a &lt; b &amp; &lt;img src=x&gt;"


def test_an_error_of_zero_is_drawn_and_one_that_is_not_finite_is_not():
    found = trials(4, error=[0.0, math.inf, math.nan, -1.0]).measure("integral_error")
    assert found[0] == FLOOR and np.all(np.isnan(found[1:]))


def test_the_colours_stay_while_results_arrive_within_their_decades():
    error = np.full(len(GRID), 2e-3)
    error[:6], error[6:12] = 5e-5, 3e-2  # of 5 units and of 10
    first = heat_map_figure(trials(12, error), "integral_error", "n_hidden")["data"][0]
    later = heat_map_figure(trials(24, error), "integral_error", "n_hidden")["data"][0]
    assert (first["zmin"], first["zmax"]) == (later["zmin"], later["zmax"]) == (-5, -1)


def test_a_trial_without_a_value_gets_a_place_of_its_own():
    found = trials()
    rate = TrialColumns(
        {"learning_rate": (0.1, 0.01)},
        {"learning_rate": np.where(np.arange(24) % 3, np.arange(24) % 2, -1)},
        found.numbers,
        found.measures,
        found.reasons,
    )
    assert rate.labels("learning_rate") == ["0.1", "0.01", NO_VALUE]
    heat = heat_map_figure(rate, "seconds", "learning_rate")["data"][0]
    assert heat["x"][-1] == NO_VALUE and np.isfinite(array(heat["z"])[0, 2])


def test_numbers_that_differ_in_a_late_digit_are_different_labels():
    found = TrialColumns(
        {"noise": (0.10000001, 0.10000002)},
        {"noise": np.array([0, 1])},
        np.array([0, 1]),
        {"seconds": np.array([1.0, 2.0])},
        ("", ""),
    )
    assert len(set(found.labels("noise"))) == 2


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="must have 2 entries"):
        TrialColumns({}, {}, np.arange(2), {"seconds": np.ones(3)}, ("", ""))


def test_upper_medians_agree_with_sorting():
    rng = np.random.default_rng(8)
    groups, values = rng.integers(0, 7, 200), rng.standard_normal(200)
    values[rng.random(200) < 0.2] = np.nan
    entry, count = upper_medians(groups, values, 9)
    for group in range(9):
        ordered = sorted(v for g, v in zip(groups, values, strict=True) if g == group and v == v)
        assert count[group] == len(ordered)
        if ordered:
            assert values[entry[group]] == ordered[len(ordered) // 2]
        else:
            assert entry[group] == -1


def test_the_band_spans_the_seeds_and_the_line_is_their_median():
    found = trials()
    figure = error_by_units_figure(found, "integral_error", "n_hidden", "trainer")
    errors = found.measures["integral_error"].reshape(4, 2, 3)
    line = next(t for t in figure["data"] if t.get("name") == "Adam")
    band = figure["data"][figure["data"].index(line) - 2]
    np.testing.assert_allclose(line["y"], np.median(errors[:, 1], axis=1), rtol=1e-6)
    np.testing.assert_allclose(band["y"][:4], errors[:, 1].max(axis=1), rtol=1e-6)
    np.testing.assert_allclose(band["y"][4:], errors[:, 1].min(axis=1)[::-1], rtol=1e-6)
    assert line["x"] == list(UNITS) and figure["layout"]["xaxis"]["type"] == "log"
    for number, x in zip(line["customdata"], line["x"], strict=True):
        assert GRID[number[0]][:2] == (x, "adam")


def test_of_single_runs_there_is_no_band():
    found = trials()
    alone = dataclasses.replace(
        found,
        axes={"n_hidden": tuple(range(24))},
        places={"n_hidden": np.arange(24)},
    )
    figure = error_by_units_figure(alone, "integral_error")
    points, line = figure["data"]
    assert points["y"] == line["y"] and len(line["x"]) == 24


def test_units_are_drawn_by_size_whatever_their_order():
    found = trials()
    shuffled = TrialColumns(
        {**found.axes, "n_hidden": (50, 5, 20, 10)},
        found.places,
        found.numbers,
        found.measures,
        found.reasons,
    )
    line = error_by_units_figure(shuffled, "integral_error")["data"][2]
    assert line["x"] == [5, 10, 20, 50]


def test_the_front_agrees_with_comparing_all_pairs():
    rng = np.random.default_rng(2)
    first, second = np.round(rng.random((2, 300)), 2)  # rounded, so that there are equal ones
    first[::17] = np.nan
    front = pareto_front(first, second)
    points = np.column_stack((first, second))
    for point in points:
        beaten = np.any(np.all(points <= point, axis=1) & np.any(points < point, axis=1))
        on_front = any(np.array_equal(point, points[j]) for j in front)
        assert on_front == (not beaten and not np.isnan(point).any())
    assert np.all(np.diff(first[front]) > 0) and np.all(np.diff(second[front]) < 0)


def test_the_front_is_marked_and_its_points_tell_their_runs():
    found = trials()
    front = pareto_figure(found, "integral_error", "trainer")["data"][-1]
    numbers = [one[0] for one in front["customdata"]]
    expected = pareto_front(found.measures["seconds"], found.measures["integral_error"])
    assert numbers == expected.tolist()
    assert "Levenberg" in front["customdata"][0][1] or "Adam" in front["customdata"][0][1]


def test_a_failed_run_is_on_no_front():
    error = np.full(len(GRID), 1.0)
    error[5] = 1e-12
    found = trials(error=error, failed=(5,))
    figure = pareto_figure(found, "integral_error")
    assert all(one[0] != 5 for trace in figure["data"] for one in trace["customdata"])


def test_dragging_on_an_axis_leaves_the_runs_within():
    found = trials(failed=(1,))
    figure = parallel_coordinates_figure(found, "integral_error")
    dimensions = figure["data"][0]["dimensions"]
    assert [d["label"] for d in dimensions][:3] == ["hidden units", "optimizer", "seed"]
    assert all(len(d["values"]) == 23 for d in dimensions)
    chosen = chosen_cells(found, "integral_error", {1: [[0.5, 1.5]], 0: [[-0.2, 0.4], [2.9, 3.1]]})
    assert [GRID[i][:2] for i in found.numbers[chosen]] == [(5, "adam")] * 3 + [(50, "adam")] * 3
    # As Plotly reports a range that ends at the topmost value.
    topmost = chosen_cells(found, "integral_error", {0: [[2.7500000000000004, 2.9999999999999996]]})
    assert {GRID[i][0] for i in found.numbers[topmost]} == {50}


def test_curves_show_the_validation_loss_and_leave_out_steps_without():
    figure = compare_figure({"one": curve(9), "two": curve(3, 5.0)}, "seconds")
    one = figure["data"][0]
    np.testing.assert_allclose(one["x"], [0.0, 0.2, 0.4, 0.6, 0.8])
    np.testing.assert_allclose(one["y"], 1 / (1 + np.arange(0, 9, 2)), rtol=1e-6)
    without = LossCurve(np.arange(3.0), np.ones(3), np.full(3, np.nan), np.arange(3.0))
    assert compare_figure({"a": without})["data"][0]["y"] == [1.0] * 3


def test_six_runs_are_told_apart_without_colour():
    figure = compare_figure({str(i): curve(5) for i in range(6)})
    assert len({trace["line"]["dash"] for trace in figure["data"]}) == 6
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 6


EVIL = '<b>x</b><br><a href="javascript:alert(1)">&lt;</a> %{y}'


def test_what_a_user_has_written_is_text_and_no_html():
    """Names of runs and values such as formulas; Plotly reads HTML in names, ticks and hovers."""
    written = trials()
    found = dataclasses.replace(
        written,
        axes={"integrand": (EVIL, "x < 1 & y"), "seed": (0, 1, 2, 3)},
        places={"integrand": written.places["trainer"], "seed": written.places["n_hidden"]},
        reasons=(EVIL,) * 12 + ("",) * 12,
    )
    figures = (
        compare_figure({EVIL: curve(5), "x < 1": curve(3)}),
        heat_map_figure(found, "integral_error", "integrand", "seed"),
        heat_map_figure(found, "integral_error", "seed", "integrand"),
        error_by_units_figure(found, "integral_error", "seed", "integrand"),
        error_by_units_figure(found, "integral_error", "integrand"),
        pareto_figure(found, "integral_error", "integrand"),
    )
    assert compare_figure({EVIL: curve(5)})["data"][0]["name"] == (
        '&lt;b&gt;x&lt;/b&gt;&lt;br&gt;&lt;a href="javascript:alert(1)"&gt;&amp;lt;&lt;/a&gt; '
        "&#37;{y}"
    )
    for figure in figures:
        sent = json.dumps(figure)
        assert "&lt;" in sent and "x < 1" not in sent
        for mark in ("<b>x", "x</b>", "<a", "</a", "&gt; %{y}"):
            assert mark not in sent
