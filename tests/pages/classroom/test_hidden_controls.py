"""What the teacher hides is hidden from everybody else, whatever a link says."""

import pytest
import streamlit as st

from nncore.runs import HistoryError
from pages.settings.class_wide import class_wide
from pages.settings.hideable import GROUPS
from tests.pages.classroom.lessons import texts


@pytest.fixture
def desk(app, history, monkeypatch):
    """Who asks next: the teacher, or somebody else."""
    here = {"teacher": False}
    monkeypatch.setattr("pages.app.rights.is_here", lambda address, headers: here["teacher"])
    return here


def widgets(page):
    return {one.key for one in (*page.number_input, *page.selectbox, *page.button)}


def test_the_teacher_hides_controls_from_everybody_else(app, desk):
    desk["teacher"] = True
    view = app("lessons.py")
    view.session_state["class_view"] = True
    view.run().multiselect(key="class_hidden").set_value(["network", "buttons"]).run()
    assert not view.exception and class_wide().hidden == {"network", "buttons"}
    assert view.multiselect(key="class_hidden").value == ["network", "buttons"]
    assert {"integrate_n_hidden", "integrate_button_play"} <= widgets(app())
    desk["teacher"] = False
    page = app(hide="seed", n_hidden="7")
    gone = {"integrate_n_hidden", "integrate_button_play", "integrate_seed"}
    assert not gone & widgets(page) and "integrate_integrand" in widgets(page)
    assert page.query_params["hide"] == "seed"  # the link of a reader says its own alone
    assert page.session_state["integrate:spec"].n_hidden == 7


def test_a_control_that_is_hidden_meanwhile_is_not_changed(app, desk):
    page = app()
    box = page.number_input(key="integrate_n_hidden").set_value(9)
    class_wide().hide(["network"])
    box.run()
    assert page.session_state["integrate:spec"].n_hidden == 50
    assert "integrate_n_hidden" not in widgets(page)
    class_wide().hide([])
    assert "integrate_n_hidden" in widgets(page.run())


def test_nobody_else_hides_anything(app, desk):
    desk["teacher"] = True
    view = app("lessons.py")
    view.session_state["class_view"] = True
    choice = view.run().multiselect(key="class_hidden").set_value(["network"])
    desk["teacher"] = False
    choice.run()
    assert class_wide().hidden == frozenset()


def test_what_is_hidden_stays_hidden_when_the_server_is_started_again(app, desk, history):
    class_wide().hide(["network"])
    st.cache_resource.clear()  # all that a server holds
    assert "integrate_n_hidden" not in widgets(app())
    history.hide_controls(["seed"])  # as another server does
    st.cache_resource.clear()
    page = app()
    assert "integrate_seed" not in widgets(page) and "integrate_n_hidden" in widgets(page)


def test_the_teacher_is_told_if_it_cannot_be_kept(app, desk, monkeypatch):
    desk["teacher"] = True
    view = app("lessons.py")
    view.session_state["class_view"] = True
    choice = view.run().multiselect(key="class_hidden").set_value(["network"])

    def refuse(history, names):
        raise HistoryError("The database is full.")

    monkeypatch.setattr("nncore.runs.RunHistory.hide_controls", refuse)
    choice.run()
    assert "The database is full." in texts(view) and class_wide().hidden == frozenset()
    assert view.multiselect(key="class_hidden").value == []


def test_it_is_said_when_nothing_is_left(app, desk):
    class_wide().hide([*GROUPS, "colour"])  # which is a group in another version, perhaps
    assert "The teacher has hidden every control" in texts(app())
