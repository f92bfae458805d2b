"""The tab of marginals: over each input that is integrated."""

import math

import pytest

from pages.boxes.tab_contents import MARGINALS
from tests.pages.shown import contents, figure

PAGE = "dimensions.py"


def marginals_of(app, **query):
    page = app(PAGE, n_samples="200", n_hidden="5", **query)
    page.session_state["dimensions_tabs"] = MARGINALS
    return page.run()


def test_marginals_have_a_chart_for_each_input_that_is_integrated(app):
    page = marginals_of(app, integrand="exp(-x*y)*z", n_inputs="3", parameters="z")
    for _ in range(100):
        traces = [figure(page, f"marginal_{j}")["data"] for j in range(2)]
        if all(len(one) > 1 for one in traces):
            break
        page.run()
    assert [[trace["name"] for trace in one] for one in traces] == [
        ["cubature", "NNI", "NNI error", "cubature error"]
    ] * 2
    # At z = 0.5, the integral of exp(-x y) z over y at x = 1.
    assert traces[0][0]["y"][-1] == pytest.approx(0.5 * (1 - math.exp(-1)), rel=1e-6)
    titles = [figure(page, f"marginal_{j}")["layout"]["xaxis"]["title"]["text"] for j in range(2)]
    assert titles == ["x", "y"] and "marginal_2" not in contents(page, "chart")


def test_one_input_has_no_marginal(app):
    page = marginals_of(app, integrand="exp(-x*y)", parameters="y")
    assert "its marginal would be f itself" in page.info[0].value and not page.error
