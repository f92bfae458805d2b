import dataclasses

import numpy as np

from nncore.figures.sweep import TrialColumns, error_by_units_figure
from tests.nncore.figures.sweep.examples import GRID, UNITS, trials


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
