"""A step of a lesson: what it asks before, what is to be seen, and what is to be explained."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nncore.classroom import ChoicePrediction, Lesson, NumberPrediction, Question
from nncore.messages import gettext, marked, said
from nncore.runs.lesson_rows import MAX_NICKNAME, PREDICTION, QUESTION
from pages.app.language import reader_language
from pages.app.rights import is_teacher
from pages.app.seats import CLASS, seat
from pages.classroom.lesson_end import draw_end
from pages.classroom.progress import (
    OpenStep,
    give,
    has_answered,
    last_given,
    nickname,
    open_step,
    opened,
    problem,
    say_problem,
    set_nickname,
    start_again,
    step_of,
)
from pages.classroom.typed_prediction import read_number
from pages.live.elements import Shown, live_text
from pages.output.numbers import value_text
from pages.settings import address

HEAD = marked("**{title}** · step {number} of {n}")
BACK, NEXT, LEAVE = marked("Back"), marked("Next"), marked("Leave")
PREDICTION_LABEL = marked("Your prediction, from {lower:g} to {upper:g}")
GIVE = marked("Predict")
PREDICTED = marked("You predicted **{value}**.")
PREDICTED_NUMBER = marked("You predicted **{value}**; it is about **{truth}**.")
NEXT_LATER = marked("First predict, look and answer.")
AGAIN = marked("Start again")
AGAIN_HELP = marked(
    "Ask everything of this lesson again, from its first step. The teacher counts what was "
    "answered first in this tab."
)
WHEN_OVER = marked("When the run has come to its end, the question stands here.")
FIRST_COUNTS = marked("The first answer counts. Try the others to read why they are right or not.")
PREDICTED_CHOICE = marked("You predicted: **{value}**. It is: **{truth}**.")
RIGHT, NOT_RIGHT = marked("Right."), marked("Not so.")
NICKNAME = marked("Nickname")
NICKNAME_HELP = marked(
    "The teacher sees it beside your answers. Without one you are a number there."
)
_MOST_TYPED = 40  # characters of a number

_NICKNAME_KEY = "lesson_nickname"


def listen_for_calls() -> None:
    """Draw what lets the teacher call this tab; it shows nothing."""
    nothing = {"call": {"text": ""}}
    live_text(Shown(nothing, CLASS, seat()), "call", key="lesson_call")


def draw_step(step: OpenStep) -> None:
    """Draw the step that is open: what is known, asked, to be seen, and to be explained."""
    with st.container(border=True, gap="xsmall", key="lesson_strip"):
        _head(step)
        if wrong := problem():
            st.error(wrong, icon=":material/error:")
        prediction = step.step.prediction
        if step.step.about and (prediction is None or step.waits):  # it has been read by then
            st.markdown(gettext(step.step.about))
        if step.waits:
            assert prediction is not None
            _ask_prediction(step, prediction)
            return
        if prediction is not None:
            _say_prediction(step, prediction)
        st.markdown(f":material/visibility: {gettext(step.step.see)}")
        if step.awaits_end:
            st.caption(f":material/hourglass_empty: {gettext(WHEN_OVER)}")
            return
        if step.step.question is not None:
            _ask(step, step.step.question)
        if step.is_last and step.is_told:
            draw_end(step.lesson)


def _head(step: OpenStep) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        title, n = gettext(step.lesson.title), len(step.lesson.steps)
        with st.container(width="stretch"):
            head = said(HEAD, title=title, number=step.number, n=n)
            st.markdown(f":material/school: {head}")
            listen_for_calls()
        if step.number > 1:
            _button(BACK, "arrow_back", _go, step.number - 1)
        if not step.is_last:
            waits = not (step.is_told or is_teacher())
            later = gettext(NEXT_LATER) if waits else None
            _button(NEXT, "arrow_forward", _go, step.number + 1, disabled=waits, help=later)
        if has_answered(step.lesson):
            _button(AGAIN, "replay", _start_again, step.lesson, help=gettext(AGAIN_HELP))
        with st.popover(nickname() or gettext(NICKNAME), icon=":material/badge:"):
            _nickname_box()
        st.button(gettext(LEAVE), key="lesson_leave", icon=":material/close:", on_click=_leave)


def _button(label: str, icon: str, press: Callable[..., None], *args: Any, **options: Any) -> None:
    options |= {"key": f"lesson_{icon}", "icon": f":material/{icon}:"}
    st.button(gettext(label), on_click=press, args=args, **options)


def _go(number: int) -> None:
    """Go to another step; called before the script runs."""
    step = opened()
    other = None if step is None else step_of(step.lesson.name, number)
    if step is None or (number > step.number and not (step.is_told or is_teacher())):
        return  # the browser had not received the newest page
    if other is not None:
        open_step(other)
        address.go_to({**other.companions, **other.settings})


def _start_again(lesson: Lesson) -> None:
    """Begin with the first step, as if nothing had been answered."""
    first = step_of(lesson.name, 1)
    if first is not None:
        open_step(first)
        start_again(lesson)
        address.go_to({**first.companions, **first.settings})


def _leave() -> None:
    """Go on without the lesson: the page keeps its settings."""
    open_step(None)


def _nickname_box() -> None:
    # More characters than are allowed: a browser cuts what is too long, and says nothing.
    st.text_input(
        gettext(NICKNAME),
        value=nickname(),
        key=_NICKNAME_KEY,
        help=gettext(NICKNAME_HELP),
        on_change=_take_nickname,
        max_chars=10 * MAX_NICKNAME,
    )


def _take_nickname() -> None:
    with reader_language():
        try:
            set_nickname(st.session_state[_NICKNAME_KEY])
        except ValueError as wrong:
            say_problem(wrong)


def _ask_prediction(step: OpenStep, prediction: NumberPrediction | ChoicePrediction) -> None:
    st.markdown(f":material/psychology_alt: **{gettext(prediction.ask)}**")
    if isinstance(prediction, ChoicePrediction):
        with st.container(horizontal=True, gap="small"):
            for number, text in enumerate(prediction.choices, start=1):
                _choice_button(step, PREDICTION, number, gettext(text))
        return
    label = said(PREDICTION_LABEL, lower=prediction.lower, upper=prediction.upper)
    with st.form("lesson_prediction", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(label, key=_number_key(step), max_chars=_MOST_TYPED, width=280)
            st.form_submit_button(
                gettext(GIVE),
                key="lesson_predict",
                icon=":material/check:",
                on_click=_take_number,
                args=(step,),
            )


def _take_number(step: OpenStep) -> None:
    with reader_language():
        try:
            value = read_number(str(st.session_state[_number_key(step)]))
        except ValueError as wrong:
            say_problem(wrong)
            return
        _take(step, PREDICTION, value)


def _number_key(step: OpenStep) -> str:
    return f"lesson_number_{step.lesson.name}_{step.number}"


def _choice_button(step: OpenStep, part: str, number: int, label: str) -> None:
    chosen = last_given(step, part)
    st.button(
        label,
        key=f"lesson_{part}_{number}",
        icon=":material/radio_button_checked:" if chosen == number else None,
        on_click=_take,
        args=(step, part, number),
    )


def _take(step: OpenStep, part: str, value: float) -> None:
    """Take an answer; called before the script runs."""
    if opened() != step:  # the browser had not received the newest page
        return
    waited = step.waits
    give(step, part, value)
    if waited and not step.waits and step.step.reveal:
        address.go_to({**step.companions, **step.step.reveal})


def _say_prediction(step: OpenStep, prediction: NumberPrediction | ChoicePrediction) -> None:
    given = step.given(PREDICTION)
    assert given is not None
    if isinstance(prediction, ChoicePrediction):
        value = gettext(prediction.choices[int(given) - 1])
        truth, words = gettext(prediction.choices[prediction.truth - 1]), PREDICTED_CHOICE
    else:
        value, truth = value_text(given), value_text(prediction.truth)
        words = PREDICTED_NUMBER
    st.caption(said(words if step.is_told else PREDICTED, value=value, truth=truth))


def _ask(step: OpenStep, question: Question) -> None:
    """Ask, and answer at once; other choices may be tried, to read why they are wrong."""
    st.markdown(f":material/quiz: **{gettext(question.ask)}**")
    with st.container(horizontal=True, gap="small"):
        for number, choice in enumerate(question.choices, start=1):
            _choice_button(step, QUESTION, number, gettext(choice.text))
    st.caption(gettext(FIRST_COUNTS))
    last = last_given(step, QUESTION)
    if last is None:
        return
    choice = question.choices[int(last) - 1]
    verdict, icon = (RIGHT, "check_circle") if choice.right else (NOT_RIGHT, "cancel")
    show = st.success if choice.right else st.info
    show(f"**{gettext(verdict)}** {gettext(choice.reason)}", icon=f":material/{icon}:")
