"""Maps and curves of f, the network and the residual."""

from base64 import b64decode

import numpy as np
import pytest

from nncore import Box, OneHiddenNetwork, box_integrand
from nncore.figures.boxes import (
    Section,
    SectionValues,
    integrand_figure,
    network_figure,
    residual_figure,
)
from nncore.formulas import parse_box_formula
from tests.nncore.figures.drawable import assert_drawable

NAMES = ("x1", "x2", "x3")
POINT = np.array([0.2, 0.4, 0.7])
LIMITS = {0: (0.1, 0.6), 1: (0.0, 1.0), 2: (0.7, 0.7)}


def network_of(n_inputs=3, n_hidden=6):
    rng = np.random.default_rng(1)
    weights = 3 * rng.normal(size=(n_hidden, n_inputs))
    return OneHiddenNetwork("logistic", weights, rng.normal(size=n_hidden), np.ones(n_hidden), 0.1)


def section_of(axes, text="exp(x1*x2)+x3^2", n_hidden=6):
    box = Box([0.0, 0.0, 0.0], [1.0, 2.0, 3.0])
    return Section.of(parse_box_formula(text, 3), box, axes, POINT, n_hidden)


def z_of(figure):
    z = figure["data"][0]["z"]
    shape = tuple(int(n) for n in z["shape"].split(","))
    return np.frombuffer(b64decode(z["bdata"]), f"<{z['dtype']}").reshape(shape)


@pytest.mark.parametrize("axes", [(0, 1), (2, 0)])
def test_maps_show_f_network_and_residual_where_they_say(axes):
    section, network = section_of(axes), network_of()
    seen = SectionValues.of(section, network)
    figures = (
        integrand_figure(section, LIMITS, NAMES),
        network_figure(section, seen, LIMITS, NAMES),
        residual_figure(section, seen, LIMITS, NAMES),
    )
    for figure in figures:
        assert_drawable(figure)
        assert figure["layout"]["xaxis"]["title"]["text"] == NAMES[axes[0]]
        (edge,) = figure["layout"]["shapes"]
        assert (edge["x0"], edge["x1"]) == LIMITS[axes[0]]
        assert (edge["y0"], edge["y1"]) == LIMITS[axes[1]]
    x, y = figures[0]["data"][0]["x"], figures[0]["data"][0]["y"]
    f, fitted, residual = map(z_of, figures)
    assert f.shape == (len(y), len(x))
    for row, column in ((0, 0), (3, 11), (-1, 5)):
        point = POINT.copy()
        point[axes[0]], point[axes[1]] = x[column], y[row]
        exact = np.exp(point[0] * point[1]) + point[2] ** 2
        np.testing.assert_allclose(f[row, column], exact, rtol=1e-6)
        np.testing.assert_allclose(fitted[row, column], network(point), rtol=1e-6)
        np.testing.assert_allclose(residual[row, column], network(point) - exact, rtol=1e-5)
    one, other = (figure["data"][0] for figure in figures[:2])
    assert (one["zmin"], one["zmax"]) == (other["zmin"], other["zmax"])
    assert [trace["showscale"] for trace in (one, other)] == [False, True]  # one bar for both
    reach = figures[2]["data"][0]["zmax"]
    assert figures[2]["data"][0]["zmin"] == -reach and reach >= np.abs(residual).max()


@pytest.mark.parametrize("axes", [(0,), (2,)])
def test_one_input_is_drawn_as_curves(axes):
    section = section_of(axes)
    seen = SectionValues.of(section, network_of())
    drawn = network_figure(section, seen, LIMITS, NAMES)
    names = [trace["name"] for trace in drawn["data"]]
    assert names == ["exact f", "network"]
    for figure in (
        *(drawn, integrand_figure(section, LIMITS, NAMES)),
        residual_figure(section, seen, LIMITS, NAMES),
    ):
        assert_drawable(figure)
        assert (figure["layout"]["shapes"][0]["x0"], figure["layout"]["shapes"][0]["x1"]) == LIMITS[
            axes[0]
        ]


@pytest.mark.parametrize("text", ["1/(x1-0.5)", "log(x1-2)", "0*x1+7", "where(x1<0.5,1e60,x2)"])
def test_what_is_not_finite_is_a_gap_and_a_constant_has_a_colour(text):
    section, network = section_of((0, 1), text), network_of()
    seen = SectionValues.of(section, network)
    for figure in (
        integrand_figure(section, LIMITS, NAMES),
        network_figure(section, seen, LIMITS, NAMES),
        residual_figure(section, seen, LIMITS, NAMES),
    ):
        assert_drawable(figure)
        assert not np.isinf(z_of(figure)).any()
        assert figure["data"][0]["zmin"] < figure["data"][0]["zmax"]
        assert np.isfinite(z_of(figure)).any() == (
            figure["data"][0]["name"] == "network" or (np.isfinite(section.values).any())
        )


def test_a_network_that_has_left_the_numbers_is_drawn_as_gaps():
    lost = OneHiddenNetwork("tanh", [[np.inf, 1.0]], [0.0], [np.nan], 0.0)
    box = Box([0.0, 0.0], [1.0, 1.0])
    section = Section.of(box_integrand("genz-gaussian", 2), box, (0, 1), np.array([0.5, 0.5]))
    seen = SectionValues.of(section, lost)
    assert np.isnan(seen.fitted).all() and seen.reach == 1.0
    assert_drawable(network_figure(section, seen, {0: (0, 1), 1: (0, 1)}, NAMES))


def test_the_map_of_a_very_large_network_is_coarser():
    fine, coarse = section_of((0, 1)), section_of((0, 1), n_hidden=10_000)
    assert coarse.values.size < fine.values.size
    assert coarse.values.size * 10_000 < 5_000_000


def test_the_reach_of_the_residual_stands_still_while_it_shrinks():
    section = section_of((0, 1), "0*x1")
    small = OneHiddenNetwork("tanh", np.zeros((1, 3)), [10.0], [1.0], 0.0)
    reaches = {
        SectionValues.of(
            section, OneHiddenNetwork("tanh", small.hidden_weights, [10.0], [v], 0.0)
        ).reach
        for v in (0.31, 0.4, 0.49)
    }
    assert reaches == {0.5}
