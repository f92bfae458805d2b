import math

import numpy as np
import pytest

from nncore.figures.stencils import field_errors_figure
from nncore.figures.stencils.methods import LOOKS
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.stencils.examples import SENT, limits, trace

X = np.linspace(-2, 2, 50)
ERRORS = {"learned": np.sin(X), "optimum": 0.1 * np.cos(X), "taylor": 0.3 * np.cos(X)}

FIGURES = {
    "field errors": lambda: field_errors_figure(X, ERRORS, "error of u′"),
    "field errors after divergence": lambda: field_errors_figure(
        X, {**ERRORS, "learned": np.full(50, math.nan), "taylor": np.full(50, math.inf)}, "error"
    ),
    "huge field errors": lambda: field_errors_figure(
        X, {**ERRORS, "learned": np.full(50, 1e308), "optimum": np.full(50, 1e-300)}, "error"
    ),
    "exact stencils": lambda: field_errors_figure(X, {"taylor": np.zeros(50)}, "error"),
    "no points": lambda: field_errors_figure(X[:0], {"taylor": X[:0], "learned": X[:0]}, "error"),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_the_errors_of_a_field_are_drawn_with_what_is_learned_on_top():
    figure = field_errors_figure(X, ERRORS, "error of u′")
    assert [t["name"] for t in figure["data"]] == ["optimum", "Taylor", "learned"]
    for method, errors in ERRORS.items():
        found = trace(figure, LOOKS[method].label)
        assert found["x"] == pytest.approx(X.tolist(), rel=SENT)
        assert found["y"] == pytest.approx(errors.tolist(), rel=SENT)
    assert limits(figure) >= 1.0
    assert figure["layout"]["yaxis"]["title"]["text"] == "error of u′"


def test_the_axis_of_the_errors_is_that_of_the_references():
    small = {**ERRORS, "learned": 0.01 * np.sin(X)}
    infinite = {**ERRORS, "learned": np.full(50, math.inf)}
    ranges = {limits(field_errors_figure(X, errors, "")) for errors in (small, infinite)}
    assert len(ranges) == 1
    assert 0.3 <= ranges.pop() < 0.6


@pytest.mark.parametrize("n_points", [1, 399, 400, 401, 100_000])
def test_long_fields_are_thinned_evenly(n_points):
    x = np.linspace(0, 1, n_points)
    (found,) = field_errors_figure(x, {"taylor": x**2}, "")["data"]
    assert len(found["x"]) == len(found["y"]) <= 400
    assert 200 <= len(found["x"]) or n_points < 400
    assert found["y"] == pytest.approx(np.square(found["x"]), rel=1e-5, abs=1e-9)
    distances = np.diff(found["x"])
    assert distances == pytest.approx(np.full(distances.size, distances[:1]), rel=1e-3)
