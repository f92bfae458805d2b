"""The strip of a lesson: steps, Play that is locked, links, and the way to other pages."""

import pytest

from pages.app.seats import registry
from pages.classroom import lesson_end, step_view, strip
from pages.classroom.lesson_pages import ELEMENTS
from pages.output.numbers import MISSING
from pages.settings import concealed
from pages.settings.hideable import GROUPS
from tests.pages.classroom.lessons import button, contents, keys, know, predict, press, texts


def test_a_link_opens_a_step_with_its_settings(app, history):
    page = app("race.py", lesson="trainers", step="2")
    assert "step 2 of 2" in texts(page) and "Now 600 units" in texts(page)
    assert page.session_state["race:spec"].n_hidden == 600
    assert page.query_params["lesson"] == "trainers" and page.query_params["step"] == "2"
    assert page.query_params["n_hidden"] == "600"


def test_settings_of_the_reader_beside_a_lesson_stay(app, history):
    page = app("race.py", lesson="trainers", step="1", n_hidden="7")
    assert page.session_state["race:spec"].n_hidden == 7
    assert "step 1 of 2" in texts(page)


def test_play_is_locked_until_the_prediction_is_given(app, history):
    page = app("race.py", lesson="trainers")
    assert button(page, "race_button_play").disabled and button(page, "race_button_step").disabled
    assert button(page, "race_button_play").help == strip.FIRST_PREDICT
    predict(page, "1e-5", "trainers")
    assert not button(page, "race_button_play").disabled
    assert "Press Play and wait for the end." in texts(page)


def test_pages_without_a_lesson_are_not_locked(app, history):
    page = app("integrate.py")
    assert not button(page, "integrate_button_play").disabled
    assert "lesson_leave" not in keys(page)


def test_the_steps_go_forth_and_back_with_their_settings(app, history):
    page = app("autopsy.py", lesson="overflow")
    predict(page, "88", "overflow")
    press(page, "lesson_question_1")
    assert page.session_state["autopsy:view"].precision == "float32"
    press(page, "lesson_arrow_forward")
    assert "step 2 of 2" in texts(page)
    assert page.session_state["autopsy:view"].precision == "float64"
    assert "lesson_arrow_forward" not in keys(page)  # there is none
    press(page, "lesson_arrow_back")
    assert "step 1 of 2" in texts(page) and "lesson_arrow_back" not in keys(page)
    assert page.query_params["step"] == "1"


def test_the_next_step_comes_after_the_answer(app, history):
    page = app("autopsy.py", lesson="drift")
    assert button(page, "lesson_arrow_forward").disabled
    predict(page, "3.5")
    assert button(page, "lesson_arrow_forward").disabled
    press(page, "lesson_question_1")
    assert not button(page, "lesson_arrow_forward").disabled


def test_the_teacher_goes_to_any_step(app, history, teacher):
    page = app("autopsy.py", lesson="drift")
    press(page, "lesson_arrow_forward")
    assert "step 2 of 2" in texts(page)


def test_what_would_give_the_prediction_away_comes_after_it(app, history):
    page = app("integrate.py", lesson="wrong")
    assert {"validation", "fit"} <= set(contents(page))
    assert not {"nni", "exact", "sni_error", "divergence", "intervals"} & set(contents(page))
    assert concealed.LATER in texts(page) and not page.tabs
    predict(page, "1e-5", "wrong")
    assert {"nni", "exact", "sni_error", "divergence", "intervals"} <= set(contents(page))
    assert concealed.LATER not in texts(page) and page.tabs


def test_a_lesson_gives_no_advice_that_leads_away_from_it(app, history):
    assert app("differentiate.py", show="waves").warning
    assert not app("differentiate.py", lesson="stencil", step="2").warning


def test_nothing_is_left_out_of_a_page_whose_lesson_is_left(app, history):
    page = app("integrate.py", lesson="wrong")
    press(page, "lesson_leave")
    assert "nni_error" in contents(page) and concealed.LATER not in texts(page)


def test_the_question_comes_when_the_runs_are_over(app, history, monkeypatch):
    page = app("waves.py", lesson="waves")
    know(page)
    predict(page, "2", "waves")
    assert "lesson_question_1" not in keys(page) and step_view.WHEN_OVER in texts(page)
    assert "2.22" not in texts(page)
    watch = registry().tab_at(page.session_state["live:seat"]).pages["waves"]
    while not watch.is_over:
        watch.step()
    page.run()
    assert step_view.WHEN_OVER not in texts(page)
    press(page, "lesson_question_2")
    assert "it is about **2.2**" in texts(page)
    press(page, "waves_button_reset")
    assert "lesson_question_2" in keys(page)  # who has seen the end has seen it


def test_the_end_has_a_summary_and_leads_on(app, history):
    page = app("autopsy.py", lesson="drift", step="2")
    predict(page, "1", step=2)
    assert lesson_end.END not in texts(page)
    press(page, "lesson_question_1")
    assert lesson_end.END in texts(page)
    assert f"| 1 | {MISSING} | {MISSING} | {MISSING} |" in texts(page)  # it may still be predicted
    assert "| 2 | 1 | 0.0052 | not so: The validation loss |" in texts(page)
    links = [one.proto for one in page.get("page_link")]
    assert any(one.label == "The next lesson: Why inf and nan?" for one in links)
    assert any(one.label == "All lessons" for one in links)


@pytest.mark.parametrize("page", list(ELEMENTS))
def test_what_lessons_may_leave_out_is_on_the_page(app, history, page):
    """A name that no element has any more would leave nothing out."""
    shown = app(f"{page}.py")
    names = {slot.rstrip("0123456789").rstrip(" _") for slot in contents(shown)}
    assert set(ELEMENTS[page]) - {concealed.TABS} <= names
    assert shown.tabs or concealed.TABS not in ELEMENTS[page]


def test_who_leaves_keeps_the_settings_and_may_play(app, history):
    page = app("race.py", lesson="trainers")
    press(page, "lesson_leave")
    assert "lesson_leave" not in keys(page) and "lesson" not in page.query_params
    assert page.session_state["race:spec"].n_hidden == 20
    assert not button(page, "race_button_play").disabled


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"lesson": "none"}, "There is no lesson `none`"),
        ({"lesson": "`*<b>x"}, "There is no lesson `'*<b>x`"),
        ({"lesson": "a\n\n![x](http://b)"}, "There is no lesson `a ![x](http://b)`"),
        ({"lesson": "x" * 5_000}, "There is no lesson `xxx"),
        ({"lesson": "drift", "step": "3"}, "The lesson `drift` has no step `3`"),
        ({"lesson": "drift", "step": "0"}, "has no step `0`: it begins with the first of 2"),
        ({"lesson": "drift", "step": "-1"}, "has no step `-1`"),
        ({"lesson": "drift", "step": "two"}, "has no step `two`"),
        ({"lesson": "drift", "step": "٢"}, "has no step `٢`"),
        ({"lesson": "drift", "step": "9" * 5_000}, "has no step `999"),
    ],
)
def test_what_there_is_not_is_told_and_the_page_is_there(app, history, query, told):
    page = app("autopsy.py", **query)
    (warning,) = (one.value for one in page.warning)
    assert told in warning and len(warning) < 250
    assert ("step 1 of 2" in texts(page)) == (query["lesson"] == "drift")


def test_the_list_leads_to_the_page_of_a_lesson(app, history):
    page = app("lessons.py", lesson="trainers", step="2")
    assert "step 2 of 2" in texts(page) and page.session_state["race:spec"].n_hidden == 600


def test_another_page_has_the_way_back(app, history):
    page = app("race.py", lesson="trainers")
    page.query_params.clear()  # as the navigation does
    page.switch_page("integrate.py").run()
    (link,) = page.get("page_link")
    assert link.proto.label.startswith("Back to the lesson: Does Levenberg-Marquardt")
    assert not button(page, "integrate_button_play").disabled
    assert "lesson" not in page.query_params


def test_a_link_of_the_page_itself_does_not_leave_the_lesson(app, history):
    page = app("autopsy.py", lesson="drift")
    page.query_params.clear()
    page.query_params["tab"] = "why"
    page.run()
    assert "step 1 of 2" in texts(page) and page.session_state["autopsy:view"].tab == "why"


def test_what_was_predicted_is_revealed_to_who_comes_back(app, history):
    first = app("autopsy.py", lesson="drift")
    know(first)
    predict(first, "3.5")
    again = app("autopsy.py", lesson="drift")
    assert again.session_state["autopsy:view"].exponential_overflows
    know(again)
    assert "You predicted **3.5**" in texts(again)
    assert not again.session_state["autopsy:view"].exponential_overflows


LESSON = """\
title = "Less is shown."
about = "Two steps."
page = "integrate"
minutes = 5

[[step]]
see = "Look."
hide = {hide}

[[step]]
see = "Set the width."
"""


@pytest.fixture
def own_lesson(history, tmp_path, monkeypatch):
    """What puts a lesson into the teacher's folder that hides controls in its first step."""

    def put(hide):
        (tmp_path / "less.toml").write_text(LESSON.format(hide=hide), encoding="utf-8")

    monkeypatch.setenv("NNCORE_LESSONS", str(tmp_path))
    return put


def numbers(page):
    return {one.key for one in page.number_input}


def test_a_step_hides_controls_until_the_next_one(app, own_lesson):
    own_lesson('["network", "seed", "reset"]')
    page = app(lesson="less", step="1", n_hidden="7")
    gone, buttons = {"integrate_n_hidden", "integrate_seed"}, {"integrate_button_reset"}
    assert not gone & numbers(page) and not buttons & keys(page)
    assert "integrate_n_points" in numbers(page) and "integrate_button_play" in keys(page)
    assert page.session_state["integrate:spec"].n_hidden == 7
    assert "hide" not in page.query_params  # it is the step's, and no part of a link
    press(page, "lesson_arrow_forward")
    assert gone <= numbers(page) and buttons <= keys(page)
    press(page, "lesson_arrow_back")
    press(page, "lesson_leave")
    assert gone <= numbers(page) and buttons <= keys(page)


def test_no_address_shows_what_a_step_hides(app, own_lesson):
    own_lesson('["network"]')
    page = app(lesson="less", hide="seed")
    assert not {"integrate_n_hidden", "integrate_seed"} & numbers(page)
    page.query_params["hide"] = "data"
    page.run()
    assert not {"integrate_n_hidden", "integrate_noise"} & numbers(page)
    assert "integrate_seed" in numbers(page)


def test_a_step_that_names_no_control_is_refused_with_its_line(app, own_lesson, teacher):
    own_lesson('["network", "colour"]')
    assert "less.toml, line 8: `hide` has 'colour', which is not a control" in texts(
        app("lessons.py")
    )


def test_it_is_said_where_a_step_leaves_nothing(app, own_lesson):
    own_lesson(list(GROUPS))
    assert "The teacher has hidden every control" in texts(app(lesson="less"))
