import itertools
import json
import math

import numpy as np
import pytest

from nncore.figures.sweep import TrialColumns, heat_map_figure
from nncore.figures.sweep.trial_columns import NO_VALUE
from tests.nncore.figures.sweep.examples import GRID, TRAINERS, UNITS, array, trials


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
