"""The optima over parameters on the page: found at a press, verified, and trained near."""

import pytest

from nncore.comparisons.parameter_optimum import optimum
from nncore.experiments import start_network
from nncore.messages import SettingError
from nncore.specs import BoxSpec
from pages.boxes.tab_contents import PARAMETER
from tests.pages.conftest import NoEngine
from tests.pages.shown import figure, number

PAGE = "dimensions.py"
# f = 1 + (x2 - 0.6)^2: its integral over x1 has its minimum, 1, at 0.6.
SPEC = BoxSpec("1+(x2-0.6)^2", parameters=(1,), n_hidden=5, n_samples=300)


class Searching(NoEngine):
    """An engine that goes on errands, in the thread that sends it."""

    def optimum(self, spec, network, is_maximum):
        return optimum(spec, network, is_maximum=is_maximum)


class Failing(NoEngine):
    def optimum(self, spec, network, is_maximum):
        raise SettingError("`network` must be finite to have an optimum; train it again.")


@pytest.fixture
def page(app, monkeypatch, request):
    monkeypatch.setattr("pages.app.engine.Engine", getattr(request, "param", Searching))
    page = app(PAGE, **SPEC.to_query())
    page.session_state["dimensions_tabs"] = PARAMETER
    return page.run()


def buttons(page):
    return {button.label: button for button in page.button}


def test_nothing_is_sought_before_it_is_asked_for(page):
    assert not page.table and {"Find the minimum", "Find the maximum"} <= set(buttons(page))


def test_an_optimum_stands_beside_cubature_and_a_network_can_be_trained_near_it(page):
    buttons(page)["Find the minimum"].click().run()
    assert not page.exception and not page.error
    expected = optimum(SPEC, start_network(SPEC))
    (row,) = page.table[0].value.to_dict("records")
    assert not expected.is_verified  # by a network that is not trained yet
    assert "the values differ by more" in row[""]
    assert number(row["x2"]) == pytest.approx(float(expected.theta[0]), abs=1e-6)
    assert number(row[":orange[cubature]"]) == pytest.approx(expected.cubature.value, rel=1e-6)
    star = figure(page, "parameters_0")["data"][-1]
    assert star["x"] == pytest.approx(expected.theta, abs=1e-6)
    assert number(row["difference"]) == pytest.approx(expected.difference, rel=1e-2)
    buttons(page)["Find the maximum"].click().run()
    assert page.table[0].value.index.tolist() == ["minimum", "maximum"]
    buttons(page)["Train near the minimum"].click().run()
    spec, point = (page.session_state[f"dimensions:{name}"] for name in ("spec", "view"))
    assert not page.error and spec.theta == SPEC.theta
    assert spec.box.widths.tolist() == pytest.approx([1.0, 0.25])
    assert spec.box.contains(point.point) and point.point[1] == float(expected.theta[0])
    assert not page.table  # it is another run


def test_other_limits_are_another_integral(page):
    buttons(page)["Find the minimum"].click().run()
    page.select_slider(key="dimensions_limits_0").set_value((0.0, 0.5)).run()
    assert not page.table
    buttons(page)["Find the minimum"].click().run()
    assert float(page.table[0].value.iloc[0][":orange[cubature]"]) < 0.6


@pytest.mark.parametrize("page", [Failing], indirect=True)
def test_what_cannot_be_found_is_said(page):
    buttons(page)["Find the minimum"].click().run()
    assert "train it again" in page.error[0].value and not page.table
