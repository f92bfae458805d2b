"""The end of a lesson: what was predicted and answered, and what it is; and where to go on."""

from collections.abc import Iterator

import streamlit as st

from nncore.classroom import ChoicePrediction, Lesson
from nncore.messages import gettext, marked, said
from nncore.runs.lesson_rows import PREDICTION, QUESTION
from pages.classroom.lesson_pages import library
from pages.classroom.progress import OpenStep
from pages.output.numbers import MISSING, value_text
from pages.output.tables import markdown_table

END = marked("**The end of the lesson.** What you predicted, what it is, and what you answered:")
COLUMNS = (
    marked("step"),
    marked("your prediction"),
    marked("it is"),
    marked("your first answer"),
)
RIGHT, NOT_RIGHT = marked("right: {text}"), marked("not so: {text}")
NEXT_LESSON, ALL_LESSONS = marked("The next lesson: {title}"), marked("All lessons")


def draw_end(lesson: Lesson) -> None:
    """Draw the end of a lesson below its last step."""
    st.divider()
    st.markdown(gettext(END))
    heads = list(map(gettext, COLUMNS))
    st.markdown(markdown_table(heads, summary(lesson), range(len(heads))))
    with st.container(horizontal=True, gap="medium"):
        following = _after(lesson)
        if following is not None:
            st.page_link(
                f"{following.page}.py",
                label=said(NEXT_LESSON, title=gettext(following.title)),
                icon=":material/school:",
                query_params={"lesson": following.name, "step": "1"},
            )
        st.page_link("lessons.py", label=gettext(ALL_LESSONS), icon=":material/list:")


def summary(lesson: Lesson) -> Iterator[list[str]]:
    """Yield a row for each step: its number, prediction, truth and first answer."""
    for number in range(1, len(lesson.steps) + 1):
        step = OpenStep(lesson, number)
        if step.step.prediction is not None or step.step.question is not None:
            cells = [*_predicted(step), _answered(step)]
            yield [str(number), *(cell.replace("|", "\\|") for cell in cells)]


def _predicted(step: OpenStep) -> tuple[str, str]:
    """Return the prediction and the truth as they are read; neither before it is given."""
    prediction, given = step.step.prediction, step.given(PREDICTION)
    if prediction is None or given is None:
        return MISSING, MISSING
    if isinstance(prediction, ChoicePrediction):
        texts = prediction.choices
        return gettext(texts[int(given) - 1]), gettext(texts[prediction.truth - 1])
    return value_text(given), value_text(prediction.truth)


def _answered(step: OpenStep) -> str:
    question, given = step.step.question, step.given(QUESTION)
    if question is None or given is None:
        return MISSING
    choice = question.choices[int(given) - 1]
    return said(RIGHT if choice.right else NOT_RIGHT, text=gettext(choice.text))


def _after(lesson: Lesson) -> Lesson | None:
    """Return the lesson that is listed after another one, or None."""
    listed = list(library().look()[0].values())
    names = [one.name for one in listed]
    number = names.index(lesson.name) + 1 if lesson.name in names else len(names)
    return listed[number] if number < len(listed) else None
