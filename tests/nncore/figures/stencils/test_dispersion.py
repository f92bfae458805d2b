import math

import numpy as np
import pytest

from nncore.figures.stencils import dispersion_figure
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.stencils.examples import (
    CENTRAL,
    DIVERGED,
    HUGE,
    SENT,
    STENCILS,
    TAYLOR,
    notes,
    trace,
)

FIGURES = {
    "dispersion": lambda: dispersion_figure(CENTRAL, STENCILS, 1, 0.6),
    "dispersion without stencils": lambda: dispersion_figure(CENTRAL, {}, 1, 0.0),
    "dispersion after divergence": lambda: dispersion_figure(CENTRAL, DIVERGED, 2, 0.6),
    "huge dispersion": lambda: dispersion_figure(CENTRAL, HUGE, 1, 0.6),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_the_waves_of_training_are_shaded():
    # Mode 19 on the notebook's grid: 19 π Δx.
    band = 19 * math.pi * 0.01
    (shape,) = dispersion_figure(CENTRAL, STENCILS, 1, band)["layout"]["shapes"]
    assert (shape["type"], shape["x0"], shape["xref"]) == ("rect", 0.0, "x")
    assert shape["x1"] == pytest.approx(0.5969026)
    assert (shape["y0"], shape["y1"], shape["yref"]) == (0, 1, "paper")
    # Modes that are too fast for the grid shade all of it.
    (shape,) = dispersion_figure(CENTRAL, STENCILS, 1, 7.0)["layout"]["shapes"]
    assert shape["x1"] == math.pi


@pytest.mark.parametrize(("order", "exact"), [(1, "exact: θ"), (3, "exact: θ<sup>3</sup>")])
def test_the_band_and_the_exact_curve_are_named(order, exact):
    found = notes(dispersion_figure((-2, -1, 1, 2), {}, order, 0.6))
    assert list(found) == ["training waves", exact]
    # Beside the curve, inside the chart.
    assert found[exact]["y"] == pytest.approx(found[exact]["x"] ** order)
    assert 0 < found[exact]["x"] < math.pi and found[exact]["xanchor"] == "right"


def test_the_modified_wavenumber_of_known_stencils():
    figure = dispersion_figure(CENTRAL, {"taylor": TAYLOR}, 1, 0.6)
    theta = np.array(trace(figure, "Taylor")["x"])
    assert (theta[0], theta[-1]) == pytest.approx((0.0, math.pi), rel=SENT)
    assert trace(figure, "Taylor")["y"] == pytest.approx(np.sin(theta), abs=SENT)
    assert trace(figure, "exact")["y"] == pytest.approx(theta, rel=SENT)
    second = dispersion_figure(CENTRAL, {"taylor": np.array([1.0, -2.0, 1.0])}, 2, 0.6)
    assert trace(second, "Taylor")["y"] == pytest.approx(2 - 2 * np.cos(theta), abs=4 * SENT)
    assert trace(second, "exact")["y"] == pytest.approx(theta**2, rel=2 * SENT)
    assert second["layout"]["yaxis"]["title"]["text"] == "modified θ<sup>2</sup>"


def test_a_stencil_that_is_not_finite_has_no_modified_wavenumber():
    names = [t["name"] for t in dispersion_figure(CENTRAL, DIVERGED, 1, 0.6)["data"]]
    assert names == ["exact", "optimum", "Taylor", "notebook"]


def test_an_interpolated_value_is_drawn_beside_one():
    figure = dispersion_figure((-0.5, 0.5), {"taylor": np.array([0.5, 0.5])}, 0, 0.6)
    exact, taylor = figure["data"]
    assert set(np.asarray(exact["y"])) == {1.0}
    np.testing.assert_allclose(taylor["y"], np.cos(np.asarray(taylor["x"]) / 2), atol=1e-6)
    bottom, top = figure["layout"]["yaxis"]["range"]
    assert bottom < 0 and top > 1
