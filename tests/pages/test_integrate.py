"""Integrate without a browser: what it shows, its links and its sentences."""

import math
import re

import pytest

from nncore.exports.permalinks import ALL_DEFAULTS
from nncore.notebooks import INTEGRATION_SPEC
from nncore.specs import IntegrationSpec
from nncore.trainers import Adam
from tests.pages.integration.integrate import FIRST, errors, spec_of, warnings
from tests.pages.shown import metric, metric_of, number, table, words


def test_the_page_tells_its_story_before_play(app):
    page = app()
    assert spec_of(page) == FIRST
    assert page.query_params == {}
    assert metric(page, "Exact").startswith("360.517")
    assert metric(page, "SNI error") == "∞"
    assert metric(page, "Validation") != "–"
    assert errors(page) == [] and not page.warning


def test_a_spec_of_defaults_has_a_link_too(app):
    page = app()
    page.selectbox(key="integrate_initializer").set_value("curvature").run()
    assert spec_of(page) == IntegrationSpec()
    link = page.query_params
    assert link == ALL_DEFAULTS
    assert spec_of(app(**link)) == IntegrationSpec()


def test_an_honest_error_is_estimated_beside_the_value(app):
    page = app(integrand="runge", n_hidden="6", initializer="glorot")
    estimated = metric_of(page, "Estimated error")
    assert "✓" in estimated["label"]
    true_error = number(metric(page, "NNI error"))
    shown = number(estimated["value"].removeprefix("≈ "))
    assert true_error <= 1.01 * shown  # both have two digits
    assert "what f does between them is not seen" in estimated["help"]
    n_points = re.search(r"from ([\d,]+) points of f, without the exact value; ✓", words(page))
    assert f"at {n_points.group(1)} fresh points" in estimated["help"]
    assert sum("≈" in cell for row in table(page, "intervals") for cell in row) == 10


@pytest.mark.parametrize(
    ("query", "label", "how"),
    [
        ({"integrand": "runge"}, "Exact", "exact"),
        ({"integrand": "exp(-x)*sin(3*x)", "upper": "2"}, "Exact, proved", "proved to "),
    ],
)
def test_the_page_says_how_the_exact_value_is_known(app, query, label, how):
    page = app(**query)
    assert metric_of(page, "Exact")["label"] == label
    assert f"The integral of f: {how}" in words(page)
    nni_error = metric_of(page, "NNI error")
    assert "proved" in nni_error["label"] and "Proved" in nni_error["help"]
    ends = re.search(r"it is between (\S+) and (\S+),", nni_error["help"])
    assert ends is None or ends[1] != ends[2]  # else it is proved to all the digits that are shown


def test_a_change_goes_into_the_link(app):
    page = app()
    page.number_input(key="integrate_n_hidden").set_value(7).run()
    assert spec_of(page).n_hidden == 7
    assert page.query_params["n_hidden"] == "7"
    page.number_input(key="integrate_n_hidden").set_value(50).run()
    assert "n_hidden" not in page.query_params


def test_a_link_gives_the_same_settings(app):
    spec = IntegrationSpec(
        integrand="exp(-x)*sin(3*x)",
        upper=4.0,
        n_hidden=12,
        activation="tanh",
        noise=0.01,
        trainer=Adam(learning_rate=0.02, batch_size=16, beta_1=0.8),
        seed=123,
    )
    page = app(**spec.to_query())
    assert spec_of(page) == spec
    assert not page.warning and errors(page) == []


def test_a_link_with_the_pages_prefix_is_read_too(app):
    page = app(integrate_n_hidden="9")
    assert spec_of(page).n_hidden == 9


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"n_hidden": "0"}, "`n_hidden` must be at least 1, got 0."),
        ({"n_hidden": "lots"}, "`n_hidden` must be a whole number"),
        ({"trainer": "magic"}, "`trainer` must be one of"),
        (
            {"integrand": "__import__('os').system('true')"},
            "The default `integrand` is used instead.",
        ),
        ({"nonsense": "1"}, "`nonsense` is not a setting"),
        ({"n_points": "1"}, "`n_points` must be at least 3, got 1."),
        ({"intervals": "0 a"}, "`intervals` must be pairs"),
        ({"pace": "fast"}, "`pace` must be one of"),
    ],
)
def test_a_wrong_link_gives_the_default_and_a_notice(app, query, sentence):
    page = app(**query)
    assert spec_of(page) == IntegrationSpec()
    assert len(page.warning) == 1
    assert sentence in page.warning[0].value


@pytest.mark.parametrize(("trainer", "word"), [("adam", "epoch"), ("lbfgs", "iteration")])
def test_the_help_of_the_buttons_has_the_trainers_own_word(app, trainer, word):
    page = app(trainer=trainer)
    assert f"one {word}." in page.button(key="integrate_button_step").help
    assert f"one {word} for" in page.button_group(key="integrate_pace").help


def test_the_notebooks_preset_opens(app):
    page = app(**INTEGRATION_SPEC.to_query())
    assert spec_of(page) == INTEGRATION_SPEC
    assert not page.warning and errors(page) == []


def test_what_the_engine_cannot_do_is_a_sentence(app):
    page = app()
    page.button(key="integrate_button_play").click().run()
    assert not page.exception
    assert errors(page) == ["The engine is not there."]


def test_settings_survive_a_visit_to_another_page(app):
    page = app(n_hidden="9")
    page.switch_page("home.py").run()
    page.switch_page("integrate.py").run()
    assert spec_of(page).n_hidden == 9


def test_the_units_parts_add_up_to_the_integral(app):
    page = app(integrand="cos", n_hidden="5")
    page.session_state["integrate_tabs"] = "Formula"
    page.run()
    units = page.dataframe[0].value
    spec = spec_of(page)
    from nncore.experiments import start_network

    network = start_network(spec)
    total = units["its part of the integral"].sum() + network.output_bias * (
        spec.interval[1] - spec.interval[0]
    )
    assert total == pytest.approx(float(network.integral(*spec.interval)), rel=1e-9)


def test_a_notice_goes_when_the_settings_change(app):
    page = app(n_hidden="0")
    assert len(page.warning) == 1
    page.number_input(key="integrate_n_hidden").set_value(8).run()
    assert not page.warning


def estimate_help(page):
    return metric_of(page, "Estimated error")["help"]


@pytest.mark.parametrize("nodes", ["uniform", "chebyshev"])
def test_samples_that_were_kept_back_estimate_the_integral_too(app, nodes):
    page = app(integrand="runge", n_hidden="6", initializer="glorot", noise="0.05", nodes=nodes)
    found = re.search(
        r"kept back, noise and all: ([\d.]+), give or take ([\d.e−]+),", estimate_help(page)
    )
    value, error = map(number, found.groups())
    exact = float(metric(page, "Exact"))
    assert abs(value - exact) <= error < 0.2 * exact


@pytest.mark.parametrize(
    "query", [{"nodes": "sobol"}, {"b": "120"}, {"validation_fraction": "0.0"}]
)
def test_no_statistics_where_there_are_no_independent_samples(app, query):
    assert "kept back" not in estimate_help(app(**query))


def test_an_infinite_interval_is_mapped_and_the_page_says_so(app):
    page = app(integrand="gauss", a="1.0", b="2.0")
    assert page.text_input(key="integrate_lower").placeholder == "−3"
    page.text_input(key="integrate_lower").set_value("-∞").run()
    page.text_input(key="integrate_upper").set_value("inf").run()
    assert errors(page) == [] and spec_of(page).limits == (-math.inf, math.inf)
    assert [page.text_input(key=f"integrate_{end}").value for end in ("lower", "upper")] == [
        "−∞",
        "∞",
    ]
    assert page.select_slider(key="integrate_limits").value == (-1.0, 1.0)  # the whole line, in t
    assert metric(page, "Exact").startswith("1.77245")
    assert any("mapped" in caption.value for caption in page.caption)
    rows = table(page, "intervals")
    assert len(rows) > 1 and not any("not defined" in cell for row in rows for cell in row)
    assert app(**page.query_params).session_state["integrate:spec"] == spec_of(page)


@pytest.mark.parametrize(
    ("lower", "upper", "interval", "exact", "note"),
    [
        ("1", "0", (0.0, 1.0), "−0.333333", "right to left"),
        ("2", "2", (1.5, 2.5), "0", "the limits are equal: the integral is 0"),
        ("0", "1e9", (0.0, 1e9), "3.3", ""),
        ("-1e70", "1e80", (-1e70, 1e80), "3.3", ""),
        ("10000", "10000.5", (1e4, 10000.5), "50002500", ""),
    ],
)
def test_limits_may_be_reversed_equal_and_large(app, lower, upper, interval, exact, note):
    page = app(integrand="x^2", lower=lower, upper=upper)
    assert not page.exception and len(page.warning) == 0
    assert spec_of(page).interval == interval
    assert metric(page, "Exact").startswith(exact)
    assert note in words(page)
    assert app(**page.query_params).session_state["integrate:spec"] == spec_of(page)


def test_values_whose_squares_overflow_have_a_page(app):
    page = app(integrand="exp(x)", upper="700")
    assert metric(page, "Exact").startswith("1.01423") and metric(page, "Validation") == "∞"


def test_the_slider_keeps_the_direction_of_reversed_limits(app):
    page = app(integrand="x^2", lower="1", upper="0")
    slider = page.select_slider(key="integrate_limits")
    assert slider.value == (0.0, 1.0)
    slider.set_value((0.0, 0.5)).run()
    assert float(metric(page, "Exact").replace("−", "-")) == pytest.approx(-1 / 24, rel=1e-5)


def test_both_ends_of_an_interval_can_be_moved_away(app):
    page = app()
    page.text_input(key="integrate_lower").set_value("200").run()
    assert spec_of(page).limits == (200.0, 100.0) and errors(page) == []
    page.text_input(key="integrate_upper").set_value(" 300.0 ").run()
    assert spec_of(page).interval == (200.0, 300.0) and errors(page) == []


def test_intervals_and_points_take_effect_at_once(app):
    page = app(a="1.0", b="4.0")
    before = metric(page, "SNI error")
    page.number_input(key="integrate_n_points").set_value(3).run()
    assert metric(page, "SNI error") != before
    page.text_input(key="integrate_intervals").set_value("0 5; 5 20").run()
    assert [row[0] for row in table(page, "intervals")] == ["0 … 5", "5 … 20"]
    page.text_input(key="integrate_intervals").set_value("0 0; 5 1").run()
    notes = [row[-1] for row in table(page, "intervals")]
    assert "the limits are equal: the integral is 0" in notes[0] and "right to left" in notes[1]
    page.text_input(key="integrate_intervals").set_value("0").run()
    assert errors(page)[0].startswith("**Intervals** must be pairs")


def test_a_plus_in_a_link_is_said(app):
    page = app(integrand="x 1")
    assert spec_of(page).integrand == IntegrationSpec().integrand
    assert any("in a link, write %2B for + and * for a product" in text for text in warnings(page))
    assert spec_of(app(integrand="x+1")).integrand == "x+1"
    assert spec_of(app(integrand="sin x")).integrand == "sin x"


def test_a_setting_given_twice_in_a_link_is_said(app):
    page = app(integrand="runge", n_hidden=["20", "30"])
    assert spec_of(page).n_hidden == 30
    assert any("is given more than once in the link" in text for text in warnings(page))
