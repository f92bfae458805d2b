"""Runs over boxes on Explore: listed with their inputs, and opened on their page."""

import math

import pytest

from nncore.specs import BoxSpec, SweepSpec
from nncore.trainers import LevenbergMarquardt
from tests.pages.shown import metric, status
from tests.pages.studies.explore import PAGE, SWEEP, button, run_of, select, texts

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


def test_its_sweeps_are_left_out(app, history):
    history.begin_sweep(SweepSpec(SPEC, {"seed": (0, 1)}, "boxes"))
    history.begin_sweep(SWEEP)
    page = app(PAGE)
    assert not page.exception
    assert "boxes" not in " ".join(page.selectbox(key="explore_integration_sweep").options)
