import numpy as np
import pytest

from nncore.figures.stencils import weight_bars_figure
from nncore.figures.stencils.methods import LOOKS
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.stencils.examples import (
    CENTRAL,
    DIVERGED,
    HUGE,
    SENT,
    STENCILS,
    TAYLOR,
    limits,
    trace,
)

FIGURES = {
    "bars": lambda: weight_bars_figure(CENTRAL, STENCILS),
    "bars of one method": lambda: weight_bars_figure((0, 1), {"learned": np.zeros(2)}),
    "bars after divergence": lambda: weight_bars_figure(CENTRAL, DIVERGED),
    "huge bars": lambda: weight_bars_figure(CENTRAL, HUGE),
    "bars without a limit": lambda: weight_bars_figure(CENTRAL, {"optimum": DIVERGED["learned"]}),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_the_bars_are_the_weights():
    figure = weight_bars_figure(CENTRAL, STENCILS)
    assert [t["name"] for t in figure["data"]] == ["learned", "optimum", "Taylor", "notebook"]
    for found, (method, coefficients) in zip(figure["data"], STENCILS.items(), strict=True):
        assert found["x"] == ["−1", "0", "+1"]
        assert found["y"] == pytest.approx(coefficients.tolist(), rel=SENT)
        assert found["marker"]["color"] == LOOKS[method].color
    assert limits(figure) > 0.5201305


def test_a_bar_that_is_not_finite_is_a_gap_and_the_axis_stays():
    figure = weight_bars_figure(CENTRAL, DIVERGED)
    assert trace(figure, "learned")["y"] == [None, None, None]
    assert limits(figure) == limits(weight_bars_figure(CENTRAL, STENCILS))


def test_the_axis_of_the_bars_grows_in_steps():
    """It moves twice on the way from 0 to three times Taylor's weights, and not at every step."""
    ranges = [
        limits(weight_bars_figure(CENTRAL, {**STENCILS, "learned": size * TAYLOR}))
        for size in np.linspace(0, 3, 100)
    ]
    assert ranges == sorted(ranges)
    assert len(set(ranges)) == 3
    assert ranges[-1] > 1.5
