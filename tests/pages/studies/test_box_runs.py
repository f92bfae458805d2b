"""Runs over boxes on Explore: listed with their inputs, and opened on their page."""

import math

import pytest

from nncore.specs import BoxSpec, SweepSpec
from nncore.trainers import LevenbergMarquardt
from tests.pages.shown import figure, metric, status
from tests.pages.studies.explore import (
    BASE,
    PAGE,
    best,
    button,
    choose_best,
    column,
    numbers,
    run_of,
    select,
    texts,
)

pytestmark = pytest.mark.usefixtures("history", "teacher")

SPEC = BoxSpec(
    "x1*x2*x3", 3, n_hidden=4, n_samples=100, trainer=LevenbergMarquardt(max_iterations=2)
)


def test_a_run_is_listed_with_its_inputs_and_opens_on_its_page(app, history):
    run = run_of(SPEC)
    history.keep(run)
    page = app(PAGE, tab="history")
    assert not page.exception and "**1 run**" in texts(page)
    assert page.dataframe[0].value["of"].tolist() == ["x1*x2*x3 in 3 inputs"]
    select(page, "runs", 0)
    page.run()
    button(page, "explore_open").click().run()
    assert not page.exception and not page.error
    assert page.session_state["dimensions:spec"] == SPEC and "2 / 2" in status(page)
    nni = run.network.integral([0.0] * 3, [1.0] * 3)
    assert math.isclose(float(metric(page, "NNI")), nni, rel_tol=1e-2)


SWEPT = SweepSpec(SPEC, {"n_hidden": (2, 4), "n_inputs": (3, 4), "seed": (0, 1)}, "boxes")


def keep_all(history):
    key = history.begin_sweep(SWEPT)
    trials = range(SWEPT.n_cells)
    history.keep(*(run_of(SWEPT.cell(i), sweep=key, cell=i) for i in trials))
    return key


def test_a_sweep_is_drawn_and_its_runs_open_on_their_page(app, history):
    keep_all(history)
    page = app(PAGE, kind="box")
    assert not page.exception and not page.error
    assert "boxes" in " ".join(page.selectbox(key="explore_box_sweep").options)
    assert "8 of 8 done" in status(page) and len(best(page)) == SWEPT.n_cells
    errors = numbers(column(page, "best", "integral error"))
    assert errors == sorted(errors)
    assert figure(page, "chart")["data"][0]["type"] == "heatmap"
    _, number = choose_best(page, 0)
    page.run()
    assert page.session_state["dimensions:spec"] == SWEPT.cell(number) and "2 / 2" in status(page)


def test_a_sweep_of_the_history_fills_the_form_and_is_begun_there(app, history):
    keep_all(history)
    page = app(PAGE, kind="box")
    button(page, "explore_fill").click().run()
    assert not page.exception and not page.error
    assert page.session_state["explore_box:spec"] == SPEC
    assert set(page.multiselect(key="explore_box_vary").value) == set(SWEPT.axes)
    assert page.text_input(key="explore_box_vary_n_inputs").value == "3, 4"
    page.text_input(key="explore_box_vary_n_inputs").set_value("2, 9").run()
    assert "must be at most 8" in page.error[0].value


def test_the_settings_of_what_stays_are_those_over_boxes(app):
    page = app(PAGE, kind="box")
    page.selectbox(key="explore_box_integrand").set_value("genz-oscillatory").run()
    assert page.session_state["explore_box:spec"].integrand == "genz-oscillatory"
    page.multiselect(key="explore_box_vary").set_value(["integrand", "nodes", "difficulty"]).run()
    assert not page.exception and not page.error
    assert page.text_input(key="explore_box_vary_nodes").value == "uniform, sobol, halton, " + (
        "gauss-legendre"
    )
    again = app(PAGE, **page.query_params)
    assert again.session_state["explore_box:spec"] == page.session_state["explore_box:spec"]


def test_runs_over_boxes_can_be_listed_alone(app, history):
    history.keep(run_of(SPEC), run_of(BASE))
    page = app(PAGE, tab="history", runs="box")
    assert page.dataframe[0].value["of"].tolist() == ["x1*x2*x3 in 3 inputs"]
