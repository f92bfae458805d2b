"""Lessons: their cards, and the teacher's view of a class that is in one."""

import streamlit as st

from nncore.classroom import Lesson
from nncore.messages import Sentence, gettext, marked, marked_plural, said
from pages.app.rights import is_teacher, key_box
from pages.classroom.lesson_pages import PAGE_TITLES, library
from pages.classroom.teacher_view import teacher_view

TITLE = marked("Lessons")
ABOUT = marked(
    "Each answers one question on the screen, in a few steps: you predict, you look, you explain."
)
MINUTES = marked_plural("about {n} minute", "about {n} minutes")
STEPS = marked_plural("{n} step", "{n} steps")
TEACHER = marked("The teacher's view")
NEEDS_KEY = marked("Who is where, and what the class has answered: for this the key is needed.")
_CARDS_IN_A_ROW = 3


def _card(lesson: Lesson) -> None:
    with st.container(border=True, height="stretch"):
        st.page_link(
            f"{lesson.page}.py",
            label=f"**{gettext(lesson.title)}**",
            icon=":material/school:",
            query_params={"lesson": lesson.name, "step": "1"},
        )
        st.markdown(gettext(lesson.about))
        minutes, steps = said(*MINUTES, n=lesson.minutes), said(*STEPS, n=len(lesson.steps))
        page = gettext(PAGE_TITLES[lesson.page])
        st.caption(f":material/schedule: {minutes} · {steps} · {page}")


def _for_the_teacher(lessons: dict[str, Lesson], problems: list[Sentence]) -> None:
    if not is_teacher():
        with st.popover(gettext(TEACHER), icon=":material/key:"):
            key_box(gettext(NEEDS_KEY), "lessons")
        return
    for problem in problems:
        st.error(str(problem), icon=":material/error:")
    view = st.expander(
        gettext(TEACHER), icon=":material/groups:", key="class_view", on_change="rerun"
    )
    if view.open and lessons:
        with view:
            teacher_view(lessons)


lessons, problems = library().look()
st.title(gettext(TITLE), anchor=False)
_for_the_teacher(lessons, problems)
st.markdown(gettext(ABOUT))
names = list(lessons)
for first in range(0, len(names), _CARDS_IN_A_ROW):
    row = names[first : first + _CARDS_IN_A_ROW]
    for column, name in zip(st.columns(_CARDS_IN_A_ROW, gap="small"), row, strict=False):
        with column:
            _card(lessons[name])
