import itertools

import numpy as np
import pytest

from nncore.figures.stencils import weight_paths_figure
from nncore.figures.stencils.methods import LOOKS
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.stencils.examples import (
    CENTRAL,
    DIVERGED,
    OPTIMUM,
    SENT,
    TAYLOR,
    levels,
    notes,
    steps,
)

FIGURES = {
    "paths": lambda: weight_paths_figure(CENTRAL, steps(31), OPTIMUM, TAYLOR),
    "long paths": lambda: weight_paths_figure(CENTRAL, steps(5_000), OPTIMUM, TAYLOR),
    "paths before the first step": lambda: weight_paths_figure(CENTRAL, [], OPTIMUM, TAYLOR),
    "paths without levels": lambda: weight_paths_figure(
        CENTRAL, steps(3), DIVERGED["learned"], TAYLOR, derivative_order=2
    ),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_each_path_is_named_at_its_optimum():
    five = (-2, -1, 0, 1, 2)
    optimum = np.array([0.05, -0.66, 0.0, 0.66, -0.05])
    found = notes(weight_paths_figure(five, [], optimum, optimum))
    # What would lie on each other shares a line.
    assert list(found) == ["offset −1", "offset −2, 0, +2", "offset +1"]
    assert found["offset −1"]["y"] == -0.66
    many = notes(weight_paths_figure(range(25), [], np.zeros(25), np.zeros(25)))
    assert list(many) == ["offset 0, +1, +2, +3 …"]


def test_the_paths_are_those_of_the_weights():
    records = steps(12)
    figure = weight_paths_figure(CENTRAL, records, OPTIMUM, TAYLOR)
    assert [t["name"] for t in figure["data"]] == ["offset −1", "offset 0", "offset +1"]
    for j, found in enumerate(figure["data"]):
        assert found["x"] == list(range(12))
        expected = [record.coefficients[j] for record in records]
        assert found["y"] == pytest.approx(expected, rel=SENT)
    assert len({t["marker"]["symbol"] for t in figure["data"]}) == 3
    assert levels(figure) == [*OPTIMUM.tolist(), *TAYLOR.tolist()]
    dashes = [shape["line"]["dash"] for shape in figure["layout"]["shapes"]]
    assert dashes == 3 * [LOOKS["optimum"].dash] + 3 * [LOOKS["taylor"].dash]


def test_the_paths_only_grow():
    records = steps(40)
    figures = [weight_paths_figure(CENTRAL, records[:n], OPTIMUM, TAYLOR) for n in range(40)]
    for before, after in itertools.pairwise(figures):
        for old, new in zip(before["data"], after["data"], strict=True):
            assert new["x"][:-1] == old["x"] and new["y"][:-1] == old["y"]
        assert after["layout"] == before["layout"]
