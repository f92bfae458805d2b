"""The race without a browser: who takes part, and what is said if somebody cannot."""

import pytest

from nncore.trainers import TRAINERS, LevenbergMarquardt
from pages.output.numbers import unbroken
from tests.pages.shown import table

PAGE = "race.py"


def view_of(app):
    return app.session_state["race:view"]


def spec_of(app):
    return app.session_state["race:spec"]


def podium(app):
    return [" ".join(row) for row in table(app, "podium")]


def test_the_page_starts_with_a_story(app):
    page = app(PAGE)
    assert spec_of(page).initializer == "glorot" and spec_of(page).integrand == "runge"
    labels = [TRAINERS[name].label for name in view_of(page).names]
    assert len(labels) >= 3
    for row, label in zip(podium(page), labels, strict=True):  # all stand at the start
        assert unbroken(label) in row and "Ready" in row
    assert not page.error and not page.warning


def test_a_link_names_who_takes_part(app):
    page = app(PAGE, trainers="sgd,levenberg-marquardt", budget="1.5", axis="iterations")
    assert view_of(page).names == ["sgd", "levenberg-marquardt"]
    assert view_of(page).budget == 1.5
    assert len(podium(page)) == 2


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"trainers": "adam"}, "`trainers` must be 2 to 6 different names"),
        ({"trainers": "adam,adam"}, "`trainers` must be 2 to 6 different names"),
        ({"trainers": "adam,magic"}, "`trainers` must be of"),
        ({"budget": "0"}, "`budget` must be at least 0.1, got 0.0."),
        ({"axis": "beauty"}, "`axis` must be one of"),
    ],
)
def test_a_wrong_link_gives_the_default_and_a_notice(app, query, sentence):
    page = app(PAGE, **query)
    assert sentence in " ".join(warning.value for warning in page.warning)
    assert len(view_of(page).names) >= 3


def test_what_levenberg_marquardt_refuses_gets_a_sentence(app):
    page = app(PAGE, n_hidden="10000", n_samples="2000000", trainers="adam,nadam")
    assert "Jacobian" in " ".join(warning.value for warning in page.warning)
    assert not page.error


def test_what_another_trainer_refuses_gets_a_sentence_too(app):
    page = app(PAGE, n_hidden="10000")
    sentences = " ".join(message.value for message in (*page.error, *page.warning))
    assert "**Hidden units** must be at most" in sentences and "Variable projection" in sentences


def test_one_alone_is_no_race(app):
    page = app(PAGE)
    page.multiselect(key="race_trainers").set_value(["adam"]).run()
    assert "2 to 6 different names" in " ".join(error.value for error in page.error)
    assert len(view_of(page).names) >= 3
    page.multiselect(key="race_trainers").set_value(["adam", "nadam"]).run()
    assert view_of(page).names == ["adam", "nadam"] and not page.error


def test_a_small_experiment_gets_small_batches(app):
    page = app(PAGE, n_samples="12", trainers="adam,levenberg-marquardt")
    assert not page.error
    assert spec_of(page).trainer == LevenbergMarquardt()


def test_the_files_of_each_run_can_be_taken_away(app):
    page = app(PAGE)
    assert not page.get("download_button")  # nothing is made before somebody looks
    page.session_state["race_files"] = True  # as if the section was opened
    page.run()
    assert not page.exception
    labels = {button.proto.label: button.proto.disabled for button in page.get("download_button")}
    assert labels["Python script"] is False and labels["Network (JSON)"] is True
