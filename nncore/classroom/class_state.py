"""How a class stands at a step of a lesson: who is where, and what it has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from nncore.runs import LessonAnswer, LessonPlace, RunHistory
from nncore.runs.lesson_rows import now

#: Who has not moved for so long has gone home.
LESSON_HOURS = 3


@dataclass(frozen=True)
class ClassState:
    """A class, as it stands now.

    Parameters
    ----------
    places : tuple of LessonPlace
        Where the readers are, in all lessons; who has moved last stands last.
    answers : tuple of LessonAnswer
        To all lessons, in the order in which they were given: of each reader the first one to
        each part of a step.
    """

    places: tuple[LessonPlace, ...]
    answers: tuple[LessonAnswer, ...]

    def at(self, lesson: str, step: int) -> int:
        """Return how many readers are at a step."""
        return sum((place.lesson, place.step) == (lesson, step) for place in self.places)

    def values(self, lesson: str, step: int, part: str) -> list[float]:
        """Return what was answered to a part of a step, in the order in which it was."""
        asked = (lesson, step, part)
        return [one.value for one in self.answers if (one.lesson, one.step, one.part) == asked]

    def counts(self, lesson: str, step: int, part: str, n_choices: int) -> list[int]:
        """Return how often each choice was made, from the first to the last.

        Whatever else was answered, before the lesson was edited, is not counted.
        """
        given = self.values(lesson, step, part)
        return [given.count(number) for number in range(1, n_choices + 1)]


def look_at_class(history: RunHistory) -> ClassState:
    """Return how a class stands, as the history has it.

    What it did before, and what readers have answered who began a lesson again, the CSV tells.
    """
    since = now() - timedelta(hours=LESSON_HOURS)
    return ClassState(tuple(history.places(since)), _first(history.answers(since)))


def _first(answers: Sequence[LessonAnswer]) -> tuple[LessonAnswer, ...]:
    """Return of answers, in their order, those that stand for a reader."""
    found: dict[tuple[str, str, int, str], LessonAnswer] = {}
    for one in answers:
        found.setdefault((one.session, one.lesson, one.step, one.part), one)
    return tuple(found.values())


def reader_numbers(
    answers: Sequence[LessonAnswer], places: Sequence[LessonPlace]
) -> dict[str, int]:
    """Return a number for each reader, so that nobody needs a name: session -> from 1."""
    sessions = [*(one.session for one in answers), *(one.session for one in places)]
    return {session: n for n, session in enumerate(dict.fromkeys(sessions), start=1)}
