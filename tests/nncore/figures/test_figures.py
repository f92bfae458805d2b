import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest

from nncore.comparisons import compare, notebook_intervals, references
from nncore.figures import divergence_figure, fit_figure, hidden_units_figure, loss_figure
from nncore.figures.fit import FitBackground
from nncore.figures.formula import closed_form_latex
from nncore.figures.hidden_units import MAX_UNITS, largest_contributions
from nncore.figures.loss import MAX_POINTS, thinned
from nncore.figures.style import numbers, positive
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from nncore.trainers import TrainingRecord, TrainingStatus

LOG = INTEGRANDS["log"]


def network(n_hidden=5, activation="logistic", seed=0):
    rng = np.random.default_rng(seed)
    w, b, v = rng.standard_normal((3, n_hidden))
    return OneHiddenNetwork(activation, w, b, v, 0.5)


def background():
    x = np.linspace(1, 99, 20)
    return FitBackground.of(LOG, 0.0, 100.0, x, np.log(x))


def records(n):
    return [
        TrainingRecord(i, 1.0 / (i + 1), 2.0 / (i + 1), TrainingStatus.RUNNING, 0.1 * i)
        for i in range(n)
    ]


def comparison():
    return compare(network(), references(LOG, notebook_intervals(0.0, 100.0)), (0.0, 100.0))


FIGURES = {
    "fit": lambda: fit_figure(background(), network(), (0.0, 5.0)),
    "fit without a network": lambda: fit_figure(background(), None),
    "loss": lambda: loss_figure(records(50)),
    "loss before the first step": lambda: loss_figure([]),
    "divergence": lambda: divergence_figure(comparison()),
    "hidden units": lambda: hidden_units_figure(network(60), 0.0, 100.0),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_plotly_accepts_it_and_json_can_hold_it(figure):
    made = figure()
    go.Figure(made)  # validates every property
    json.dumps(made, allow_nan=False)


def test_a_number_that_is_not_finite_is_a_gap():
    assert numbers([1.0, math.inf, -math.inf, math.nan]) == [1.0, None, None, None]
    assert positive([1.0, 0.0, -1.0, math.nan]) == [1.0, None, None, None]
    assert positive([1.0, 0.0], floor=1e-9) == [1.0, 1e-9]


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


def test_long_runs_are_thinned_and_keep_their_last_point():
    for n in (0, 1, 5, MAX_POINTS, MAX_POINTS + 1, 10_000):
        drawn = thinned(records(n))
        assert len(drawn) <= MAX_POINTS + 1
        assert not n or drawn[-1].iteration == n - 1
    few, more = thinned(records(3_000)), thinned(records(3_100))
    assert [r.iteration for r in few[:-1]] == [r.iteration for r in more[: len(few) - 1]]


def test_extrapolated_intervals_are_shaded_and_infinity_is_written():
    figure = divergence_figure(comparison())
    assert len(figure["layout"]["shapes"]) == 3
    assert [a["text"] for a in figure["layout"]["annotations"]] == ["SNI = −∞"]


def test_the_largest_contributions_come_first():
    parts = largest_contributions(network(100), np.linspace(-3, 3, 50))
    assert parts.shape == (50, MAX_UNITS)
    spans = np.ptp(parts, axis=0)
    assert np.all(np.diff(spans) <= 0)


@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu", "sine", "gaussian"])
def test_the_closed_form_ends_with_the_integral(activation):
    net = network(activation=activation)
    latex = closed_form_latex(net, 0.0, 2.0)
    assert f"{net.integral(0.0, 2.0):.10g}" in latex
    assert latex.count("{") == latex.count("}")


def test_a_unit_with_weight_zero_has_a_term():
    net = OneHiddenNetwork("logistic", [0.0, 1e-12], [1.0, 2.0], [3.0, 4.0], 0.0)
    assert "inf" not in closed_form_latex(net, 0.0, 1.0)


def test_the_largest_terms_of_the_closed_form_come_first():
    # Saturated units: F(u) is u above and 0 below, so that the terms can be worked out by hand.
    net = OneHiddenNetwork("logistic", [1.0, 1.0, 1.0], [50.0, 50.0, 50.0], [1.0, -5.0, 2.0], 0.0)
    latex = closed_form_latex(net, 0.0, 1.0)
    positions = [latex.index(term) for term in ("5\\,[F(51)", "2\\,[F(51)", "1\\,[F(51)")]
    assert positions == sorted(positions)
    assert latex.endswith(r"&= -2\end{aligned}")


@pytest.mark.parametrize(
    ("bias", "value"),
    [(1e20, r"= 1\cdot 10^{20}"), (-2.5e-9, r"= -2.5\cdot 10^{-9}"), (2.5, "= 2.5")],
)
def test_large_and_small_integrals_are_written_with_powers_of_ten(bias, value):
    net = OneHiddenNetwork("logistic", [1.0], [0.0], [0.0], bias)
    latex = closed_form_latex(net, 0.0, 1.0)
    assert latex.endswith(value + r"\end{aligned}")
