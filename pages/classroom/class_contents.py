"""What the teacher sees of a class: where its readers are, and what they have answered."""

from dataclasses import dataclass
from typing import Any

from nncore.classroom import ChoicePrediction, Lesson, NumberPrediction, Question
from nncore.classroom.answers_table import choice_texts, part_of
from nncore.classroom.class_state import ClassState, reader_numbers
from nncore.figures.predictions import LETTERS, choice_bars, prediction_histogram
from nncore.live import Contents, HistoryWatch
from nncore.messages import gettext, marked, marked_plural, said
from nncore.runs.lesson_rows import PARTS, PREDICTION, QUESTION
from pages.app.markdown import escaped

READER, LESSON, STEP = marked("Reader"), marked("Lesson"), marked("Step")
STEP_OF = marked("{number} of {n}")
UNNAMED = marked("reader {number}")
ANSWER, TIMES = marked("Answer"), marked("Readers")
#: Part -> how far the class is with it.
COUNTS = {
    PREDICTION: marked_plural(
        "**{given}** of {n} reader at this step has predicted.",
        "**{given}** of {n} readers at this step have predicted.",
    ),
    QUESTION: marked_plural(
        "**{given}** of {n} reader at this step has explained.",
        "**{given}** of {n} readers at this step have explained.",
    ),
}
ASKED_NOT = {
    PREDICTION: marked("Nothing is predicted at this step."),
    QUESTION: marked("Nothing is asked at this step."),
}
#: Part -> the head of the column that tells who has answered it.
PART_HEADS = {PREDICTION: marked("Predicted"), QUESTION: marked("Explained")}
_MOST_ROWS = 200

ClassWatch = HistoryWatch[ClassState]


@dataclass(frozen=True)
class Watching:
    """What the teacher looks at.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.
    number : int
        Which step of it, from 1.
    shows_truth : bool
        Whether the class has predicted, and may see what is right.
    titles : tuple of (str, str, int)
        Name, title and number of steps of all lessons, for the table of readers.
    """

    lesson: Lesson
    number: int
    shows_truth: bool
    titles: tuple[tuple[str, str, int], ...]


def class_contents(watching: Watching, watch: ClassWatch) -> Contents:
    """Return the contents of all elements of the teacher's view."""
    state = watch.found
    contents: dict[str, Any] = {"readers": _readers(watching, state)}
    for part in PARTS:
        asked = part_of(watching.lesson, watching.number, part)
        contents[f"{part}_count"] = _count(watching, state, part, asked)
        if asked is not None:
            contents[f"{part}_chart"] = _chart(watching, state, part, asked)
        if choice_texts(asked):
            contents[f"{part}_choices"] = _choices(watching, state, part, asked)
    return contents


def _count(watching: Watching, state: ClassState, part: str, asked: Any) -> dict[str, str]:
    if asked is None:
        return {"text": gettext(ASKED_NOT[part]), "look": "caption"}
    given = len(state.values(watching.lesson.name, watching.number, part))
    # Who has answered may have gone on.
    n = max(given, state.at(watching.lesson.name, watching.number))
    singular, plural = COUNTS[part]
    ask = escaped(gettext(asked.ask))
    return {"text": f"{ask}\n\n{said(singular, plural, given=given, n=n)}"}


def _chart(
    watching: Watching,
    state: ClassState,
    part: str,
    asked: NumberPrediction | ChoicePrediction | Question,
) -> dict[str, Any]:
    if isinstance(asked, NumberPrediction):
        figure = prediction_histogram(
            state.values(watching.lesson.name, watching.number, part),
            asked.lower,
            asked.upper,
            logarithmic=asked.scale == "log",
            truth=asked.truth if watching.shows_truth else None,
        )
    else:
        truth = asked.truth if watching.shows_truth else None
        figure = choice_bars(_counts(watching, state, part, asked), truth)
    return {"figure": figure, "run": f"{watching.lesson.name} {watching.number} {part}"}


def _counts(watching: Watching, state: ClassState, part: str, asked: Any) -> list[int]:
    name, number = watching.lesson.name, watching.number
    return state.counts(name, number, part, len(choice_texts(asked)))


def _choices(watching: Watching, state: ClassState, part: str, asked: Any) -> dict[str, Any]:
    counts, texts = _counts(watching, state, part, asked), choice_texts(asked)
    rows = []
    for number, (count, text) in enumerate(zip(counts, texts, strict=True), start=1):
        mark = " ✓" if watching.shows_truth and number == asked.truth else ""
        rows.append([LETTERS[number - 1] + mark, escaped(gettext(text)), str(count)])
    return {
        "columns": ["", gettext(ANSWER), gettext(TIMES)],
        "rows": rows,
        "text_columns": [0, 1],
    }


def _readers(watching: Watching, state: ClassState) -> dict[str, Any]:
    """Return who is where; who has moved last stands first."""
    numbers = reader_numbers(state.answers, state.places)
    known = {name: (title, n) for name, title, n in watching.titles}
    heads = (READER, LESSON, STEP, *(PART_HEADS[part] for part in PARTS))
    rows = []
    for place in reversed(state.places[-_MOST_ROWS:]):
        title, n = known.get(place.lesson, (place.lesson, place.step))
        name = escaped(place.nickname) or said(UNNAMED, number=numbers[place.session])
        answered = {
            one.part
            for one in state.answers
            if (one.session, one.lesson, one.step) == (place.session, place.lesson, place.step)
        }
        marks = ["✓" if part in answered else "" for part in PARTS]
        step = said(STEP_OF, number=place.step, n=n)
        rows.append([name, escaped(gettext(title)), step, *marks])
    return {
        "columns": list(map(gettext, heads)),
        "rows": rows,
        "text_columns": [0, 1, 2, 3, 4],
    }
