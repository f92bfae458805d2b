"""The stencil page without a browser: settings, links and sentences."""

import pytest

from nncore.specs import StencilSpec
from nncore.trainers import SGD, Adam
from pages.shared.stencil_controls import PRESETS

PAGE = "pages/differentiate.py"


def spec_of(app):
    return app.session_state["differentiate:spec"]


def view_of(app):
    return app.session_state["differentiate:view"]


def errors(app):
    return [error.value for error in app.error]


def texts(app):
    return " ".join(markdown.value for markdown in app.markdown)


def test_the_page_tells_its_story_before_play(app):
    page = app(PAGE)
    assert spec_of(page) == StencilSpec()
    text = texts(page)
    assert "−0.949, 1.013 · 13.5" in text  # the optimum of the forward stencil
    assert "−0.519, 0.000, 0.519 · 0.152" in text
    assert "−0.500, 0.000, 0.500" in text  # Taylor
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
        ({"derivative_order": "5"}, "`offsets` must be at least 6 for derivative order 5, got 3."),
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


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("max_mode", 0, "`max_mode` must be at least 1, got 0."),
        ("n_fields", 10**9, "`n_fields` must be at most 5,000,000"),
        ("noise", -1.0, "`noise` must be at least 0, got -1.0."),
        ("constraint", 7, "`constraint` must be at most 2 with 3 offsets"),
        ("batch_size", 40_000, "`batch_size` must be at most the number of training samples"),
        ("learning_rate", 0.0, "`learning_rate` must be greater than 0, got 0.0."),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_lost(app, key, value, sentence):
    page = app(PAGE)
    page.number_input(key=f"differentiate_{key}").set_value(value).run()
    assert spec_of(page) == StencilSpec()
    assert sentence in " ".join(errors(page))
    assert page.number_input(key=f"differentiate_{key}").value == value


def test_a_preset_brings_offsets_order_and_learning_rate(app):
    page = app(PAGE)
    page.selectbox(key="differentiate_show").select("own").run()
    offsets, order, learning_rate = PRESETS["second"]
    assert (spec_of(page).offsets, spec_of(page).derivative_order) == (offsets, order)
    assert spec_of(page).trainer.learning_rate == learning_rate
    page.selectbox(key="differentiate_preset").select("five").run()
    assert spec_of(page).offsets == (-2, -1, 0, 1, 2)
    page.selectbox(key="differentiate_show").select("notebook").run()
    assert spec_of(page) == StencilSpec()
    assert not page.warning and errors(page) == []


def test_offsets_and_order_are_taken_together(app):
    page = app(PAGE, show="own")
    page.number_input(key="differentiate_derivative_order").set_value(3).run()
    assert "`offsets` must be at least 4 for derivative order 3, got 3." in " ".join(errors(page))
    page.text_input(key="differentiate_offsets").set_value("-2 -1 1 2").run()
    assert spec_of(page).offsets == (-2, -1, 1, 2) and spec_of(page).derivative_order == 3
    assert errors(page) == []


def test_a_learning_rate_that_cannot_get_there_is_named(app):
    page = app(PAGE, show="own", derivative_order="2")
    assert "raise the learning rate" in page.warning[0].value


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


@pytest.mark.parametrize("name", ["data", "waves", "noise"])
def test_an_experiment_shows_three_networks(app, name):
    page = app(PAGE, show=name)
    assert len(page.session_state["differentiate_look"]) > 0
    assert texts(page).count("■ learned") >= 3


def test_another_optimizer_keeps_what_both_have(app):
    page = app(PAGE)
    page.selectbox(key="differentiate_trainer").select("nadam").run()
    trainer = spec_of(page).trainer
    default = StencilSpec().trainer
    assert isinstance(default, Adam) and trainer.name == "nadam"
    assert trainer.learning_rate == default.learning_rate
    assert trainer.batch_size == default.batch_size and trainer.epochs == default.epochs


def test_settings_that_do_not_fit_the_shown_stencils_get_a_sentence(app):
    page = app(PAGE, offsets="0,1", spacing="2.0")
    assert any("must span fewer points" in text for text in errors(page))
