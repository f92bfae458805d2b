"""How a class stands: counted from what the history has."""

import dataclasses
from datetime import timedelta

from nncore.classroom.class_state import (
    LESSON_HOURS,
    ClassState,
    look_at_class,
    reader_numbers,
)
from nncore.runs import open_history
from nncore.runs.lesson_rows import now
from tests.nncore.classroom.classes import SESSIONS, answer, place

ANSWERS = (answer(3, 0.5), answer(1, 0.25), answer(1, 2.0, step=2, part="question"))


def test_answers_and_readers_are_counted_by_step():
    state = ClassState((place(1), place(2, step=2), place(3, lesson="other")), ANSWERS)
    assert state.values("wider", 1, "prediction") == [0.5, 0.25]
    assert state.values("other", 1, "prediction") == []
    assert state.counts("wider", 2, "question", 3) == [0, 1, 0]
    assert state.counts("wider", 1, "question", 2) == [0, 0]
    assert (state.at("wider", 1), state.at("wider", 2), state.at("wider", 3)) == (1, 1, 0)


def test_a_choice_that_the_lesson_has_lost_is_not_counted():
    answers = tuple(answer(n, float(n + 1), part="question") for n in range(4))
    assert ClassState((), answers).counts("wider", 1, "question", 3) == [1, 1, 1]


def test_what_was_a_number_before_the_lesson_was_edited_is_no_choice():
    answers = tuple(answer(n, value) for n, value in enumerate((-3.0, 1e12, 0.5, 1.5, 0.0, 2.0)))
    assert ClassState((), answers).counts("wider", 1, "prediction", 2) == [0, 1]


def test_readers_have_numbers_and_no_names():
    assert reader_numbers(ANSWERS, (place(2), place(3))) == {
        SESSIONS[3]: 1,
        SESSIONS[1]: 2,
        SESSIONS[2]: 3,
    }


def test_the_first_answer_of_a_reader_counts_however_often_the_lesson_is_begun(tmp_path):
    given = now()
    first, late, other = answer(1, 0.25), answer(1, 2.0, 2, "question"), answer(2, 0.5)
    with open_history(tmp_path / "runs.sqlite3") as history:
        for one in (
            dataclasses.replace(first, given=given),
            dataclasses.replace(first, value=0.75, attempt=2, given=given + timedelta(seconds=1)),
            dataclasses.replace(late, attempt=2, given=given + timedelta(seconds=2)),
            dataclasses.replace(other, given=given + timedelta(seconds=3)),
        ):
            history.add_answer(one)
        state = look_at_class(history)
    assert state.values("wider", 1, "prediction") == [0.25, 0.5]
    assert state.values("wider", 2, "question") == [2.0]  # left out the first time


def test_who_has_gone_home_is_not_in_class(tmp_path):
    gone = now() - timedelta(hours=LESSON_HOURS, minutes=1)
    with open_history(tmp_path / "runs.sqlite3") as history:
        here = place(1, seen=now())
        history.enter_step(here)
        history.enter_step(place(2, seen=gone))
        today = dataclasses.replace(ANSWERS[0], given=now())
        for one in (today, dataclasses.replace(ANSWERS[1], given=gone)):
            history.add_answer(one)
        state = look_at_class(history)
        assert state == ClassState((here,), (today,)) == look_at_class(history)
        history.add_answer(dataclasses.replace(today, session=SESSIONS[8]))
        assert state != look_at_class(history)
