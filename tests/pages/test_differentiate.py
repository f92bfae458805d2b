"""Differentiate without a browser: what it shows, its links and its sentences."""

import pytest

from nncore.specs import StencilSpec
from nncore.trainers import SGD
from pages.settings.form import Form
from pages.stencils.handlers import HANDLERS, offers
from pages.stencils.view import StencilView
from tests.pages.stencils.differentiate import PAGE, errors, spec_of, texts, view_of

OWN = ("preset", "offsets", "derivative_order")  # what only a stencil of one's own has


def test_the_page_tells_its_story_before_play(app):
    page = app(PAGE)
    assert spec_of(page) == StencilSpec()
    text = texts(page)
    assert "−0.9495, 1.0133 · 13.5" in text  # the optimum of the forward stencil
    assert "−0.5191, 0, 0.5191 · 0.152" in text
    assert "−0.5000, 0, 0.5000" in text  # Taylor
    assert errors(page) == [] and not page.warning


def test_a_link_gives_the_same_settings(app):
    spec = StencilSpec(
        offsets=(-2, -1, 0, 1, 2),
        derivative_order=2,
        max_mode=12,
        noise=0.05,
        constraint=2,
        trainer=SGD(learning_rate=3.0, momentum=0.9, batch_size=64, epochs=7, clipnorm=2.0),
        seed=5,
    )
    page = app(PAGE, **spec.to_query(), show="own", field="sin(2*x)")
    assert spec_of(page) == spec
    assert view_of(page).show == "own" and view_of(page).field == "sin(2*x)"
    assert not page.warning and errors(page) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"offsets": "0,0,1"}, "`offsets` must be different from each other"),
        ({"offsets": "a,b"}, "`offsets` must be whole numbers separated by commas"),
        ({"derivative_order": "5"}, "`offsets` must have at least 6 entries"),
        ({"spacing": "0"}, "`spacing` must be greater than 0, got 0.0."),
        ({"n_fields": "1000000000"}, "`n_fields` must be at most"),
        ({"trainer": "levenberg-marquardt"}, "`trainer` must be one of the Keras optimizers"),
        ({"show": "everything"}, "`show` must be one of"),
        ({"look": "sideways"}, "`look` must be one of forward, backward, central"),
        ({"n_hidden": "3"}, "`n_hidden` is not a setting"),
    ],
)
def test_a_wrong_link_gives_the_default_and_a_notice(app, query, sentence):
    page = app(PAGE, **query)
    assert spec_of(page) == StencilSpec()
    assert sentence in " ".join(warning.value for warning in page.warning)
    assert errors(page) == []


def test_aliased_modes_are_told_and_allowed(app):
    page = app(PAGE, max_mode="120")
    assert spec_of(page).max_mode == 120
    assert "Modes above 100 are too fast" in page.info[0].value


def test_a_test_field_without_a_derivative_is_named(app):
    page = app(PAGE)
    page.text_input(key="differentiate_field").set_value("abs(x)").run()
    assert any("derivative" in text for text in errors(page))
    assert view_of(page).field == "sin(3*pi*x)"
    page.text_input(key="differentiate_field").set_value("exp(x)*sin(5*x)").run()
    assert view_of(page).field == "exp(x)*sin(5*x)" and errors(page) == []


def test_a_constraint_that_leaves_nothing_to_learn_is_told(app):
    page = app(PAGE, constraint="2")
    told = [info.value for info in page.info]
    assert told[0] == (
        "forward (0, 1), backward (−1, 0): 2 offsets can be consistent to order 1 at most, so it "
        "is order 1 there, not 2."
    )
    assert told[1].startswith("forward (0, 1), backward (−1, 0), central (−1, 0, 1): consistent")
    assert "nothing left to train" in told[1]
    page.number_input(key="differentiate_constraint").set_value(1).run()
    assert [info.value.split(":")[0] for info in page.info] == ["forward (0, 1), backward (−1, 0)"]
    page.number_input(key="differentiate_constraint").set_value(None).run()
    assert not page.info


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"max_mode": "1"}, "With modes below 1 every field is zero everywhere"),
        ({"spacing": "1.0"}, "On this grid, from -2 in steps of 1, every wave"),
    ],
)
def test_fields_that_are_zero_are_told_and_allowed(app, query, sentence):
    page = app(PAGE, **query)
    assert [warning.value[: len(sentence)] for warning in page.warning] == [sentence]
    assert errors(page) == []
    assert "−0.500, 0, 0.500 ·" in texts(page)  # any stencil is an optimum: Taylor's


def test_the_lower_charts_follow_the_stencil_that_is_trained_alone(app):
    page = app(PAGE)
    assert page.session_state["differentiate_look"] == "central"
    page.selectbox(key="differentiate_alone").select("forward").run()
    assert page.session_state["differentiate_look"] == "forward"
    page.selectbox(key="differentiate_alone").select("all").run()
    assert page.session_state["differentiate_look"] == "central"


def test_a_formula_is_tried_again_on_another_interval(app):
    page = app(PAGE)
    page.text_input(key="differentiate_field").set_value("sqrt(x)").run()
    assert errors(page) != []
    page.session_state["differentiate_grid"] = True
    page.run()
    page.number_input(key="differentiate_lower").set_value(1.0).run()
    assert errors(page) == [] and view_of(page).field == "sqrt(x)"
    # And a formula that was right is not any more.
    page.number_input(key="differentiate_lower").set_value(-1.0).run()
    assert any("choose an interval" in warning.value for warning in page.warning)


def test_a_formula_is_tried_again_for_another_order(app):
    page = app(PAGE, show="own", derivative_order="2", learning_rate="40.0")
    page.text_input(key="differentiate_field").set_value("x*abs(x)").run()
    assert any("no derivative of order 2" in text for text in errors(page))
    page.number_input(key="differentiate_derivative_order").set_value(1).run()
    assert errors(page) == [] and view_of(page).field == "x*abs(x)"


@pytest.mark.parametrize("name", ["data", "waves", "noise"])
def test_an_experiment_shows_three_networks(app, name):
    page = app(PAGE, show=name)
    assert len(page.session_state["differentiate_look"]) > 0
    assert texts(page).count("■ learned") >= 3


def test_settings_that_do_not_fit_the_shown_stencils_get_a_sentence(app):
    page = app(PAGE, offsets="0,1", spacing="2.0")
    assert any("must leave at least 3 grid points" in text for text in errors(page))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("preset", "second"),
        ("offsets", "-2, 0, 2"),
        ("derivative_order", 2),
        ("alone", "forward"),
        ("look", "forward"),
        ("details", "forward"),
    ],
)
def test_a_widget_that_has_gone_changes_nothing_any_more(monkeypatch, name, value):
    """A tick that was on its way when the widget went away still sends its value."""
    for show, is_taken in (("waves", False), ("own" if name in OWN else "notebook", True)):
        before = StencilSpec(), StencilView(show=show)
        state = dict(zip(("late:spec", "late:view"), before, strict=True)) | {f"late_{name}": value}
        monkeypatch.setattr("streamlit.session_state", state)
        form = Form("late", StencilSpec, StencilView, HANDLERS, {}, {}, offers=offers)
        form.commit(name)
        assert not form.problems and ((form.spec, form.view) != before) is is_taken


def test_what_was_learned_can_be_taken_away(app):
    page = app(PAGE)
    page.session_state["differentiate_tabs"] = "Take away"
    page.run()
    assert not page.exception
    labels = {button.proto.label: button.proto.disabled for button in page.get("download_button")}
    assert labels["Python script"] is False and labels["Losses (CSV)"] is True
    assert any("central" in caption.value for caption in page.caption)
