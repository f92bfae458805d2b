import numpy as np

from nncore.comparisons.work_precision import work_precision
from nncore.figures import work_precision_figure
from nncore.figures.style import NNI, SNI
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from nncore.quadrature import RULES
from tests.nncore.figures.drawable import assert_drawable

EVALUATIONS = (5, 21, 67)


def found(name="log", output_bias=1.0):
    integrand = INTEGRANDS[name]
    network = OneHiddenNetwork("tanh", [0.0], [0.0], [0.0], output_bias)
    return work_precision(
        integrand,
        [(10, network), (20, network)],
        integrand.lower,
        integrand.upper,
        evaluations=EVALUATIONS,
    )


def test_plotly_accepts_it_and_json_can_hold_it():
    assert_drawable(work_precision_figure(found()))


def test_nni_is_blue_and_each_rule_orange_in_its_own_way():
    traces = work_precision_figure(found())["data"]
    *rules, nni = traces
    assert nni["name"] == "NNI" and nni["line"]["color"] == nni["marker"]["color"] == NNI
    assert [t["name"] for t in rules] == [rule.label for rule in RULES.values()]
    assert {t["line"]["color"] for t in rules} == {SNI}
    assert len({t["line"]["dash"] for t in rules}) == len({t["marker"]["symbol"] for t in rules})
    assert len({t["marker"]["symbol"] for t in rules}) == len(rules)


def test_the_values_are_those_of_the_curves_and_infinity_is_a_gap():
    result = found()
    traces = {t["name"]: t for t in work_precision_figure(result)["data"]}
    assert traces["Simpson (SNI)"]["y"] == [None] * len(EVALUATIONS)
    curve = result.rules["gauss-legendre"]
    # seven significant digits are sent
    np.testing.assert_allclose(traces["Gauss-Legendre"]["y"], curve.error, rtol=1e-6)
    assert traces["Gauss-Legendre"]["x"] == list(EVALUATIONS)


def test_an_error_of_zero_is_drawn_at_rounding_level():
    figure = work_precision_figure(found("cubic"))
    shown = [y for trace in figure["data"] for y in trace["y"] if y is not None]
    assert min(shown) >= 1e-17
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= np.log10(min(shown)) and np.log10(max(shown)) <= high
