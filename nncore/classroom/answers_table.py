"""The answers of a class as a table, without names but for the nicknames that readers chose."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nncore.classroom.class_state import reader_numbers
from nncore.classroom.lesson import ChoicePrediction, Lesson, NumberPrediction, Question
from nncore.exports.csv_text import csv_text, no_formula
from nncore.runs import LessonAnswer, LessonPlace
from nncore.runs.lesson_rows import PREDICTION

HEADS = (
    *("time [UTC]", "reader", "nickname", "lesson", "step", "part", "answer", "text", "truth"),
    "attempt",
)


def answers_csv(
    answers: Sequence[LessonAnswer],
    places: Sequence[LessonPlace],
    lessons: Mapping[str, Lesson],
) -> str:
    """Write answers as CSV.

    Parameters
    ----------
    answers : sequence of LessonAnswer
        In the order in which they were given.
    places : sequence of LessonPlace
        Where the readers are; they know the nicknames.
    lessons : mapping
        Name -> lesson, for the texts of the choices and the truth. Answers to a lesson or a step
        that is not there any more are without.
    """
    numbers = reader_numbers(answers, places)
    nicknames = {place.session: place.nickname for place in places}
    return csv_text(
        HEADS,
        (
            (
                one.given.isoformat(timespec="seconds").removesuffix("+00:00"),
                numbers[one.session],
                no_formula(nicknames.get(one.session, "")),
                one.lesson,
                one.step,
                one.part,
                *_told(one, part_of(lessons.get(one.lesson), one.step, one.part)),
                one.attempt,
            )
            for one in answers
        ),
    )


def part_of(
    lesson: Lesson | None, step: int, part: str
) -> NumberPrediction | ChoicePrediction | Question | None:
    """Return what of a lesson was answered, or None if it is not there any more."""
    if lesson is None or step > len(lesson.steps):
        return None
    found = lesson.steps[step - 1]
    return found.prediction if part == PREDICTION else found.question


def choice_texts(part: NumberPrediction | ChoicePrediction | Question | None) -> Sequence[str]:
    """Return the choices of a part of a step; none where a number is asked for."""
    if isinstance(part, Question):
        return [choice.text for choice in part.choices]
    return part.choices if isinstance(part, ChoicePrediction) else ()


def _told(
    answer: LessonAnswer, part: NumberPrediction | ChoicePrediction | Question | None
) -> Iterator[Any]:
    """Yield an answer, its text if it is a choice, and the truth."""
    texts = choice_texts(part)
    is_choice = bool(texts) and answer.value in range(1, len(texts) + 1)
    yield int(answer.value) if is_choice else answer.value
    yield texts[int(answer.value) - 1] if is_choice else ""
    yield None if part is None else part.truth
