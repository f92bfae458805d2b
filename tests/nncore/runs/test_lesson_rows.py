"""What of lessons can be kept, and what is refused with a sentence."""

import dataclasses
import math

import pytest

from nncore.runs import LessonAnswer, LessonPlace
from nncore.runs.lesson_rows import check_place
from tests.nncore.runs.records import BEGAN

ANSWER = LessonAnswer("a" * 32, "drift", 1, "prediction", 2.5, BEGAN)
PLACE = LessonPlace("a" * 32, "drift", 1, "Ана & Бо́ря", BEGAN)


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"session": ""}, "`session` must be 1 to 64 hexadecimal digits, got ''"),
        ({"session": "a" * 65}, "`session` must be 1 to 64"),
        ({"session": "<b>"}, "`session` must be 1 to 64"),
        ({"lesson": "../drift"}, "The name of a lesson must be 1 to 64 small letters"),
        ({"lesson": "d" * 65}, "The name of a lesson"),
        ({"step": 0}, "`step` must be a whole number from 1 to 100, got 0"),
        ({"step": 101}, "`step` must be"),
        ({"step": True}, "`step` must be"),
        ({"part": "guess"}, "`part` must be one of prediction, question, got 'guess'"),
        ({"value": math.nan}, "`value` must be a finite number, got nan"),
        ({"value": math.inf}, "`value` must be"),
        ({"value": "2"}, "`value` must be"),
        ({"value": True}, "`value` must be"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(changes, told):
    with pytest.raises(ValueError, match=told):
        dataclasses.replace(ANSWER, **changes)


@pytest.mark.parametrize("nickname", ["x" * 31, "x" * 10_000, "a\nb", "a\u202eb", 3])
def test_a_nickname_is_a_short_line(nickname):
    told = "`nickname` must be one line of at most 30 printable characters"
    with pytest.raises(ValueError, match=told) as problem:
        dataclasses.replace(PLACE, nickname=nickname)
    assert len(str(problem.value)) < 200


@pytest.mark.parametrize("nickname", ["", "x" * 30, "<script>", "**Ана**", "=1+1"])
def test_markup_in_a_nickname_is_text(nickname):
    assert dataclasses.replace(PLACE, nickname=nickname).nickname == nickname


@pytest.mark.parametrize("lesson", ["", "Drift", "-drift", "a b", None, 3, "дрейф"])
def test_names_of_lessons_are_such_as_stand_in_a_link(lesson):
    with pytest.raises(ValueError, match="The name of a lesson"):
        check_place(lesson, 1)
