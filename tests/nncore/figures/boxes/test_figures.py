"""Errors of methods, parameters, and the closed form in LaTeX."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nncore import OneHiddenNetwork
from nncore.activations import ACTIVATIONS
from nncore.comparisons.box_problem import ErrorCurve
from nncore.comparisons.parameter_integral import ParameterIntegral
from nncore.figures.boxes import method_errors_figure, parameter_figures
from nncore.figures.boxes.formula import box_form_latex
from tests.nncore.figures.drawable import assert_drawable


def test_nni_is_one_point_among_the_curves():
    curves = {
        "monte-carlo": ErrorCurve(np.array([100.0, 200.0]), np.array([1e-2, np.nan])),
        "gk21": ErrorCurve(np.array([441.0]), np.array([0.0])),
    }
    figure = method_errors_figure(curves, 1_000, 3e-6)
    assert_drawable(figure)
    assert len(figure["data"]) == 3
    nni = figure["data"][-1]
    assert (nni["name"], nni["x"], nni["y"]) == ("NNI", [1000.0], [3e-6])
    assert figure["data"][0]["y"] == [1e-2, None]
    assert figure["data"][1]["y"][0] > 0  # an error of 0 is drawn at rounding level


def test_an_unknown_error_of_nni_has_no_point():
    figure = method_errors_figure({}, 1_000, np.nan)
    assert_drawable(figure)
    assert figure["data"][0]["y"] == [None]


def test_a_curve_has_its_band_and_the_exact_one_beside_it():
    x = np.array([0.0, 1.0, 2.0])
    values, band = np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.2, np.inf])
    found = ParameterIntegral((x,), values, (x,), band, x, ((0.0, 2.0),))
    (figure,) = parameter_figures(found, ("x3",))
    assert_drawable(figure)
    below, above, nni, exact = figure["data"]
    assert below["y"] == [0.9, 1.8, None] and above["y"] == [1.1, 2.2, None]
    assert nni["y"] == [1.0, 2.0, 4.0] and exact["y"] == [0.0, 1.0, 2.0]
    assert figure["layout"]["xaxis"]["title"]["text"] == "x3"
    assert figure["layout"]["shapes"] == []


def test_what_lies_beyond_the_trained_limits_is_marked():
    x, y = np.array([0.0, 1.0, 2.0]), np.array([5.0, 6.0])
    curve = ParameterIntegral((x,), x, (x,), x, None, ((0.5, 2.0),))
    (figure,) = parameter_figures(curve, ("x3",))
    assert_drawable(figure)
    assert [(one["x0"], one["x1"]) for one in figure["layout"]["shapes"]] == [(0.0, 0.5)]
    values, trained = np.ones((2, 3)), ((0.0, 2.0), (5.0, 5.5))
    found = ParameterIntegral((x, y), values, (x, y), values, None, trained)
    for figure in parameter_figures(found, ("x3", "x4")):
        assert_drawable(figure)
        (frame,) = figure["layout"]["shapes"]
        assert [frame[end] for end in ("x0", "x1", "y0", "y1")] == [0.0, 2.0, 5.0, 5.5]


@pytest.mark.parametrize(
    ("exact", "title"), [(None, "estimated error"), (np.ones((2, 3)), "true error")]
)
def test_two_parameters_have_a_map_of_the_integral_and_one_of_its_error(exact, title):
    grids = np.array([0.0, 0.5, 1.0]), np.array([2.0, 3.0])
    values = np.arange(6.0).reshape(2, 3)
    judged = (grids[0][::2], grids[1]), np.full((2, 2), 1e-3)
    found = ParameterIntegral(grids, values, *judged, exact, ((0.0, 1.0), (2.0, 3.0)))
    figures = parameter_figures(found, ("x3", "x4"))
    assert len(figures) == 2
    for figure in figures:
        assert_drawable(figure)
    assert figures[1]["data"][0]["name"] == title
    assert len(figures[1]["data"][0]["x"]) == (2 if exact is None else 3)
    assert not any(figure["layout"].get("shapes") for figure in figures)


def test_optima_are_marked_on_the_curve_and_on_both_maps():
    x, y = np.array([0.0, 1.0, 2.0]), np.array([5.0, 6.0])
    curve = ParameterIntegral((x,), x, (x,), x, None, ((0.0, 2.0),))
    (figure,) = parameter_figures(curve, ("x3",), [((0.5,), 1.5), ((2.0,), 2.5)])
    assert (figure["data"][-1]["x"], figure["data"][-1]["y"]) == ([0.5, 2.0], [1.5, 2.5])
    values = np.ones((2, 3))
    trained = ((0.0, 2.0), (5.0, 6.0))
    found = ParameterIntegral((x, y), values, (x, y), values, None, trained)
    for figure in parameter_figures(found, ("x3", "x4"), [((0.5, 5.5), 1.5)]):
        assert_drawable(figure)
        star = figure["data"][-1]
        assert star["name"] == "optimum" and (star["x"], star["y"]) == ([0.5], [5.5])


@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu", "sine", "gaussian"])
@pytest.mark.parametrize("n_hidden", [1, 8])
def test_the_closed_form_has_the_numbers_of_the_network(activation, n_hidden):
    rng = np.random.default_rng(2)
    network = OneHiddenNetwork(
        activation,
        rng.normal(size=(n_hidden, 2)),
        rng.normal(size=n_hidden),
        rng.normal(size=n_hidden),
        0.25,
    )
    text = box_form_latex(network, [0.0, 0.0], [2.0, 0.5])
    assert text.count("{") == text.count("}")
    assert f"^{{{n_hidden}}}" in text and (r"\cdots" in text) == (n_hidden > 3)
    value = re.search(r"&= (\S+?)\\end", text.replace(" ", "").replace("&=", "&= "))
    shown = float(value.group(1).replace(r"\cdot10^{", "e").rstrip("}"))
    assert shown == pytest.approx(float(network.integral([0.0, 0.0], [2.0, 0.5])), rel=1e-9)


def test_an_activation_that_is_not_in_the_table_is_written_by_its_definition():
    other = replace(ACTIVATIONS["logistic"], name="another")
    network = OneHiddenNetwork(other, [[2.0], [-1.0]], [0.0, 0.3], [1.0, 0.5], 0.25)
    text = box_form_latex(network, [0.0], [2.0])
    assert r"\sigma\Bigl(m + \sum_i k_i s_i\Bigr)" in text
    assert text.count("{") == text.count("}")
    assert f"{network.integral([0.0], [2.0]):.10g}" in text
