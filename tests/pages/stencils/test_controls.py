"""The settings of Differentiate without a browser: presets, offsets, learning rates."""

import pytest

from nncore.specs import StencilSpec
from nncore.trainers import Adam
from pages.stencils.controls import FIXED_TEXTS
from pages.stencils.view import PRESETS
from tests.pages.stencils.differentiate import PAGE, errors, spec_of, view_of


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("max_mode", 0, "**Modes below** must be at least 1, got 0."),
        ("n_fields", 10**9, "**Fields** must be at most 5,000,000"),
        ("noise", -1.0, "**Noise on u** must be at least 0, got -1.0."),
        (
            "constraint",
            7,
            "**Consistent to order** must be at most 2 for the first derivative on 3",
        ),
        ("batch_size", 40_000, "**Batch size** must be at most the number of training samples"),
        ("learning_rate", 0.0, "**Learning rate** must be greater than 0, got 0.0."),
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
    assert (spec_of(page).offsets, spec_of(page).derivative_order) == PRESETS["second"]
    assert spec_of(page).is_whitened and spec_of(page).trainer.learning_rate == 0.1
    page.selectbox(key="differentiate_preset").select("five").run()
    assert (spec_of(page).offsets, spec_of(page).derivative_order) == PRESETS["five"]
    assert spec_of(page).is_whitened and spec_of(page).trainer.learning_rate == 0.1
    page.selectbox(key="differentiate_show").select("notebook").run()
    assert spec_of(page) == StencilSpec()
    assert not page.warning and errors(page) == []


def test_offsets_and_order_are_taken_together(app):
    page = app(PAGE, show="own")
    page.number_input(key="differentiate_derivative_order").set_value(3).run()
    assert "**Offsets** must have at least 4 entries for the third derivative, got 3." in " ".join(
        errors(page)
    )
    page.text_input(key="differentiate_offsets").set_value("-2 -1 1 2").run()
    assert spec_of(page).offsets == (-2, -1, 1, 2) and spec_of(page).derivative_order == 3
    assert errors(page) == []


def test_a_learning_rate_that_cannot_get_there_is_named(app):
    page = app(PAGE, show="own", derivative_order="2", learning_rate="0.001")
    assert "raise the learning rate to 0.1" in page.warning[0].value


def test_ones_own_stencil_stays_the_choice(app):
    page = app(PAGE, show="own", derivative_order="2", learning_rate="40.0")
    assert page.selectbox(key="differentiate_preset").value == "second"
    page.selectbox(key="differentiate_preset").select("custom").run()
    page.run()
    assert page.selectbox(key="differentiate_preset").value == "custom"
    assert (spec_of(page).offsets, spec_of(page).derivative_order) == PRESETS["second"]
    page.selectbox(key="differentiate_preset").select("third").run()
    assert page.selectbox(key="differentiate_preset").value == "third"
    page.text_input(key="differentiate_offsets").set_value("-3, -1, 1, 3").run()
    assert page.selectbox(key="differentiate_preset").value == "custom"


def test_other_stencils_keep_what_applies_to_them(app):
    page = app(
        PAGE, max_mode="11", noise="0.02", epochs="12", seed="9", trainer="nadam", pace="full"
    )
    before = spec_of(page)
    for show in ("own", "waves", "notebook"):
        page.selectbox(key="differentiate_show").select(show).run()
        after = spec_of(page)
        for name in ("max_mode", "noise", "n_fields", "spacing", "seed"):
            assert getattr(after, name) == getattr(before, name)
        assert (after.trainer.name, after.trainer.epochs) == ("nadam", 12)
        assert view_of(page).pace == "full"
    assert spec_of(page) == before


def test_ones_own_stencil_comes_back(app):
    page = app(PAGE, show="own", offsets="-3,-1,1,3", constraint="3", learning_rate="0.8")
    before = spec_of(page)
    page.selectbox(key="differentiate_show").select("noise").run()
    assert spec_of(page).offsets == (-1, 0, 1) and spec_of(page).constraint is None
    page.selectbox(key="differentiate_show").select("own").run()
    assert spec_of(page) == before


def test_the_learning_rate_follows_the_derivative_and_the_spacing(app):
    page = app(PAGE, show="own")
    rates = []
    for order in (2, 1):
        page.number_input(key="differentiate_derivative_order").set_value(order).run()
        rates.append(spec_of(page).trainer.learning_rate)
    assert rates == [0.1, 0.1]
    page.session_state["differentiate_grid"] = True
    page.run()
    page.number_input(key="differentiate_spacing").set_value(0.05).run()
    assert spec_of(page).trainer.learning_rate == 0.02
    assert page.number_input(key="differentiate_learning_rate").value == 0.02


def test_a_learning_rate_of_ones_own_stays(app):
    page = app(PAGE, show="own")
    page.number_input(key="differentiate_learning_rate").set_value(0.3).run()
    page.number_input(key="differentiate_derivative_order").set_value(2).run()
    assert spec_of(page).trainer.learning_rate == 0.3
    page.selectbox(key="differentiate_preset").select("five").run()
    assert spec_of(page).trainer.learning_rate == 0.3


def test_a_learning_rate_that_jumps_around_is_named(app):
    page = app(PAGE, show="own", learning_rate="40.0")
    assert "one update moves a weight times Δx^1 by about 0.4" in page.warning[0].value
    assert "lower the learning rate" in page.warning[0].value


@pytest.mark.parametrize("text", ["\u22122, 0, 2", "\u20132 0 2", "-2,0,2"])
def test_any_minus_sign_is_read(app, text):
    page = app(PAGE, show="own")
    page.text_input(key="differentiate_offsets").set_value(text).run()
    assert spec_of(page).offsets == (-2, 0, 2) and errors(page) == []


@pytest.mark.parametrize(
    ("name", "fixed"), [("data", "n_fields"), ("waves", "max_mode"), ("noise", "noise")]
)
def test_an_experiment_has_no_widget_for_what_it_varies(app, name, fixed):
    page = app(PAGE, show=name)
    shown = {widget.key.removeprefix("differentiate_") for widget in page.number_input}
    assert {"n_fields", "max_mode", "noise"} - shown == {fixed}
    assert any(FIXED_TEXTS[name] == caption.value for caption in page.caption)


def test_another_optimizer_keeps_what_both_have(app):
    page = app(PAGE)
    page.selectbox(key="differentiate_trainer").select("nadam").run()
    trainer = spec_of(page).trainer
    default = StencilSpec().trainer
    assert isinstance(default, Adam) and trainer.name == "nadam"
    assert trainer.learning_rate == default.learning_rate
    assert trainer.batch_size == default.batch_size and trainer.epochs == default.epochs
