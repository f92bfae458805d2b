"""What the teacher hides is hidden from everybody else, whatever a link says."""

import pytest

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


def test_it_is_said_when_nothing_is_left(app, desk):
    class_wide().hide([*GROUPS, "colour"])
    assert class_wide().hidden == frozenset(GROUPS)
    assert "The teacher has hidden every control" in texts(app())
