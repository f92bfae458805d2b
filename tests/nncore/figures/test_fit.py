import numpy as np
import pytest

from nncore.figures import fit_figure
from nncore.figures.fit import FitBackground
from nncore.network import OneHiddenNetwork
from tests.nncore.figures.drawable import assert_drawable
from tests.nncore.figures.examples import LOG, network


def background():
    x = np.linspace(1, 99, 20)
    return FitBackground.of(LOG, 0.0, 100.0, x, np.log(x))


FIGURES = {
    "fit": lambda: fit_figure(background(), network(), (0.0, 5.0)),
    "fit without a network": lambda: fit_figure(background(), None),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    assert_drawable(figure())


def test_the_residual_is_network_minus_integrand():
    figure = fit_figure(background(), network())
    residual = next(t for t in figure["data"] if t["name"] == "residual")
    x = np.array(residual["x"], float)
    expected = network()(x) - np.log(np.where(x > 0, x, np.nan))
    # seven significant digits are sent
    np.testing.assert_allclose(
        np.array(residual["y"], float)[x > 0.01], expected[x > 0.01], rtol=2e-6, atol=1e-5
    )


def test_centres_are_those_inside_the_interval():
    figure = fit_figure(background(), OneHiddenNetwork("tanh", [1, 1, 0], [-50, 5, 1], [1] * 3, 0))
    assert next(t for t in figure["data"] if t["name"] == "units' centres")["x"] == [50.0]
