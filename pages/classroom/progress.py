"""Where a tab is in its lesson, and what it has answered: kept in the history as well."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from nncore.classroom import Lesson, Step
from nncore.classroom.answers_table import part_of
from nncore.classroom.calls import Calls
from nncore.live import digest
from nncore.messages import Sentence, marked, sentence_of
from nncore.runs import HistoryError, LessonAnswer, LessonPlace
from nncore.runs.lesson_rows import PREDICTION, QUESTION, check_nickname, now
from pages.app.history import history_connection, run_history
from pages.app.seats import CLASS, registry, seat, tab
from pages.classroom.lesson_pages import library

_OPEN, _HEARD = "lesson:open", "lesson:heard"
_GIVEN, _LOADED = "lesson:given", "lesson:loaded"
_PLACED, _NICKNAME, _PROBLEM = "lesson:placed", "lesson:nickname", "lesson:problem"
_LAST, _PLAYED, _ATTEMPTS = "lesson:last", "lesson:played", "lesson:attempts"

NOT_KEPT = marked("Your answer could not be kept: {problem}")
NOT_BEGUN = marked("The history could not note that you start again: {problem}")


@dataclass(frozen=True)
class OpenStep:
    """A step of a lesson, as a tab has it open.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    number : int
        Of the step, from 1.
    """

    lesson: Lesson
    number: int

    @property
    def step(self) -> Step:
        """The step."""
        return self.lesson.steps[self.number - 1]

    @property
    def is_last(self) -> bool:
        """Whether no step comes after it."""
        return self.number == len(self.lesson.steps)

    @property
    def companions(self) -> dict[str, str]:
        """What stands in the address."""
        return {"lesson": self.lesson.name, "step": str(self.number)}

    def given(self, part: str) -> float | None:
        """Return what this tab has answered to a part, or None.

        What was answered before the lesson was edited may be no answer any more.
        """
        answers: dict[tuple[str, int, str], float] = st.session_state.get(_GIVEN, {})
        value = answers.get((self.lesson.name, self.number, part))
        return value if value is not None and self.takes(part, value) else None

    def takes(self, part: str, value: float) -> bool:
        """Whether a value can be an answer to a part."""
        asked = part_of(self.lesson, self.number, part)
        try:
            if asked is not None:
                asked.check(value)
        except ValueError:
            return False
        return asked is not None

    @property
    def waits(self) -> bool:
        """Whether the prediction has not been given yet."""
        return self.step.prediction is not None and self.given(PREDICTION) is None

    @property
    def place(self) -> tuple[str, int]:
        """Of which lesson it is, and which."""
        return self.lesson.name, self.number

    @property
    def awaits_end(self) -> bool:
        """Whether the runs of the page have to come to their end before the step goes on."""
        is_past = self.given(QUESTION) is not None or self.place in _played()
        return self.step.plays and not self.waits and not is_past

    @property
    def is_told(self) -> bool:
        """Whether the truth may be said: nothing is left to be found out."""
        is_explained = self.step.question is None or self.given(QUESTION) is not None
        return is_explained and not self.waits and not self.awaits_end

    @property
    def settings(self) -> dict[str, str]:
        """The settings that the page has at this step, as the tab has it."""
        revealed = {} if self.waits else self.step.reveal
        return dict(revealed or self.lesson.settings_at(self.number))


def _played() -> frozenset[tuple[str, int]]:
    """Return the steps of whose runs this tab has seen the end."""
    found: frozenset[tuple[str, int]] = st.session_state.get(_PLAYED, frozenset())
    return found


def note_played(step: OpenStep) -> None:
    """Note that this tab has seen the end of the runs of a step."""
    st.session_state[_PLAYED] = _played() | {step.place}


@st.cache_resource(show_spinner=False, on_release=lambda calls: calls.close())
def calls() -> Calls:
    """Return the teacher's calls, for all tabs of this server."""
    kept, readers = history_connection(), registry()
    return Calls(lambda: kept.history, lambda: readers.draw_anew(CLASS))


def new_call() -> OpenStep | None:
    """Return the step to which the teacher has called since this tab was asked last, or None.

    What was called before the tab was opened is not for it.
    """
    call, state = calls().last, st.session_state
    number = 0 if call is None else call.number
    heard = state.setdefault(_HEARD, number)
    if call is None or number <= heard:
        return None
    state[_HEARD] = number
    return step_of(call.lesson, call.step)


def step_of(lesson: str, number: int) -> OpenStep | None:
    """Return a step, or None if there is no such lesson or step."""
    found = library().look()[0].get(lesson)
    if found is None or not 1 <= number <= len(found.steps):
        return None
    return OpenStep(found, number)


def opened() -> OpenStep | None:
    """Return the step that this tab has open, or None."""
    name, number = st.session_state.get(_OPEN, ("", 0))
    return step_of(name, number) if name else None


def open_step(step: OpenStep | None) -> None:
    """Open a step in this tab; None for no lesson any more."""
    place = ("", 0) if step is None else (step.lesson.name, step.number)
    if st.session_state.get(_OPEN) != place:
        st.session_state[_PROBLEM] = None
    st.session_state[_OPEN] = place


def session() -> str:
    """Return as whose the answers of this tab are kept: a digest, and not its token."""
    return tab().owner or digest(seat())


def take_part(step: OpenStep) -> None:
    """Note in the history that this tab is at a step, and find what it has answered before."""
    if not tab().owner:
        tab().draw_anew(CLASS)  # once its browser has said who it is
        return
    try:
        _load(step)
        _enter(step)
    except HistoryError:  # the page says that nothing is kept
        pass


def _load(step: OpenStep) -> None:
    state, whose = st.session_state, (session(), step.lesson.name)
    if state.get(_LOADED) == whose:
        return
    found = run_history().answers_of(*whose)
    _attempt_is(step.lesson, run_history().attempt_of(*whose))
    kept = {(one.lesson, one.step, one.part): one.value for one in found}
    state[_GIVEN] = {**state.get(_GIVEN, {}), **kept}
    if place := run_history().place_of(whose[0]):
        state.setdefault(_NICKNAME, place.nickname)
    state[_LOADED] = whose


def _enter(step: OpenStep) -> None:
    where = (session(), step.lesson.name, step.number, nickname())
    if st.session_state.get(_PLACED) != where:
        run_history().enter_step(LessonPlace(*where, seen=now()))
        st.session_state[_PLACED] = where


def give(step: OpenStep, part: str, value: float) -> None:
    """Take the answer of this tab to a part of the step; what is wrong is said by `problem`."""
    asked = part_of(step.lesson, step.number, part)
    assert asked is not None  # the widget was drawn for it
    state = st.session_state
    try:
        asked.check(value)
        _keep(_answer(step, part, value))
    except (ValueError, HistoryError) as problem:
        state[_PROBLEM] = sentence_of(problem)
        if not isinstance(problem, HistoryError):
            return
    else:
        state[_PROBLEM] = None
    last: dict[Any, float] = state.get(_LAST, {})
    state[_LAST] = {**last, (*step.place, part): float(value)}
    if step.given(part) is None:  # the first answer counts, here as in the history
        given: dict[Any, float] = state.get(_GIVEN, {})
        state[_GIVEN] = {**given, (*step.place, part): float(value)}


def _answer(step: OpenStep, part: str, value: float) -> LessonAnswer:
    attempt = st.session_state.get(_ATTEMPTS, {}).get(step.lesson.name, 1)
    return LessonAnswer(session(), *step.place, part, float(value), now(), attempt)


def last_given(step: OpenStep, part: str) -> float | None:
    """Return what this tab has answered last to a part: others are tried to read why not."""
    first = step.given(part)
    last: dict[Any, float] = st.session_state.get(_LAST, {})
    value = first if first is None else last.get((*step.place, part), first)
    return value if value is not None and step.takes(part, value) else first


def has_answered(lesson: Lesson) -> bool:
    """Whether this tab has answered anything of a lesson."""
    return any(name == lesson.name for name, _, _ in st.session_state.get(_GIVEN, {}))


def start_again(lesson: Lesson) -> None:
    """Ask this tab everything of a lesson again; what the history has of it stays and counts."""
    state = st.session_state
    state[_PROBLEM] = None
    try:
        _attempt_is(lesson, run_history().begin_again(session(), lesson.name))
    except HistoryError as problem:
        state[_PROBLEM] = Sentence(NOT_BEGUN, problem=problem.sentence)
    for kept in (_GIVEN, _LAST):
        answers = state.get(kept, {})
        state[kept] = {where: one for where, one in answers.items() if where[0] != lesson.name}
    state[_PLAYED] = frozenset(place for place in _played() if place[0] != lesson.name)


def _attempt_is(lesson: Lesson, attempt: int) -> None:
    attempts: dict[str, int] = st.session_state.get(_ATTEMPTS, {})
    st.session_state[_ATTEMPTS] = {**attempts, lesson.name: attempt}


def _keep(answer: LessonAnswer) -> None:
    try:
        run_history().add_answer(answer)
    except HistoryError as problem:
        raise HistoryError(NOT_KEPT, problem=problem.sentence) from None


def say_problem(problem: ValueError) -> None:
    """Let the strip say what is wrong with what was typed."""
    st.session_state[_PROBLEM] = sentence_of(problem)


def problem() -> str:
    """Return what is wrong with what was answered last; empty for nothing."""
    found = st.session_state.get(_PROBLEM)
    return "" if found is None else str(found)


def nickname() -> str:
    """Return what the reader wants to be called; empty for nothing."""
    return str(st.session_state.get(_NICKNAME) or "")


def set_nickname(text: str) -> None:
    """Take another nickname.

    Raises
    ------
    SettingError
        If it is long, or no line.
    """
    check_nickname(text.strip())
    st.session_state[_NICKNAME] = text.strip()
