"""Runs over boxes on Explore, which has no page for them: listed, taken away, and not opened."""

import pytest

from nncore.specs import BoxSpec, SweepSpec
from nncore.trainers import LevenbergMarquardt
from pages.studies.opening import NO_PAGE
from tests.pages.studies.explore import PAGE, SWEEP, button, run_of, select, texts

pytestmark = pytest.mark.usefixtures("history", "teacher")

SPEC = BoxSpec(
    "x1*x2*x3", 3, n_hidden=4, n_samples=100, trainer=LevenbergMarquardt(max_iterations=2)
)


def test_a_run_is_listed_with_its_inputs_and_says_that_it_has_no_page(app, history):
    history.keep(run_of(SPEC))
    page = app(PAGE, tab="history")
    assert not page.exception and "**1 run**" in texts(page)
    assert page.dataframe[0].value["of"].tolist() == ["x1*x2*x3 in 3 inputs"]
    select(page, "runs", 0)
    page.run()
    button(page, "explore_open").click().run()
    assert not page.exception and [one.value for one in page.info] == [NO_PAGE]
    assert not any("?integrand" in one.value for one in page.code)  # there is no link


def test_its_sweeps_are_left_out(app, history):
    history.begin_sweep(SweepSpec(SPEC, {"seed": (0, 1)}, "boxes"))
    history.begin_sweep(SWEEP)
    page = app(PAGE)
    assert not page.exception
    assert "boxes" not in " ".join(page.selectbox(key="explore_integration_sweep").options)
