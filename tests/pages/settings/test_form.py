"""A form takes what its widgets can give now, and leaves out what they could give before."""

import pytest

from nncore.messages import catalogue, gettext
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt
from pages.integration.view import IntegrationView
from pages.settings.form import Form
from tests.catalogues import write_catalogue


@pytest.fixture
def state(monkeypatch):
    spec = IntegrationSpec(trainer=LevenbergMarquardt())
    state = {"page:spec": spec, "page:view": IntegrationView()}
    monkeypatch.setattr("streamlit.session_state", state)
    return state


def form(**options):
    return Form("page", IntegrationSpec, IntegrationView, {}, {}, {}, **options)


@pytest.mark.parametrize(
    ("name", "value", "owner"),
    [
        ("n_points", 7, lambda form: form.view),
        ("n_hidden", 7, lambda form: form.spec),
        ("max_iterations", 7, lambda form: form.spec.trainer),
    ],
)
def test_a_setting_is_of_the_view_the_spec_or_the_trainer(state, name, value, owner):
    state[f"page_{name}"] = value
    form().commit(name)
    assert getattr(owner(form()), name) == value and form().owner(name) is owner(form())


def test_an_empty_box_is_the_default_where_a_value_is_needed(state):
    state |= {"page_n_hidden": None, "page_lower": None}
    for name in ("n_hidden", "lower"):
        form().commit(name)
    assert form().spec.n_hidden == IntegrationSpec().n_hidden and form().spec.lower is None


def test_what_is_not_valid_changes_nothing_but_its_sentence(state):
    before = state["page:spec"]
    state["page_n_hidden"] = 0
    form().commit("n_hidden")
    assert form().spec is before and "at least 1" in str(form().problems["n_hidden"])


def test_an_option_of_the_trainer_before_changes_nothing_any_more(state):
    before = dict(state)
    state["page_momentum"] = 0.5
    form().commit("momentum")
    assert form().spec == before["page:spec"] and not form().problems


def test_what_the_page_does_not_offer_any_more_is_left_out(state):
    before = dict(state)
    state["page_n_hidden"] = 7
    form(offers=lambda form, name, value: name != "n_hidden").commit("n_hidden")
    assert form().spec == before["page:spec"] and not form().problems


def test_a_widget_that_went_away_with_the_same_click_changes_nothing(state):
    form().commit("n_hidden")
    assert form().spec == state["page:spec"]


def test_a_button_does_not_bring_back_what_the_page_has_replaced(state):
    form().seeded_key("n_hidden", 7)
    form().change_spec(n_hidden=9)  # as a box does that is dragged on a map
    assert state[form().seeded_key("n_hidden", 9)] == 9
    # Play comes from a browser that has not received that yet.
    state |= {"page_n_hidden": 7, "page_button_play": True}
    form().commit("n_hidden")
    assert form().spec.n_hidden == 9
    assert state[form().seeded_key("n_hidden", 9)] == 9
    # What is set meanwhile is taken, with a button and without one.
    state |= {"page_n_hidden": 8}
    form().commit("n_hidden")
    assert form().spec.n_hidden == 8
    form().seeded_key("n_hidden", 8)
    state |= {"page_n_hidden": 7, "page_button_play": False}
    form().commit("n_hidden")
    assert form().spec.n_hidden == 7


def test_nor_what_was_replaced_before_that(state):
    """Two boxes are dragged and Play is pressed, faster than the page answers."""
    form().seeded_key("n_hidden", 7)
    form().change_spec(n_hidden=8)
    form().seeded_key("n_hidden", 8)
    state |= {"page_n_hidden": 7, "page_map": {"box": {"x0": 0.5}}}  # with the second drag
    form().commit("n_hidden")
    assert form().spec.n_hidden == 8
    form().change_spec(n_hidden=9)
    form().seeded_key("n_hidden", 9)
    # By the time of the button the browser shows what the first drag gave.
    state |= {"page_n_hidden": 8, "page_map": {"box": None}, "page_button_play": True}
    form().commit("n_hidden")
    assert form().spec.n_hidden == 9 and state[form().seeded_key("n_hidden", 9)] == 9


def test_a_button_and_a_setting_in_one_message_are_both_taken(state):
    form().seeded_key("n_hidden", 7)
    form().change_spec(n_hidden=9)
    form().seeded_key("n_hidden", 9)
    form().seeded_key("n_hidden", 9)  # the browser has answered: it shows 9
    state |= {"page_n_hidden": 7, "page_button_play": True}
    form().commit("n_hidden")
    assert form().spec.n_hidden == 7


def test_what_is_chosen_by_its_words_is_known_by_them_in_any_language(state, tmp_path, monkeypatch):
    write_catalogue(tmp_path, "pt", {"Details": "Detalhes"})
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr("pages.app.language.spoken_language", lambda locale: "pt")
    state["page_tab"], chosen = "Detalhes", []
    handlers = {"tab": lambda form: chosen.append(state["page_tab"] == gettext("Details"))}
    Form("page", IntegrationSpec, IntegrationView, handlers, {}, {}).commit("tab")
    assert chosen == [True]
