"""The stencil page without a browser: settings, links and sentences."""

import pytest

from nncore.specs import StencilSpec
from nncore.trainers import SGD, Adam
from pages.settings.form import Form
from pages.stencils.controls import FIXED_TEXTS
from pages.stencils.handlers import HANDLERS, offers
from pages.stencils.view import PRESETS, StencilView
from tests.pages.shown import words

PAGE = "differentiate.py"
OWN = ("preset", "offsets", "derivative_order")  # what only a stencil of one's own has


def spec_of(app):
    return app.session_state["differentiate:spec"]


def view_of(app):
    return app.session_state["differentiate:view"]


def errors(app):
    return [error.value for error in app.error]


def texts(app):
    return " ".join((*(markdown.value for markdown in app.markdown), words(app)))


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


@pytest.mark.parametrize(
    ("name", "fixed"), [("data", "n_fields"), ("waves", "max_mode"), ("noise", "noise")]
)
def test_an_experiment_has_no_widget_for_what_it_varies(app, name, fixed):
    page = app(PAGE, show=name)
    shown = {widget.key.removeprefix("differentiate_") for widget in page.number_input}
    assert {"n_fields", "max_mode", "noise"} - shown == {fixed}
    assert any(FIXED_TEXTS[name] == caption.value for caption in page.caption)


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
