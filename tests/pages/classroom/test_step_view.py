"""What a step asks, and what becomes of the answers."""

import pytest

from nncore.classroom.class_state import look_at_class
from nncore.live import digest
from nncore.runs import HistoryError, LessonAnswer
from nncore.runs.lesson_rows import PREDICTION, QUESTION, now
from tests.pages.classroom.lessons import button, keys, know, predict, press, texts


@pytest.fixture
def shown(app, history):
    shown = app("autopsy.py", lesson="drift")
    shown.whose = know(shown)
    return shown


def chosen(page):
    """Return the keys of the choices that are marked as the reader's."""
    return [one.key for one in page.button if one.icon == ":material/radio_button_checked:"]


def kept(history, part=PREDICTION):
    return [one.value for one in history.answers() if one.part == part]


@pytest.mark.parametrize(("typed", "value"), [("3.5", 3.5), ("3,5", 3.5), (" 4e0 ", 4.0), ("0", 0)])
def test_a_prediction_is_kept_and_reveals_what_it_was_about(shown, history, typed, value):
    assert "The overflow is switched off" not in texts(shown)
    predict(shown, typed)
    assert kept(history) == [value] and not shown.error
    assert "The overflow is switched off" in texts(shown)
    assert not shown.session_state["autopsy:view"].exponential_overflows
    assert shown.query_params["exponential_overflows"] == "false"
    assert history.answers()[0].session == shown.whose


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "A prediction must be a number such as 0.5 or 3e-4, got ''"),
        ("about three", "A prediction must be a number such as 0.5 or 3e-4, got 'about three'"),
        ("nan", "The prediction must lie between 0 and 20, got nan"),
        ("inf", "The prediction must lie between 0 and 20, got inf"),
        ("−3", "The prediction must lie between 0 and 20, got -3"),
        ("1,000", "can be read in two ways"),
        ("<b>3</b>", "A prediction must be a number"),
    ],
)
def test_what_is_no_prediction_is_told_and_nothing_is_lost(shown, history, typed, told):
    predict(shown, typed)
    assert told in shown.error[0].value and kept(history) == []
    predict(shown, "3.5")
    assert not shown.error and kept(history) == [3.5]


def test_the_truth_is_told_when_nothing_is_left_to_be_found_out(shown):
    predict(shown, "3.5")
    assert "You predicted **3.5**." in texts(shown) and "3.68" not in texts(shown)
    press(shown, "lesson_question_1")
    assert "You predicted **3.5**; it is about **3.68**." in texts(shown)


def test_an_answer_is_told_at_once_why_it_is_not_so_and_others_may_be_tried(shown, history):
    predict(shown, "3.5")
    press(shown, "lesson_question_3")
    assert "**Not so.** They are about 1e-14" in texts(shown)
    press(shown, "lesson_question_2")
    assert "**Right.** A height that is wrong by c" in shown.success[0].value
    assert "The first answer counts." in texts(shown) and kept(history, QUESTION) == [3.0]
    assert chosen(shown) == ["lesson_question_2"]  # the mark is where the words are about


def test_choices_are_predicted_by_a_press(app, history):
    shown = app("differentiate.py", lesson="data")
    assert button(shown, "differentiate_button_play").disabled
    press(shown, "lesson_prediction_3")
    assert not button(shown, "differentiate_button_play").disabled
    assert "You predicted **None: all three come to about ±0.52**." in texts(shown)
    assert "lesson_prediction_3" not in keys(shown)


@pytest.mark.parametrize("value", [-3.0, 0.0, 1.5, 7.0, 1e12])
def test_what_was_answered_before_the_lesson_was_edited_is_asked_again(app, history, value):
    whose = digest(f"{1:032x}")
    for part in (PREDICTION, QUESTION):
        history.add_answer(LessonAnswer(whose, "overflow", 2, part, value, now()))
    page = app("autopsy.py", lesson="overflow", step="2")
    assert know(page) == whose and not page.exception
    press(page, "lesson_prediction_2")
    assert "You predicted **All seven become numbers**." in texts(page)
    press(page, "lesson_question_1")
    assert chosen(page) == ["lesson_question_1"]


def test_what_was_answered_is_there_again_after_a_reload(app, shown, history):
    predict(shown, "3.5")
    again = app("autopsy.py", lesson="drift")
    assert "lesson_predict" in keys(again)  # nobody knows yet who it is
    know(again)
    assert "lesson_predict" not in keys(again) and "You predicted **3.5**" in texts(again)


def test_readers_are_seen_at_their_steps_with_their_nicknames(shown, history):
    assert history.place_of(shown.whose).step == 1
    shown.text_input(key="lesson_nickname").set_value("  Ана <b>  ").run()
    place = history.place_of(shown.whose)
    assert (place.nickname, place.lesson, place.step) == ("Ана <b>", "drift", 1)
    predict(shown, "3.5")
    press(shown, "lesson_question_2")
    press(shown, "lesson_arrow_forward")
    assert history.place_of(shown.whose).step == 2


@pytest.mark.parametrize("nickname", ["x" * 31, "x" * 10_000, "a\u202eb"])
def test_a_long_nickname_is_refused_and_the_old_one_stays(shown, history, nickname):
    shown.text_input(key="lesson_nickname").set_value("Ana").run()
    shown.text_input(key="lesson_nickname").set_value(nickname).run()
    assert "must be one line of at most 30 printable characters" in shown.error[0].value
    assert history.place_of(shown.whose).nickname == "Ana"


def test_who_starts_again_is_asked_everything_and_the_first_answers_count(app, shown, history):
    assert "lesson_replay" not in keys(shown)
    predict(shown, "3.5")
    press(shown, "lesson_question_1")
    press(shown, "lesson_arrow_forward")
    assert not shown.session_state["autopsy:view"].exponential_overflows
    press(shown, "lesson_replay")
    assert "step 1 of 2" in texts(shown) and "lesson_replay" not in keys(shown)
    assert shown.session_state["autopsy:view"].exponential_overflows
    predict(shown, "4")
    press(shown, "lesson_question_2")
    assert "You predicted **4**; it is about **3.68**." in texts(shown)
    assert kept(history) == [3.5, 4.0] and kept(history, QUESTION) == [1.0, 2.0]
    counted = look_at_class(history)
    assert counted.values("drift", 1, PREDICTION) == [3.5]
    assert counted.values("drift", 1, QUESTION) == [1.0]


def test_what_was_answered_again_is_there_after_a_reload(app, shown, history):
    predict(shown, "3.5")
    press(shown, "lesson_replay")
    again = app("autopsy.py", lesson="drift")
    know(again)
    assert "lesson_predict" in keys(again)  # it was begun again, though nothing was answered since
    predict(again, "4")
    after = app("autopsy.py", lesson="drift")
    know(after)
    assert "You predicted **4**." in texts(after) and "3.5" not in texts(after)


def test_a_lesson_that_the_teacher_clears_meanwhile_goes_on_as_it_was_begun(app, shown, history):
    predict(shown, "3.5")
    press(shown, "lesson_replay")
    history.clear_lesson("drift")
    predict(shown, "4")
    after = app("autopsy.py", lesson="drift")
    know(after)
    assert "You predicted **4**." in texts(after)
    assert look_at_class(history).values("drift", 1, PREDICTION) == [4.0]


def test_without_a_history_it_is_begun_again_and_the_reader_told(shown, history, monkeypatch):
    def away():
        raise HistoryError("The database is away.")

    predict(shown, "3.5")
    monkeypatch.setattr("pages.classroom.progress.run_history", away)
    press(shown, "lesson_replay")
    assert "The history could not note that you start again" in shown.error[0].value
    assert "lesson_predict" in keys(shown)


def test_without_a_history_the_lesson_goes_on_and_says_so(shown, history, monkeypatch):
    def away():
        raise HistoryError("The database is away.")

    monkeypatch.setattr("pages.classroom.progress.run_history", away)
    predict(shown, "3.5")
    assert shown.error[0].value == "Your answer could not be kept: The database is away."
    assert "The overflow is switched off" in texts(shown)
