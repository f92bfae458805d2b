"""The strip of a lesson above its page: one step at a time; predict, see, explain."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from nncore.messages import gettext, marked, said
from pages.app.markdown import code
from pages.classroom.lesson_pages import library
from pages.classroom.progress import (
    OpenStep,
    new_call,
    note_played,
    open_step,
    opened,
    step_of,
    take_part,
)
from pages.classroom.step_view import draw_step, listen_for_calls
from pages.live.awaited_end import await_end
from pages.live.play_lock import lock_play
from pages.settings import address
from pages.settings.concealed import conceal
from pages.settings.presentation import hide_in_step

LIST = "lessons"

TO_LESSON = marked("Back to the lesson: {title}")
FIRST_PREDICT = marked("First give your prediction, above.")
NO_LESSON = marked("There is no lesson {lesson}: here are those that there are.")
NO_LESSON_HERE = marked("There is no lesson {lesson}: the page **Lessons** lists those there are.")
NO_STEP = marked("The lesson {lesson} has no step {step}: it begins with the first of {n}.")
_MOST_SHOWN = 40  # characters of what an address says
_MOST_DIGITS = 4  # of the number of a step

_NOTICE = "lesson:notice"
_BARE = "lesson:bare"  # what stood in an address that left the settings to the step


def lesson_strip(page: str) -> None:
    """Draw the step of the lesson that is open on a page, if any, and lock Play if it waits.

    Parameters
    ----------
    page : str
        Name of the page.
    """
    _follow_link(page)
    if opened() is not None or page == LIST:
        _follow_call(page)
    step = opened()
    is_here = step is not None and step.lesson.page == page
    address.accompany(step.companions if step is not None and is_here else {})
    if notice := st.session_state.pop(_NOTICE, None):
        st.warning(notice, icon=":material/school:")
    hide_in_step(step.step.hide if step is not None and is_here else ())
    if step is None or not is_here:
        _ask_nothing()
        if page == LIST:
            listen_for_calls()
        elif step is not None:
            _way_back(step)
        return
    _take_part(step)
    lock_play(gettext(FIRST_PREDICT) if step.waits else None)
    conceal(step.step.conceal if step.waits else ())
    await_end(partial(note_played, step) if step.awaits_end else None)
    draw_step(step)


def _ask_nothing() -> None:
    """Let the page that is open show and play everything: no step is about it."""
    lock_play(None)
    conceal(())
    await_end(None)


def _take_part(step: OpenStep) -> None:
    """Find what was answered before, and show what it reveals to who has come by a bare link."""
    waited = step.waits
    take_part(step)
    is_bare = st.session_state.get(_BARE) == step.companions
    if waited and not step.waits and step.step.reveal and is_bare:
        address.read_as(step.settings)


def _follow_link(page: str) -> None:
    """Open the step that the address names; Back to an address without one leaves the lesson."""
    news = address.new_companions()
    if news is None:
        return
    if "lesson" not in news:  # a link on the page itself has settings only
        step = opened()
        if address.has_gone_back() and step is not None and step.lesson.page == page:
            open_step(None)
        return
    step = _named(news, page)
    if step is not None:
        open_step(step)
        if step.lesson.page != page:
            address.switch_to(step.lesson.page, step.companions)
        elif not address.new_query():
            st.session_state[_BARE] = step.companions
            address.read_as(step.settings)


def _named(news: Mapping[str, str], page: str) -> OpenStep | None:
    """Return the step that an address names, or leave a sentence that says what is wrong."""
    name, number = news["lesson"], news.get("step", "1")
    lesson = library().look()[0].get(name)
    if lesson is None:
        sentence = NO_LESSON if page == LIST else NO_LESSON_HERE
        st.session_state[_NOTICE] = said(sentence, lesson=code(name[:_MOST_SHOWN]))
        return None
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    step = step_of(name, int(number)) if is_number else None
    if step is None:
        n = len(lesson.steps)
        st.session_state[_NOTICE] = said(
            NO_STEP, lesson=code(name[:_MOST_SHOWN]), step=code(number[:_MOST_SHOWN]), n=n
        )
        return step_of(name, 1)
    return step


def _follow_call(page: str) -> None:
    """Go where the teacher has called everybody."""
    called = new_call()
    if called is None:
        return
    open_step(called)
    if called.lesson.page != page:
        address.switch_to(called.lesson.page, called.companions)
    address.read_as(called.settings)


def _way_back(step: OpenStep) -> None:
    lesson = step.lesson
    st.page_link(
        f"{lesson.page}.py",
        label=said(TO_LESSON, title=gettext(lesson.title)),
        icon=":material/school:",
        query_params=step.companions,
    )
