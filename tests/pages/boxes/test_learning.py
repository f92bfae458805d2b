"""The integral itself is learned on the page: what it costs, its steps, and what it comes to."""

import numpy as np
import pytest

from nncore.experiments.learned_integral import IntegralProblem, MeanSamples
from nncore.messages import SettingError
from nncore.specs import BoxSpec
from nncore.trainers import VariableProjection
from pages.app.seats import registry
from pages.boxes.tab_contents import PARAMETER
from pages.integration.contents import NNI
from tests.pages.conftest import NoEngine
from tests.pages.shown import figure, number

PAGE = "dimensions.py"
SPEC = BoxSpec(
    "theta-gaussian",
    3,
    parameters=(2,),
    n_hidden=10,
    n_samples=300,
    trainer=VariableProjection(max_iterations=5),
)
LARGEST, EVALUATIONS = "largest true error of the chart", "evaluations of f"


class Learning(NoEngine):
    """An engine that learns in the thread that asks."""

    def learned_integral(self, spec, network, n_theta):
        yield from IntegralProblem.of(spec, network, MeanSamples(n_theta)).steps()


class Failing(NoEngine):
    def learned_integral(self, spec, network, n_theta):
        raise SettingError("No worker is free to do it; try again later.")


@pytest.fixture
def page(app, monkeypatch, request):
    monkeypatch.setattr("pages.app.engine.Engine", getattr(request, "param", Learning))
    page = app(PAGE, **SPEC.to_query(), n_theta="60")
    page.session_state["dimensions_tabs"] = PARAMETER
    return page.run()


def learn(page):
    return page.button(key="dimensions_learn_integral").click().run()


def test_the_cost_is_said_before_anything_is_learned(page):
    n = MeanSamples(60).evaluations(SPEC)
    assert any(f"Costs {n:,} evaluations of f" in caption.value for caption in page.caption)
    assert not page.table and not page.exception and not page.error


def test_the_learned_integral_stands_beside_the_network_and_is_nearer(page):
    learn(page)
    assert not page.exception and not page.error
    before, after = page.table[0].value.to_dict("records")
    assert number(after[LARGEST]) < 0.01 * number(before[LARGEST])
    exact = SPEC.integrand_in_x.marginal(SPEC.over, *SPEC.integral_limits)([SPEC.middle])[0]
    assert number(after[NNI]) == pytest.approx(exact, rel=1e-2)
    assert after[EVALUATIONS] == f"{MeanSamples(60).evaluations(SPEC):,}"
    traces = {trace["name"]: trace for trace in figure(page, "parameters_0")["data"]}
    learned, reference = (np.array(traces[name]["y"]) for name in ("learned", "exact"))
    assert np.max(np.abs(learned - reference)) < 0.01 * np.max(np.abs(reference))


def test_other_limits_are_another_integral(page):
    learn(page)
    assert page.table
    page.select_slider(key="dimensions_limits_0").set_value((0.0, 0.5)).run()
    assert not page.table


@pytest.mark.parametrize("value", [0.0, -5.0, 2.5, 1e9])
def test_a_number_that_cannot_be_is_refused_in_a_sentence(page, value):
    page.number_input(key="dimensions_n_theta").set_value(value).run()
    assert len(page.error) == 1 and "**Values of the parameters** must be" in page.error[0].value


def test_what_takes_too_many_evaluations_is_said_and_not_offered(app):
    spec = BoxSpec("abs(x1-x3)+x2", 3, parameters=(2,), n_hidden=5, n_samples=300)
    page = app(PAGE, **spec.to_query(), n_theta="20000")
    page.session_state["dimensions_tabs"] = PARAMETER
    page.run()
    assert "evaluations for a relative error" in page.error[0].value
    assert "Learn the integral" not in [button.label for button in page.button]


@pytest.mark.parametrize("page", [Failing], indirect=True)
def test_what_cannot_be_learned_is_said(page):
    learn(page)
    assert "try again later" in page.error[0].value and not page.table


def test_it_waits_while_the_run_plays(page):
    (run,) = registry().tab_at(page.session_state["live:seat"]).runs_of("dimensions").runs.values()
    run.is_live = True
    page.run()
    assert page.button(key="dimensions_learn_integral").disabled
    run.is_live = False
    page.run()
    assert not page.button(key="dimensions_learn_integral").disabled
