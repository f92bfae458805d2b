"""What a class has answered, where its readers are, and where the teacher has called them."""

import dataclasses
import re
import threading
from datetime import timedelta

import pytest

from nncore.runs import LessonAnswer, LessonPlace, lesson_list, open_history
from tests.nncore.runs.records import BEGAN

ANA, BOB = "a" * 32, "b" * 32
SECOND = timedelta(seconds=1)


def answer(session=ANA, value=2.5, **changes):
    first = LessonAnswer(session, "drift", 1, "prediction", value, BEGAN)
    return dataclasses.replace(first, **changes)


def place(session=ANA, step=1, **changes):
    return dataclasses.replace(LessonPlace(session, "drift", step, "", BEGAN), **changes)


def test_answers_come_back_in_the_order_in_which_they_were_given(history):
    late = answer(given=BEGAN + SECOND, part="question", value=3.0)
    early = answer(BOB, -1e-300)
    other = answer(lesson="overflow", given=BEGAN + 2 * SECOND)
    for one in (other, late, early):
        assert history.add_answer(one)
    assert history.answers() == [early, late, other]
    assert history.answers(since=late.given) == [late, other]
    assert history.answers(since=BEGAN + 3 * SECOND) == []
    assert history.answers_of(ANA, "drift") == [late]


def test_the_first_answer_counts(history):
    assert history.add_answer(answer(value=1.0))
    assert not history.add_answer(answer(value=2.0, given=BEGAN + SECOND))
    assert [one.value for one in history.answers()] == [1.0]


def test_who_begins_again_answers_again_and_what_was_answered_before_stays(history):
    assert history.attempt_of(ANA, "drift") == 1
    assert history.begin_again(ANA, "drift") == 1  # nothing has been answered yet
    assert history.add_answer(answer(value=1.0)) and history.add_answer(answer(lesson="overflow"))
    assert history.begin_again(ANA, "drift") == history.begin_again(ANA, "drift") == 2
    assert history.attempt_of(ANA, "drift") == 2 and history.answers_of(ANA, "drift") == []
    again = answer(value=2.0, given=BEGAN + SECOND, attempt=2)
    assert history.add_answer(again) and not history.add_answer(again)
    assert history.answers_of(ANA, "drift") == [again]
    assert [one.attempt for one in history.answers() if one.lesson == "drift"] == [1, 2]
    assert history.attempt_of(ANA, "overflow") == history.attempt_of(BOB, "drift") == 1


def test_a_lesson_that_is_cleared_while_it_is_done_again_keeps_what_comes_after(history):
    history.add_answer(answer())
    history.begin_again(ANA, "drift")
    history.clear_lesson("drift")
    late = answer(attempt=2)
    assert history.add_answer(late) and history.answers_of(ANA, "drift") == [late]
    assert history.begin_again(ANA, "drift") == 3


@pytest.mark.parametrize(("session", "lesson"), [("x", "drift"), (ANA, "<b>"), (ANA, "")])
def test_only_a_tab_and_a_lesson_can_begin_again(history, session, lesson):
    with pytest.raises(ValueError, match="must be 1 to 64"):
        history.begin_again(session, lesson)


def test_one_tab_cannot_fill_the_database(history, monkeypatch):
    monkeypatch.setattr(lesson_list, "MAX_ANSWERS_OF_ONE", 3)
    for step in (1, 2, 3):
        assert history.add_answer(answer(step=step))
    with pytest.raises(ValueError, match="This tab has given 3 answers, and no more are kept"):
        history.add_answer(answer(step=4))
    assert not history.add_answer(answer(step=2))  # what is there already is no new one
    assert history.add_answer(answer(BOB)) and len(history.answers()) == 4


def test_all_tabs_together_cannot_fill_it_either(history, monkeypatch):
    monkeypatch.setattr(lesson_list, "MAX_ANSWERS", 2)
    assert history.add_answer(answer(ANA)) and history.add_answer(answer(BOB))
    with pytest.raises(ValueError, match="There are 2 answers, and no more are kept: clear"):
        history.add_answer(answer("c" * 32))
    history.clear_lesson("drift")
    assert history.add_answer(answer("c" * 32))


def test_a_class_that_answers_at_once_loses_nothing(migrated):
    problems, start = [], threading.Barrier(10)

    def give(number):
        start.wait()
        try:
            with open_history(migrated, patience=30.0) as history:
                for step in range(1, 4):
                    history.add_answer(answer(f"{number:032x}", float(number), step=step))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=give, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with open_history(migrated) as history:
        found = {(one.session, one.step): one.value for one in history.answers()}
    assert found == {(f"{n:032x}", step): float(n) for n in range(10) for step in (1, 2, 3)}


def test_a_reader_is_at_one_step(history):
    history.enter_step(place())
    history.enter_step(place(BOB, seen=BEGAN + SECOND))
    moved = place(step=2, nickname="Ана", seen=BEGAN + 2 * SECOND)
    history.enter_step(moved)
    assert history.places(BEGAN) == [place(BOB, seen=BEGAN + SECOND), moved]
    assert history.places(BEGAN + 2 * SECOND) == [moved]
    assert history.place_of(ANA) == moved and history.place_of("c" * 32) is None


def test_a_lesson_is_cleared_and_others_stay(history):
    for one in (answer(), answer(BOB), answer(lesson="overflow")):
        history.add_answer(one)
    history.enter_step(place())
    history.enter_step(place(BOB, lesson="overflow"))
    assert history.clear_lesson("drift") == 2
    assert [one.lesson for one in history.answers()] == ["overflow"]
    assert [one.session for one in history.places(BEGAN)] == [BOB]


def test_the_last_call_counts(history):
    assert history.last_call() is None
    first, second = history.call_to("drift", 2), history.call_to("drift", 2)
    assert second.number > first.number and history.last_call() == second
    third = history.call_to("overflow", 1)
    assert third.number > second.number
    assert (history.last_call().lesson, history.last_call().step) == ("overflow", 1)


def test_the_controls_that_were_hidden_last_are_hidden(history):
    assert history.hidden_controls() is None
    first = history.hide_controls(["network", "data", "network"])
    assert first.names == {"network", "data"} and history.hidden_controls() == first
    second = history.hide_controls([])
    assert second.number > first.number and history.hidden_controls() == second
    assert second.names == frozenset()


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a b"], "The name of a control must be 1 to 64 letters, digits and _, got 'a b'."),
        ([""], "The name of a control must be 1 to 64 letters, digits and _, got ''."),
        ([7], "The name of a control must be 1 to 64 letters, digits and _, got 7."),
        (list(map(str, range(1_001))), "`names` must have at most 1000, got 1001."),
    ],
)
def test_what_is_no_list_of_controls_is_refused(history, names, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        history.hide_controls(names)
    assert history.hidden_controls() is None


def test_another_server_sees_what_was_answered(migrated):
    with open_history(migrated) as first, open_history(migrated) as second:
        first.add_answer(answer())
        first.enter_step(place())
        hidden = first.hide_controls(["seed"])
        assert second.answers() == [answer()] and second.places(BEGAN) == [place()]
        assert second.hidden_controls() == hidden
