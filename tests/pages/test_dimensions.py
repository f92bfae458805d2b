"""Many dimensions without a browser: what the page shows, its links and its sentences."""

import math

import pytest

from nncore.certificates.box_certificate import N_POINTS, N_REPLICATES
from nncore.specs import BoxSpec
from pages.boxes import tab_contents as tabs
from pages.boxes.controls import FIRST
from tests.pages.shown import contents, figure, metric, metric_of, number, words

PAGE = "dimensions.py"


def spec_of(page):
    return page.session_state["dimensions:spec"]


def view_of(page):
    return page.session_state["dimensions:view"]


def errors(page):
    return [error.value for error in page.error]


def sliders(page):
    return [slider.key.removeprefix("dimensions_") for slider in page.select_slider]


def open_tab(page, tab):
    page.session_state["dimensions_tabs"] = tab
    return page.run()


def edges(page, slot="map_f"):
    (shape,) = figure(page, slot)["layout"]["shapes"]
    return tuple(shape[name] for name in ("x0", "x1", "y0", "y1"))


def test_the_page_tells_its_story_before_play(app):
    page = app(PAGE)
    assert spec_of(page) == FIRST and page.query_params == {}
    assert errors(page) == [] and not page.warning
    exact = FIRST.integrand_in_x.integral([0, 0], [1, 1])
    assert math.isclose(float(metric(page, "Exact")), exact, rel_tol=1e-9)
    assert metric(page, "Evaluations") == "1,000"
    assert f"from {N_REPLICATES * N_POINTS:,} points of f" in words(page)
    # Cubature is better on a smooth peak, and the page does not hide it.
    assert number(metric(page, "Cubature error")) < 1e-9 < number(metric(page, "NNI error"))
    assert "no more than NNI has had" in metric_of(page, "Cubature error")["help"]
    kinds = [
        figure(page, f"map_{name}")["data"][0]["type"] for name in ("f", "network", "residual")
    ]
    assert kinds == ["heatmap"] * 3
    assert figure(page, "errors")["data"][-1]["x"] == [1000.0]
    assert sliders(page) == ["limits_0", "limits_1"]


def test_an_estimated_error_covers_the_true_one(app):
    page = app(PAGE)
    estimated = metric_of(page, "Estimated error")
    assert "✓" in estimated["label"]
    assert number(metric(page, "NNI error")) <= 1.01 * number(estimated["value"].removeprefix("≈ "))


def test_a_smaller_box_is_integrated_again_and_drawn(app):
    page = app(PAGE)
    before = metric(page, "NNI")
    assert edges(page) == (0.0, 1.0, 0.0, 1.0)
    page.select_slider(key="dimensions_limits_0").set_value((0.25, 0.5)).run()
    assert edges(page) == edges(page, "map_network") == (0.25, 0.5, 0.0, 1.0)
    exact = FIRST.integrand_in_x.integral([0.25, 0.0], [0.5, 1.0])
    assert math.isclose(float(metric(page, "Exact")), exact, rel_tol=1e-9)
    assert metric(page, "NNI") != before and spec_of(page) == FIRST
    again = app(PAGE, **page.query_params)
    assert edges(again) == edges(page) and metric(again, "NNI") == metric(page, "NNI")
    # Nothing is left between equal limits: the box stays.
    again.select_slider(key="dimensions_limits_1").set_value((0.5, 0.5)).run()
    assert not errors(again) and edges(again) == edges(page)
    again.select_slider(key="dimensions_limits_0").set_value((0.0, 1.0)).run()
    assert view_of(again).a is None


@pytest.mark.parametrize("a", ["0.5", "2.0,2.0", "0.9,0.9", "nan,0.0"])
def test_limits_of_a_link_that_fit_no_box_are_left_out(app, a):
    page = app(PAGE, a=a, b="0.8,0.8")
    assert errors(page) == []
    x0, x1, y0, y1 = edges(page)
    assert 0.0 <= x0 < x1 <= 1.0 and 0.0 <= y0 < y1 <= 1.0


def test_more_inputs_have_a_section_through_a_point(app):
    page = app(PAGE, n_inputs="3")
    assert sliders(page) == ["limits_0", "limits_1", "limits_2", "point_2"]
    before = figure(page, "map_f")["data"][0]["z"]
    page.select_slider(key="dimensions_point_2").set_value(0.9).run()
    assert view_of(page).point[2] == 0.9
    assert figure(page, "map_f")["data"][0]["z"] != before
    page.selectbox(key="dimensions_across").set_value("x3").run()
    assert figure(page, "map_f")["layout"]["xaxis"]["title"]["text"] == "x3"
    page.selectbox(key="dimensions_upwards").set_value("x3").run()  # it changes places
    titles = [figure(page, "map_f")["layout"][f"{one}axis"]["title"]["text"] for one in "xy"]
    assert titles == ["x2", "x3"] and not errors(page)


def test_one_input_is_drawn_as_curves(app):
    page = app(PAGE, n_inputs="1")
    assert figure(page, "map_network")["data"][0]["type"] == "scatter"
    assert sliders(page) == ["limits_0"] and not errors(page)


@pytest.mark.parametrize("integrand", ["theta-gaussian", "theta-mixture"])
def test_parameters_have_values_and_a_tab(app, integrand):
    page = app(PAGE, integrand=integrand, n_inputs="3", n_hidden="5", n_samples="200")
    theta = spec_of(page).theta
    assert [f"point_{i}" for i in theta] == [name for name in sliders(page) if "point" in name]
    open_tab(page, tabs.PARAMETER)
    n_drawn = min(len(theta), 2)
    assert [name for name in contents(page, "chart") if name.startswith("parameters")] == [
        f"parameters_{j}" for j in range(n_drawn)
    ]
    before = metric(page, "Exact")
    last = spec_of(page).box.upper[theta[0]]
    page.select_slider(key=f"dimensions_point_{theta[0]}").set_value(last).run()
    assert metric(page, "Exact") != before and not errors(page)


def test_a_parameter_beyond_the_trained_limits_is_marked(app):
    page = app(PAGE, integrand="exp(-x*y)", parameters="y", n_samples="200", n_hidden="5")
    page.select_slider(key="dimensions_point_1").set_value(1.0).run()
    assert "extrapolation" not in words(page)
    page.select_slider(key="dimensions_point_1").set_value(1.25).run()
    assert "extrapolation, beyond the trained limits of y" in words(page) and not errors(page)
    exact = (1 - math.exp(-1.25)) / 1.25
    assert math.isclose(float(metric(page, "Exact")), exact, rel_tol=1e-6)
    again = app(PAGE, **page.query_params)
    assert metric(again, "NNI") == metric(page, "NNI") and "extrapolation" in words(again)
    # Nobody looks farther than the slider goes.
    far = app(PAGE, **{**page.query_params, "point": "0.5,99"})
    assert "extrapolation" not in words(far) and not errors(far)


def test_where_f_ends_beyond_the_trained_limits_the_rest_is_shown(app):
    query = {"integrand": "x*sqrt(1.1-y)", "parameters": "y", "n_samples": "200", "n_hidden": "5"}
    page = app(PAGE, **query, point="0.5,1.2")
    assert metric(page, "Exact") == "–" and metric(page, "Estimated error") == "not known"
    assert "is not a finite number at" in words(page) and not errors(page)


def test_an_input_of_a_formula_becomes_a_parameter(app):
    page = app(PAGE, integrand="exp(-x*y)", n_samples="200", n_hidden="5")
    open_tab(page, tabs.PARAMETER)
    assert "Name one in the box" in page.info[0].value
    page.text_input(key="dimensions_parameters").set_value("y").run()
    assert spec_of(page).theta == (1,) and not errors(page)
    assert "parameters_0" in contents(page, "chart")
    assert sliders(page) == ["limits_0", "point_1"]


@pytest.mark.parametrize("tab", tabs.TABS)
@pytest.mark.parametrize("query", [{}, {"integrand": "theta-gaussian", "n_inputs": "3"}])
def test_all_tabs_can_be_opened(app, tab, query):
    page = app(PAGE, **{"n_hidden": "5", "n_samples": "200", **query})
    open_tab(page, tab)
    assert not page.exception and errors(page) == []


def test_the_formula_tab_counts_the_digits(app):
    page = app(PAGE, n_hidden="5", n_samples="200")
    open_tab(page, tabs.FORMULA)
    table = page.table[0].value
    smooth, corners, lost = (table.iloc[:, j].astype(float) for j in (0, 1, 2))
    assert smooth.min() > 14 and corners.iloc[-1] < 11 and lost.iloc[-1] > 5


def test_a_formula_takes_as_many_inputs_as_it_needs(app):
    page = app(PAGE)
    page.selectbox(key="dimensions_integrand").set_value("formula").run()
    page.text_input(key="dimensions_formula").set_value("x1*x2*x3*cos(x4)").run()
    assert spec_of(page).n_inputs == 4 and errors(page) == []
    page.number_input(key="dimensions_n_inputs").set_value(2).run()
    assert "**Inputs**" in errors(page)[0] and spec_of(page).n_inputs == 4


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("lower", "2; 2", "must be less than"),
        ("lower", "0", "a limit for each of the 2 inputs"),
        ("upper", "1; nan", "**Box to**"),
        ("parameters", "x9", "must be different inputs of x1 to x2"),
        ("parameters", "theta", "must be inputs such as x3; x4"),
        ("parameters", "x1; x2", "must leave an input to integrate over"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(app, name, text, sentence):
    page = app(PAGE)
    page.text_input(key=f"dimensions_{name}").set_value(text).run()
    assert sentence in errors(page)[0] and spec_of(page) == FIRST
    page.text_input(key=f"dimensions_{name}").set_value("").run()
    assert errors(page) == []


def test_a_box_that_is_typed_is_the_trained_one(app):
    page = app(PAGE)
    page.text_input(key="dimensions_upper").set_value("2; pi/2").run()
    assert errors(page) == [] and spec_of(page).upper == (2.0, math.pi / 2)
    assert edges(page) == (0.0, 2.0, 0.0, math.pi / 2)


def test_a_function_that_is_not_finite_in_the_box_is_refused(app):
    page = app(PAGE, integrand="log(x1-0.5)")
    assert "`log(x1-0.5)` is not a finite number at x1 = " in errors(page)[0]


@pytest.mark.parametrize(
    "spec",
    [
        BoxSpec(),
        BoxSpec("genz-corner-peak", n_inputs=4, n_hidden=7, difficulty=3.0, n_samples=300),
        BoxSpec("exp(-x1*x2)*x3", n_inputs=3, parameters=(2,), upper=(1.0, 2.0, 0.5), n_hidden=5),
    ],
)
def test_a_link_gives_the_same_settings(app, spec):
    page = app(PAGE, **(spec.to_query() or {"pace": "auto"}))
    assert spec_of(page) == spec and errors(page) == []
