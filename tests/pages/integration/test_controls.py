"""The settings of Integrate without a browser: what is typed and chosen, and what cannot be."""

import math
from dataclasses import replace

import pytest

from nncore.integrands import INTEGRANDS, Tag
from nncore.specs import IntegrationSpec
from nncore.trainers import TRAINERS
from pages.integration.controls import ALL_TAGS, TAGS
from tests.pages.integration.integrate import FIRST, errors, spec_of
from tests.pages.shown import metric, words


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("n_hidden", 0, "**Hidden units** must be at least 1, got 0."),
        ("n_hidden", 10**9, "**Hidden units** must be at most 10,000, got 1000000000."),
        ("n_samples", 1, "**Samples** must be at least 2, got 1."),
        ("noise", -1.0, "**Noise** must be at least 0, got -1.0."),
        ("upper", "1e300", "**to** must be at most 1e+80, got 1e+300."),
        ("lower", "one", "**from** must be a number such as 0.5, pi/2 or oo, got 'one'."),
        ("upper", "∞", "`log` cannot be integrated from 0 to inf:"),
        ("damping", -1.0, "**Damping** must be"),
        ("seed", -5, "**Seed** must be at least 0, got -5."),
    ],
)
def test_a_wrong_value_is_named_and_changes_nothing(app, key, value, sentence):
    page = app()
    page.session_state["integrate_data"] = True  # the section is closed to begin with
    page.run()
    widget = page.text_input if isinstance(value, str) else page.number_input
    widget(key=f"integrate_{key}").set_value(value).run()
    assert not page.exception
    assert any(sentence in error for error in errors(page)), errors(page)
    assert spec_of(page) == FIRST
    assert metric(page, "Exact").startswith("360.517")


def test_a_formula_is_drawn_as_latex_and_compared(app):
    page = app(integrand="x^2+1", upper="3.0")
    assert any("x^{2}" in latex.value for latex in page.latex)
    assert metric(page, "Exact").startswith("12")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/2x", "1/(2*x)"),
        ("y+x", "y"),
        ("x.real", ""),
        ("open(x)", "open"),
        ("x**9**9**9", ""),
        ("3+", "x"),
        ("1/x", "x = "),
        ("sqrt(x-0.5)", "not a real number"),
    ],
)
def test_a_wrong_formula_gets_a_sentence_and_the_last_one_stays(app, text, words):
    page = app(integrand="x^2+1", upper="3.0")
    before = spec_of(page)
    page.text_input(key="integrate_formula").set_value(text).run()
    assert not page.exception
    assert len(page.error) == 1 and words in errors(page)[0]
    assert spec_of(page) == before


def test_a_refused_formula_is_taken_when_the_interval_is_put_right(app):
    page = app(integrand="x^2+1", upper="10.0")
    page.text_input(key="integrate_formula").set_value("sqrt(x-3)").run()
    assert "choose an interval inside its domain" in errors(page)[0]
    page.text_input(key="integrate_lower").set_value("2").run()
    assert "at x = 2." in errors(page)[0] and spec_of(page).lower == 2.0  # still not inside of it
    page.text_input(key="integrate_lower").set_value("3").run()
    assert errors(page) == []
    assert (spec_of(page).integrand, spec_of(page).lower) == ("sqrt(x-3)", 3.0)


def test_refused_ends_are_taken_with_a_formula_that_they_suit(app):
    page = app(integrand="sqrt(x)", lower="1.0", upper="4.0")
    page.text_input(key="integrate_lower").set_value("-4").run()
    assert len(errors(page)) == 1 and spec_of(page).lower == 1.0
    page.text_input(key="integrate_formula").set_value("x^2").run()
    assert errors(page) == []
    assert (spec_of(page).integrand, spec_of(page).lower) == ("x^2", -4.0)


def test_several_wrong_settings_stand_in_one_box(app):
    page = app()
    page.number_input(key="integrate_n_hidden").set_value(0).run()
    page.number_input(key="integrate_seed").set_value(-1).run()
    (box,) = errors(page)
    assert "Hidden units" in box and "Seed" in box and box.count("The last valid setting") == 1


@pytest.mark.parametrize("name", INTEGRANDS)
def test_every_integrand_can_be_chosen(app, name):
    page = app()
    page.selectbox(key="integrate_integrand").set_value(name).run()
    assert not page.exception and errors(page) == []
    assert spec_of(page).integrand == name
    # without singular ends NNI and exact value are there, whatever SNI does
    assert metric(page, "Exact") != "–"


@pytest.mark.parametrize("name", TRAINERS)
def test_every_trainer_shows_its_options(app, name):
    page = app()
    page.selectbox(key="integrate_trainer").set_value(name).run()
    assert not page.exception and errors(page) == []
    assert spec_of(page).trainer == TRAINERS[name]()


def test_a_new_trainer_starts_from_its_own_defaults(app):
    page = app(trainer="adam", learning_rate="0.5")
    page.selectbox(key="integrate_trainer").set_value("sgd").run()
    assert spec_of(page).trainer == TRAINERS["sgd"]()


def test_another_integrand_brings_its_own_interval(app):
    page = app(lower="5.0", upper="20.0", a="6.0", b="7.0")
    page.selectbox(key="integrate_integrand").set_value("runge").run()
    assert spec_of(page).interval == (-1.0, 1.0)
    assert "a" not in page.query_params and "lower" not in page.query_params


def test_new_seed(app):
    page = app()
    page.button(key="integrate_new_seed").click().run()
    assert spec_of(page).seed != 0


def test_the_slider_shows_the_limits_of_another_integrand(app):
    page = app()
    page.selectbox(key="integrate_integrand").set_value("gauss").run()
    assert page.select_slider(key="integrate_limits").value == (-3.0, 3.0)
    page.text_input(key="integrate_upper").set_value("1").run()
    assert page.select_slider(key="integrate_limits").value == (-3.0, 1.0)


def test_a_wrong_setting_does_not_block_the_others(app):
    page = app()
    page.number_input(key="integrate_n_hidden").set_value(0).run()
    page.selectbox(key="integrate_integrand").set_value("runge").run()
    assert spec_of(page) == replace(FIRST, integrand="runge")
    assert len(page.error) == 1 and "Hidden units" in page.error[0].value
    assert page.number_input(key="integrate_n_hidden").value == 0  # what was typed is not lost
    page.number_input(key="integrate_n_hidden").set_value(5).run()
    assert spec_of(page).n_hidden == 5 and errors(page) == []


def test_an_emptied_end_is_the_integrands_own(app):
    page = app(integrand="cos", upper="3.0")
    page.text_input(key="integrate_upper").set_value("").run()
    assert spec_of(page).upper is None and errors(page) == []


def test_an_emptied_number_takes_its_default(app):
    page = app(n_hidden="7")
    page.number_input(key="integrate_n_hidden").set_value(None).run()
    assert spec_of(page).n_hidden == 50 and errors(page) == []


def test_kind_is_a_filter_and_changes_nothing(app):
    page = app(upper="3.0", integrand="cos")
    page.selectbox(key="integrate_tag").set_value("singular").run()
    assert spec_of(page) == IntegrationSpec(integrand="cos", upper=3.0)


def test_an_interval_outside_the_domain_is_explained(app):
    page = app(a="-5.0", b="5.0")
    assert "not defined" in words(page)


def test_a_closed_section_keeps_its_settings(app):
    page = app(n_samples="777")
    for is_open in (True, False, True):
        page.session_state["integrate_data"] = is_open
        page.run()
    assert page.number_input(key="integrate_n_samples").value == 777
    assert spec_of(page).n_samples == 777 and errors(page) == []


def test_limits_are_typed_as_expressions(app):
    page = app(integrand="x^2", n_hidden="6")
    page.text_input(key="integrate_upper").set_value("2π").run()
    assert spec_of(page).upper == 2 * math.pi
    page.text_input(key="integrate_upper").set_value("0,5").run()
    assert spec_of(page).upper == 0.5
    page.text_input(key="integrate_formula").set_value("2x sin²x").run()
    assert spec_of(page).integrand == "2*x*sin(x)^2"
    assert any(r"2 x \sin^{2}" in shown.value for shown in page.latex)


def test_every_kind_of_integrand_has_a_name():
    assert set(TAGS) == {ALL_TAGS, *Tag} - {Tag.FORMULA}
