"""The chart of a marginal."""

import numpy as np
import pytest

from nncore.comparisons.marginals import TrueMarginal
from nncore.figures.boxes import marginal_figure

GRID = np.linspace(0.0, 1.0, 5)
VALUES = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


def by_name(figure):
    return {trace["name"]: trace for trace in figure["data"]}


def test_before_f_is_known_the_network_stands_alone():
    figure = marginal_figure(GRID, VALUES, None, "x2")
    assert list(by_name(figure)) == ["NNI"]
    assert figure["layout"]["xaxis"]["title"]["text"] == "x2"


@pytest.mark.parametrize("is_exact", [True, False])
def test_the_error_is_the_distance_at_the_points_that_are_known(is_exact):
    true = TrueMarginal(2, np.array([1.0, 3.5, np.nan]), np.array([1e-9, 0.0, np.nan]), is_exact)
    traces = by_name(marginal_figure(GRID, VALUES, true, "x1"))
    shown, own = ("exact", "its rounding") if is_exact else ("cubature", "cubature error")
    assert traces[shown]["x"] == [0.0, 0.5, 1.0] and traces[shown]["y"] == [1.0, 3.5, None]
    assert ("markers" in traces[shown]["mode"]) == (not is_exact)
    # No error is 0 on a logarithmic axis: it is drawn below all that float64 tells apart.
    assert traces["NNI error"]["y"][:2] == pytest.approx([1e-17, 0.5], rel=1e-6)
    assert traces[own]["y"][:2] == pytest.approx([1e-9, 1e-17], rel=1e-6)
    assert traces["NNI error"]["y"][2] is traces[own]["y"][2] is None
    assert {name for name, trace in traces.items() if trace.get("yaxis") == "y2"} == {
        "NNI error",
        own,
    }
