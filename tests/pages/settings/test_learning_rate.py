"""The widget of the learning rate where it changes, and where a run does not go on with it."""

import pytest
from streamlit.testing.v1 import AppTest

from nncore.trainers.first_order.learning_rates import LearningRates
from pages.settings.learning_rate import all_changes_text, changes_text

ONE = LearningRates(0.01, ((1301, 0.001),))
THREE = LearningRates(0.01, ((31, 0.002), (61, 0.0005), (91, 1e-5)))


def test_the_changes_stand_in_one_line():
    assert changes_text(ONE) == "0.01, then 0.001 from epoch 1,301"
    assert changes_text(THREE) == "0.01, …, then 1e-05 from epoch 91"


def test_its_help_has_all_of_them():
    assert all_changes_text(THREE).split("  \n") == [
        "At first: 0.01.",
        "From epoch 31: 0.002.",
        "From epoch 61: 0.0005.",
        "From epoch 91: 1e-05.",
    ]


def script(is_live):
    from nncore.specs import IntegrationSpec
    from nncore.trainers import Adam
    from pages.settings.form import Form
    from pages.settings.trainer_options import trainer_widgets
    from pages.settings.view import View

    first = IntegrationSpec(trainer=Adam(0.01, learning_rate_schedule=((31, 0.002),)))
    handlers = {"learning_rate": lambda form: None} if is_live else {}
    texts = {"trainer": ("Optimizer", "")}
    trainer_widgets(Form("any", IntegrationSpec, View, handlers, texts, {}, first))


@pytest.mark.parametrize(("is_live", "shown"), [(True, 0.002), (False, 0.01)])
def test_the_rate_is_shown_that_the_widget_changes(is_live, shown):
    page = AppTest.from_function(script, args=(is_live,)).run()
    assert not page.exception
    rate = page.number_input(key="any_learning_rate")
    assert rate.value == shown
    assert ("Reset" in rate.help) == is_live
    assert [caption.value for caption in page.caption] == ["0.01, then 0.002 from epoch 31"]
    rate.set_value(0.5).run()
    trainer = page.session_state["any:spec"].trainer
    assert trainer.learning_rates == LearningRates(0.01 if is_live else 0.5, ((31, 0.002),))
